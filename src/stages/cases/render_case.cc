#include "stages/cases/render_case.h"

#include <fmt/format.h>

#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

std::string event_line(const CaseEvent& event) {
  std::string line = fmt::format("  {} {}", format_rfc3339(event.at), name_of(event.kind));
  if (!event.to.empty()) line += " to " + event.to;
  line += " by " + event.by;
  if (!event.about.empty()) line += fmt::format(" ({})", event.about);
  if (event.likelihood) line += fmt::format(", {}", name_of(*event.likelihood));
  if (event.confidence) line += fmt::format(" with {} confidence", name_of(*event.confidence));
  if (event.until != 0) line += ", until " + format_rfc3339(event.until);
  if (!event.text.empty()) line += ": " + event.text;
  return line + "\n";
}

void write_event(JsonWriter& json, const CaseEvent& event) {
  json.begin_object();
  json.field("kind", name_of(event.kind));
  json.field("at", format_rfc3339(event.at));
  json.field("by", event.by);
  json.field("to", event.to);
  json.field("text", event.text);
  if (!event.about.empty()) json.field("about", event.about);
  if (event.likelihood) json.field("likelihood", name_of(*event.likelihood));
  if (event.confidence) json.field("confidence", name_of(*event.confidence));
  if (event.until != 0) json.field("until", format_rfc3339(event.until));
  json.end_object();
}

void write_tasks(JsonWriter& json, const Case& one) {
  json.key("tasks");
  json.begin_array();
  for (const CaseTask& task : tasks_of(one)) {
    json.begin_object();
    json.field("task", std::uint64_t{task.number});
    json.field("text", task.text);
    json.field("to", task.to);
    json.field("due_at", format_rfc3339(task.due_at));
    json.field("set_by", task.set_by);
    json.field("done", task.done_at != 0);
    json.end_object();
  }
  json.end_array();
}

void write_agreement_of(JsonWriter& json, const ReviewerAgreement& agreement) {
  json.field("cases", agreement.cases);
  json.field("agreed", agreement.agreed);
  json.key("kappa");
  if (agreement.kappa) {
    json.value(agreement.kappa->value);
  } else {
    json.null();
  }
  if (agreement.kappa) {
    json.field("lower", agreement.kappa->lower);
    json.field("upper", agreement.kappa->upper);
  }
}

std::string kappa_in_words(const ReviewerAgreement& agreement) {
  std::string words = fmt::format("{} of {} alike, ", agreement.agreed, agreement.cases);
  if (!agreement.kappa) return words + "too few answers for a kappa\n";
  return words + fmt::format("kappa {:.2f} (95 %: {:.2f} to {:.2f})\n", agreement.kappa->value,
                             agreement.kappa->lower, agreement.kappa->upper);
}

}  // namespace

std::vector<CaseEvent> told_events(const Case& one, const CaseDesk& desk) {
  const bool blind = awaits_judgement(one, desk);
  std::vector<CaseEvent> told;
  for (const CaseEvent& event : one.events) {
    const bool handing = event.kind == CaseEventKind::kTaken ||
                         event.kind == CaseEventKind::kRenewed ||
                         event.kind == CaseEventKind::kReleased;
    if (handing || (blind && event.kind == CaseEventKind::kJudged)) continue;
    told.push_back(event);
  }
  return told;
}

std::string case_line(const Case& one, TimeUs now) {
  const std::string assignee = assignee_of(one);
  const auto lock = lock_of(one, now);
  std::string line = fmt::format(
      "{} {}: {} {}: {}; {}, due {}", one.id, is_open(one) ? "open" : "closed", name_of(one.kind),
      one.subject, one.title, assignee.empty() ? "nobody works on it" : assignee + " works on it",
      format_rfc3339(one.due_at));
  if (!one.queue.empty()) line += ", queue " + one.queue;
  if (lock) line += fmt::format(", taken by {} until {}", lock->by, format_rfc3339(lock->until));
  return line + "\n";
}

std::string case_in_full(const Case& one, const CaseDesk& desk, TimeUs now) {
  std::string text = case_line(one, now);
  for (const CaseEvent& event : told_events(one, desk)) text += event_line(event);
  const std::vector<CaseEvent> hypotheses = hypotheses_of(one);
  if (!hypotheses.empty()) text += "  What may explain it, as each of them thinks:\n";
  for (const CaseEvent& stated : hypotheses) {
    text +=
        fmt::format("    {}: {} ({} confidence), {}: {}\n", stated.about,
                    name_of(stated.likelihood.value_or(Likelihood::kRoughlyEvenChance)),
                    name_of(stated.confidence.value_or(Confidence::kLow)), stated.by, stated.text);
  }
  for (const CaseTask& task : tasks_of(one)) {
    text += fmt::format("  Task {}: {}; {}, {}\n", task.number, task.text,
                        task.to.empty() ? "nobody's yet" : task.to,
                        task.done_at != 0   ? "done"
                        : task.due_at < now ? "overdue since " + format_rfc3339(task.due_at)
                                            : "due " + format_rfc3339(task.due_at));
  }
  return text;
}

void write_case(JsonWriter& json, const Case& one, const CaseDesk& desk, TimeUs now) {
  json.begin_object();
  json.field("case", one.id);
  json.field("open", is_open(one));
  json.field("subject", name_of(one.kind));
  json.field("id", one.subject);
  json.field("run", one.run);
  json.field("title", one.title);
  json.field("due_at", format_rfc3339(one.due_at));
  json.field("queue", one.queue);
  json.field("tier", one.tier);
  json.field("reach", one.reach);
  json.field("election", one.election);
  json.field("hard", one.hard);
  json.field("assignee", assignee_of(one));
  json.field("judged", !awaits_judgement(one, desk));
  if (const auto lock = lock_of(one, now)) {
    json.key("taken");
    json.begin_object();
    json.field("by", lock->by);
    json.field("until", format_rfc3339(lock->until));
    json.end_object();
  }
  json.key("hypotheses");
  json.begin_array();
  for (const CaseEvent& stated : hypotheses_of(one)) write_event(json, stated);
  json.end_array();
  write_tasks(json, one);
  json.key("events");
  json.begin_array();
  for (const CaseEvent& event : told_events(one, desk)) write_event(json, event);
  json.end_array();
  json.end_object();
}

std::string agreement_in_words(const AgreementReport& report) {
  std::string text;
  for (const ReviewerAgreement& pair : report.pairs) {
    text += fmt::format("{} and {}: {}", pair.first, pair.second, kappa_in_words(pair));
  }
  for (const ReviewerAgreement& queue : report.queues) {
    text += fmt::format("queue {}: {}", queue.queue.empty() ? "without a name" : queue.queue,
                        kappa_in_words(queue));
  }
  for (const GoldenScore& score : report.golden) {
    text += fmt::format("{}: {} of {} known answers right\n", score.reviewer, score.right,
                        score.judged);
  }
  if (text.empty()) return "No case was judged by two people, and none with a known answer.\n";
  if (report.disputed > 0) {
    text += fmt::format("{} cases have two answers; people must settle them.\n", report.disputed);
  }
  return text;
}

void write_agreement(JsonWriter& json, const AgreementReport& report) {
  json.key("pairs");
  json.begin_array();
  for (const ReviewerAgreement& pair : report.pairs) {
    json.begin_object();
    json.field("first", pair.first);
    json.field("second", pair.second);
    write_agreement_of(json, pair);
    json.end_object();
  }
  json.end_array();
  json.key("queues");
  json.begin_array();
  for (const ReviewerAgreement& queue : report.queues) {
    json.begin_object();
    json.field("queue", queue.queue);
    write_agreement_of(json, queue);
    json.end_object();
  }
  json.end_array();
  json.key("known_answers");
  json.begin_array();
  for (const GoldenScore& score : report.golden) {
    json.begin_object();
    json.field("reviewer", score.reviewer);
    json.field("judged", score.judged);
    json.field("right", score.right);
    json.end_object();
  }
  json.end_array();
  json.field("disputed", report.disputed);
}

std::string rules_in_words(const DeskRules& rules) {
  const auto limit = [](std::uint64_t value, std::string_view unit) {
    return value == 0 ? std::string("no limit") : fmt::format("{} {}", value, unit);
  };
  return fmt::format(
      "With a known answer: {:g} % of what a person is handed.\nJudged by two people: {:g} % of "
      "cases.\nA case is taken for {} minutes.\nHard content a person and day: {}, {}.\n",
      100 * rules.golden_share, 100 * rules.second_share, rules.lease / kMicrosPerMinute,
      limit(rules.hard_items_max, "cases"),
      limit(static_cast<std::uint64_t>(rules.hard_time_max / kMicrosPerMinute), "minutes"));
}

void write_rules(JsonWriter& json, const DeskRules& rules) {
  json.field("golden_share", rules.golden_share);
  json.field("second_share", rules.second_share);
  json.field("lease_seconds", std::uint64_t(rules.lease / kMicrosPerSecond));
  json.field("hard_items_max", std::uint64_t{rules.hard_items_max});
  json.field("hard_seconds_max", std::uint64_t(rules.hard_time_max / kMicrosPerSecond));
}

}  // namespace overt
