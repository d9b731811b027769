#include "stages/cases/work_on_case.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"

namespace overt {
namespace {

constexpr std::size_t kIdDigits = 12;

Error invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<void> no_interest(const Case& one, const Person& person) {
  const std::string interest = conflict_of(person, one.touches);
  if (interest.empty()) return {};
  return Error{
      ErrorCode::kPermissionDenied,
      fmt::format("{} has declared an interest in {}, which case {} touches; somebody else "
                  "must work on it",
                  person.id, interest, one.id)};
}

Result<void> may_work(const Person& person) {
  if (may(person, Right::kWorkOnCases)) return {};
  return Error{ErrorCode::kPermissionDenied,
               fmt::format("{} may not work on cases; that needs an analyst", person.id)};
}

Result<void> check_step(const Case& one, const Person& by, TimeUs at, bool open) {
  RETURN_IF_ERROR(may_work(by));
  RETURN_IF_ERROR(no_interest(one, by));
  if (is_open(one) != open) {
    return invalid(fmt::format("case {} is {}", one.id, open ? "closed; reopen it first" : "open"));
  }
  if (at >= one.events.back().at) return {};
  return invalid(fmt::format("{} is before the last event of case {}, {}", format_rfc3339(at),
                             one.id, format_rfc3339(one.events.back().at)));
}

Result<void> not_taken_by_others(const Case& one, const Person& by, TimeUs at) {
  const auto lock = lock_of(one, at);
  if (!lock || lock->by == by.id) return {};
  return Error{ErrorCode::kUnavailable, fmt::format("{} has taken case {} until {}", lock->by,
                                                    one.id, format_rfc3339(lock->until))};
}

Result<void> must_have_taken(const Case& one, const Person& by, TimeUs at) {
  const auto lock = lock_of(one, at);
  if (lock && lock->by == by.id) return {};
  return invalid(
      fmt::format("{} has not taken case {}, or not so long; overt cases next --by {} "
                  "hands out one",
                  by.id, one.id, by.id));
}

Result<void> need_text(const std::string& text) {
  if (text.find_first_not_of(" \t\n") != text.npos) return {};
  return invalid("say it in words; they are kept with the case");
}

Result<void> must_be_later(TimeUs at, TimeUs until) {
  if (until > at) return {};
  return invalid(fmt::format("{} is not after {}", format_rfc3339(until), format_rfc3339(at)));
}

}  // namespace

std::string case_id(const CaseSubject& subject) {
  return sha256_hex(fmt::format("{}:{}", name_of(subject.kind), subject.id)).substr(0, kIdDigits);
}

Result<Case> open_case(CaseSubject subject, const Person& by, TimeUs at, TimeUs due_at) {
  RETURN_IF_ERROR(may_work(by));
  Case one;
  one.id = case_id(subject);
  one.kind = subject.kind;
  one.subject = std::move(subject.id);
  one.run = std::move(subject.run);
  one.title = std::move(subject.title);
  one.due_at = due_at;
  one.events.push_back({CaseEventKind::kOpened, at, by.id, {}, {}});
  return one;
}

Result<void> assign_case(Case& one, const Person& by, const Person& to, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(may_work(to));
  RETURN_IF_ERROR(no_interest(one, to));
  one.events.push_back({CaseEventKind::kAssigned, at, by.id, to.id, {}});
  return {};
}

Result<void> note_case(Case& one, const Person& by, std::string text, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(need_text(text));
  one.events.push_back({CaseEventKind::kNoted, at, by.id, {}, std::move(text)});
  return {};
}

Result<void> close_case(Case& one, const Person& by, std::string text, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(not_taken_by_others(one, by, at));
  RETURN_IF_ERROR(need_text(text));
  one.events.push_back({CaseEventKind::kClosed, at, by.id, {}, std::move(text)});
  return {};
}

Result<void> reopen_case(Case& one, const Person& by, std::string text, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, false));
  RETURN_IF_ERROR(need_text(text));
  one.events.push_back({CaseEventKind::kReopened, at, by.id, {}, std::move(text)});
  return {};
}

Result<void> take_case(Case& one, const Person& by, TimeUs at, TimeUs until) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(not_taken_by_others(one, by, at));
  RETURN_IF_ERROR(must_be_later(at, until));
  CaseEvent event{CaseEventKind::kTaken, at, by.id, {}, {}};
  event.until = until;
  one.events.push_back(std::move(event));
  return {};
}

Result<void> renew_case(Case& one, const Person& by, TimeUs at, TimeUs until) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(must_have_taken(one, by, at));
  RETURN_IF_ERROR(must_be_later(at, until));
  CaseEvent event{CaseEventKind::kRenewed, at, by.id, {}, {}};
  event.until = until;
  one.events.push_back(std::move(event));
  return {};
}

Result<void> release_case(Case& one, const Person& by, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(must_have_taken(one, by, at));
  one.events.push_back({CaseEventKind::kReleased, at, by.id, {}, {}});
  return {};
}

Result<void> add_evidence(Case& one, const Person& by, std::string where, std::string text,
                          TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(need_text(text));
  CaseEvent event{CaseEventKind::kEvidence, at, by.id, {}, std::move(text)};
  event.about = std::move(where);
  one.events.push_back(std::move(event));
  return {};
}

Result<void> add_hypothesis(Case& one, const Person& by, StatedHypothesis hypothesis, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(need_text(hypothesis.name));
  RETURN_IF_ERROR(need_text(hypothesis.text));
  CaseEvent event{CaseEventKind::kHypothesis, at, by.id, {}, std::move(hypothesis.text)};
  event.about = std::move(hypothesis.name);
  event.likelihood = hypothesis.likelihood;
  event.confidence = hypothesis.confidence;
  one.events.push_back(std::move(event));
  return {};
}

Result<void> set_task(Case& one, const Person& by, std::string text, const Person* to, TimeUs at,
                      TimeUs due_at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(need_text(text));
  RETURN_IF_ERROR(must_be_later(at, due_at));
  CaseEvent event{CaseEventKind::kTaskSet, at, by.id, {}, std::move(text)};
  if (to != nullptr) {
    RETURN_IF_ERROR(may_work(*to));
    RETURN_IF_ERROR(no_interest(one, *to));
    event.to = to->id;
  }
  event.until = due_at;
  one.events.push_back(std::move(event));
  return {};
}

Result<void> finish_task(Case& one, const Person& by, std::size_t number, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  const std::vector<CaseTask> tasks = tasks_of(one);
  if (number == 0 || number > tasks.size()) {
    return invalid(
        fmt::format("case {} has {} tasks, and no task {}", one.id, tasks.size(), number));
  }
  if (tasks[number - 1].done_at != 0) {
    return invalid(fmt::format("task {} of case {} is done already", number, one.id));
  }
  CaseEvent event{CaseEventKind::kTaskDone, at, by.id, {}, {}};
  event.about = fmt::format("{}", number);
  one.events.push_back(std::move(event));
  return {};
}

Result<void> judge_case(Case& one, const Person& by, CaseVerdict verdict, std::string text,
                        TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(not_taken_by_others(one, by, at));
  RETURN_IF_ERROR(need_text(text));
  for (const CaseJudgement& earlier : judgements_of(one)) {
    if (earlier.by != by.id) continue;
    return invalid(fmt::format("{} has judged case {} already", by.id, one.id));
  }
  CaseEvent event{CaseEventKind::kJudged, at, by.id, {}, std::move(text)};
  event.about = name_of(verdict);
  one.events.push_back(std::move(event));
  return {};
}

Result<void> link_decision(Case& one, const Person& by, std::string decision, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  CaseEvent event{CaseEventKind::kLinked, at, by.id, {}, {}};
  event.about = std::move(decision);
  one.events.push_back(std::move(event));
  return {};
}

std::optional<Likelihood> likelihood_named(std::string_view name) {
  for (std::size_t i = 0; i < kLikelihoodCount; ++i) {
    if (name_of(static_cast<Likelihood>(i)) == name) return static_cast<Likelihood>(i);
  }
  return std::nullopt;
}

std::optional<Confidence> confidence_named(std::string_view name) {
  for (const Confidence confidence : {Confidence::kLow, Confidence::kModerate, Confidence::kHigh}) {
    if (name_of(confidence) == name) return confidence;
  }
  return std::nullopt;
}

std::vector<CaseEvent> hypotheses_of(const Case& one) {
  std::vector<CaseEvent> stated;
  for (const CaseEvent& event : one.events) {
    if (event.kind != CaseEventKind::kHypothesis) continue;
    const auto earlier = std::find_if(stated.begin(), stated.end(), [&](const CaseEvent& other) {
      return other.by == event.by && other.about == event.about;
    });
    if (earlier == stated.end()) {
      stated.push_back(event);
    } else {
      *earlier = event;
    }
  }
  return stated;
}

}  // namespace overt
