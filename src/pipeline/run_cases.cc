#include "pipeline/run_cases.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/case_work.h"
#include "pipeline/subject_sources.h"
#include "stages/cases/render_case.h"
#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

using Cases = std::vector<Case>;

JsonWriter begin_answer(CommandAnswer& answer, CasesVerb verb) {
  JsonWriter json(answer.json);
  json.begin_object();
  json.field("command", "cases");
  json.field("verb", kCasesVerbNames.at(static_cast<std::size_t>(verb)));
  return json;
}

CommandAnswer answer_of(const CasesOptions& options, const Cases& cases, const CaseDesk& desk) {
  const bool lines = options.verb == CasesVerb::kList || options.verb == CasesVerb::kOpen;
  CommandAnswer answer;
  JsonWriter json = begin_answer(answer, options.verb);
  json.key("cases");
  json.begin_array();
  for (const Case& one : cases) {
    answer.text += lines ? case_line(one, options.at) : case_in_full(one, desk, options.at);
    write_case(json, one, desk, options.at);
  }
  json.end_array();
  json.end_object();
  return answer;
}

/// Who does it, shown to be them, with what they have an interest in.
Result<Person> acting(const CasesOptions& options, CaseWork& work) {
  const std::string_view verb = kCasesVerbNames.at(static_cast<std::size_t>(options.verb));
  const ActingStaff asked{options.data, work.people(), "cases", verb, options.by, options.proof};
  // An interest is everybody's to declare; whose it may be the desk says.
  ASSIGN_OR_RETURN(Person by,
                   options.verb == CasesVerb::kInterest ? known_staff(asked) : acting_staff(asked));
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  return with_interests(std::move(by), desk);
}

std::string title_of(const NetworkFound& network) {
  return fmt::format("{} accounts, {}, {} to {}: {}", network.accounts,
                     network.explanation.empty() ? "not confirmed" : network.explanation,
                     network.first_day, network.last_day, fmt::join(network.families, ", "));
}

std::string lowered(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// What makes it urgent, and what a person must have no interest in.
void add_facts(Case& one, const RunFindings& findings, const NetworkFound& network) {
  std::set<std::string> touches = {"network:" + network.id};
  std::uint64_t followers = 0;
  for (const SubjectFacts& subject : findings.subjects) {
    if (subject.network != network.id) continue;
    if (subject.kind == SubjectKind::kAccount) touches.insert("account:" + subject.id);
    if (const GivenFact* const fact = find_fact(subject, "attribution.entities")) {
      for (const std::string& entity : fact->values) touches.insert("entity:" + entity);
    }
    if (subject.kind != SubjectKind::kAccount) continue;
    if (const GivenFact* const fact = find_fact(subject, "account.region")) {
      for (const std::string& region : fact->values) touches.insert("country:" + lowered(region));
    }
    if (const GivenFact* const fact = find_fact(subject, "account.followers")) {
      const std::string& text = fact->values.front();
      std::uint64_t number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      followers += number;
    }
  }
  one.touches.assign(touches.begin(), touches.end());
  one.tier = network.tier;
  one.reach = std::max(followers, network.accounts);
}

Result<CommandAnswer> open_from_run(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(const Person by, acting(options, work));
  SubjectSources sources;
  sources.runs = {options.run};
  ASSIGN_OR_RETURN(const GatheredSubjects gathered, gather_subjects(sources));
  const RunFindings& findings = gathered.runs.front().findings;
  Cases fresh;
  std::uint64_t there = 0;
  bool found = false;
  for (const NetworkFound& network : findings.networks) {
    const bool wanted =
        options.network.empty() ? network.tier == "review" : network.id == options.network;
    if (!wanted) continue;
    found = true;
    const TimeUs due = options.at + TimeUs{options.within_hours} * kMicrosPerHour;
    ASSIGN_OR_RETURN(
        Case one, open_case({SubjectKind::kNetwork, network.id, findings.run_id, title_of(network)},
                            by, options.at, due));
    add_facts(one, findings, network);
    one.queue = options.queue;
    one.election = options.election;
    one.hard = options.hard;
    const auto kept = work.find(one.id);
    if (kept.ok()) {
      ++there;
    } else if (kept.error().code == ErrorCode::kNotFound) {
      fresh.push_back(std::move(one));
    } else {
      return kept.error();
    }
  }
  if (!found && !options.network.empty()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("run {} has no network '{}'", findings.run_id, options.network)};
  }
  RETURN_IF_ERROR(work.add(fresh));
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  CommandAnswer answer = answer_of(options, fresh, desk);
  answer.text += fmt::format("{} opened, {} were there already.\n", fresh.size(), there);
  return answer;
}

Error not_a_word(std::string_view option, const std::string& value, std::string_view words) {
  return {ErrorCode::kInvalidArgument, fmt::format("{}: '{}' is not {}", option, value, words)};
}

Result<CaseVerdict> verdict_of(const CasesOptions& options) {
  const auto verdict = case_verdict_named(options.verdict);
  if (verdict) return *verdict;
  return not_a_word("--verdict", options.verdict, "inauthentic, authentic or unclear");
}

Result<void> state_hypothesis(const CasesOptions& options, Case& one, const Person& by) {
  const auto likelihood = likelihood_named(options.likelihood);
  if (!likelihood) {
    return not_a_word("--likelihood", options.likelihood,
                      "almost-no-chance, very-unlikely, unlikely, roughly-even-chance, likely, "
                      "very-likely or almost-certain");
  }
  const auto confidence = confidence_named(options.confidence);
  if (!confidence) {
    return not_a_word("--confidence", options.confidence, "low, moderate or high");
  }
  return add_hypothesis(one, by, {options.about, *likelihood, *confidence, options.text},
                        options.at);
}

Result<void> give_task(const CasesOptions& options, CaseWork& work, Case& one, const Person& by) {
  const TimeUs due = options.at + TimeUs{options.within_hours} * kMicrosPerHour;
  if (options.to.empty()) return set_task(one, by, options.text, nullptr, options.at, due);
  ASSIGN_OR_RETURN(const Person to, work.person(options.to));
  return set_task(one, by, options.text, &to, options.at, due);
}

Result<void> take_step(const CasesOptions& options, CaseWork& work, Case& one, const Person& by) {
  switch (options.verb) {
    case CasesVerb::kAssign: {
      ASSIGN_OR_RETURN(const Person to, work.person(options.to));
      return assign_case(one, by, to, options.at);
    }
    case CasesVerb::kNote:
      return note_case(one, by, options.text, options.at);
    case CasesVerb::kClose:
      return close_case(one, by, options.text, options.at);
    case CasesVerb::kRelease:
      return release_case(one, by, options.at);
    case CasesVerb::kEvidence:
      return add_evidence(one, by, options.about, options.text, options.at);
    case CasesVerb::kHypothesis:
      return state_hypothesis(options, one, by);
    case CasesVerb::kTask:
      return give_task(options, work, one, by);
    case CasesVerb::kDone:
      return finish_task(one, by, options.task, options.at);
    case CasesVerb::kJudge: {
      ASSIGN_OR_RETURN(const CaseVerdict verdict, verdict_of(options));
      return judge_case(one, by, verdict, options.text, options.at);
    }
    case CasesVerb::kLink:
      RETURN_IF_ERROR(work.must_be_decision(options.decision));
      return link_decision(one, by, options.decision, options.at);
    default:
      CHECK(options.verb == CasesVerb::kReopen);
      return reopen_case(one, by, options.text, options.at);
  }
}

Result<CommandAnswer> change(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(const Person by, acting(options, work));
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  if (options.verb == CasesVerb::kRenew) {
    ASSIGN_OR_RETURN(Case one, work.renew(options.id, by, options.at));
    return answer_of(options, {std::move(one)}, desk);
  }
  ASSIGN_OR_RETURN(Case one, work.change(options.id, [&](Case& changed) {
    return take_step(options, work, changed, by);
  }));
  return answer_of(options, {std::move(one)}, desk);
}

Result<CommandAnswer> hand_out(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(const Person by, acting(options, work));
  ASSIGN_OR_RETURN(const CaseWork::Handed handed, work.next(by, options.queue, options.at));
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  CommandAnswer answer;
  JsonWriter json = begin_answer(answer, options.verb);
  json.field("why", handed.why);
  json.key("cases");
  json.begin_array();
  write_case(json, handed.one, desk, options.at);
  json.end_array();
  json.end_object();
  answer.text = case_in_full(handed.one, desk, options.at) + "  Next because: " + handed.why + "\n";
  return answer;
}

Result<CommandAnswer> tell_queue(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(const Cases cases, work.all());
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  CommandAnswer answer;
  JsonWriter json = begin_answer(answer, options.verb);
  json.key("cases");
  json.begin_array();
  for (const QueuedCase& entry : queue_of(cases, options.at)) {
    if (!options.queue.empty() && entry.one->queue != options.queue) continue;
    if (!awaits_judgement(*entry.one, desk)) continue;
    json.begin_object();
    json.field("case", entry.one->id);
    json.field("comes_at", format_rfc3339(entry.comes_at));
    json.key("reasons");
    json.begin_array();
    for (const std::string& reason : entry.reasons) json.value(reason);
    json.end_array();
    json.end_object();
    answer.text += case_line(*entry.one, options.at);
    for (const std::string& reason : entry.reasons) answer.text += "  " + reason + "\n";
  }
  json.end_array();
  json.end_object();
  if (answer.text.empty()) answer.text = "No case waits.\n";
  return answer;
}

Result<CommandAnswer> tell_agreement(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(const Person by, acting(options, work));
  ASSIGN_OR_RETURN(const AgreementReport report, work.agreement(by));
  CommandAnswer answer;
  JsonWriter json = begin_answer(answer, options.verb);
  write_agreement(json, report);
  json.end_object();
  answer.text = agreement_in_words(report);
  return answer;
}

bool only_looks(const CasesOptions& options) {
  switch (options.verb) {
    case CasesVerb::kList:
    case CasesVerb::kShow:
    case CasesVerb::kQueue:
    case CasesVerb::kAgreement:
      return true;
    case CasesVerb::kRules:
      return !options.golden_share && !options.second_share && !options.lease &&
             !options.hard_items && !options.hard_time;
    default:
      return false;
  }
}

/// What a command says of the desk, one record each.
Result<std::vector<DeskRecord>> records_in(const CasesOptions& options) {
  std::vector<DeskRecord> records;
  const auto rule = [&](std::string_view name, std::string value) {
    records.push_back(
        {DeskRecordKind::kRule, options.at, {}, std::string(name), std::move(value), options.text});
  };
  switch (options.verb) {
    case CasesVerb::kInterest:
      records.push_back({options.end ? DeskRecordKind::kInterestEnded : DeskRecordKind::kInterest,
                         options.at,
                         {},
                         options.to.empty() ? options.by : options.to,
                         options.about,
                         options.text});
      break;
    case CasesVerb::kGolden: {
      DeskRecord record{DeskRecordKind::kGoldenEnded, options.at, {}, options.id, {}, options.text};
      if (!options.end) {
        ASSIGN_OR_RETURN(const CaseVerdict verdict, verdict_of(options));
        record.kind = DeskRecordKind::kGolden;
        record.value = name_of(verdict);
      }
      records.push_back(std::move(record));
      break;
    }
    default:
      CHECK(options.verb == CasesVerb::kRules);
      if (options.golden_share) rule("golden", fmt::format("{}", *options.golden_share));
      if (options.second_share) rule("second", fmt::format("{}", *options.second_share));
      if (options.lease) rule("lease", fmt::format("{}", *options.lease));
      if (options.hard_items) rule("hard-items", fmt::format("{}", *options.hard_items));
      if (options.hard_time) rule("hard-time", fmt::format("{}", *options.hard_time));
      break;
  }
  return records;
}

Result<CommandAnswer> keep_records(const CasesOptions& options, CaseWork& work) {
  if (!only_looks(options)) {
    if (options.by.empty()) {
      return Error{ErrorCode::kInvalidArgument, "--by PERSON is missing: who says so"};
    }
    ASSIGN_OR_RETURN(const Person by, acting(options, work));
    ASSIGN_OR_RETURN(std::vector<DeskRecord> records, records_in(options));
    for (DeskRecord& record : records) RETURN_IF_ERROR(work.record(std::move(record), by));
  }
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  CommandAnswer answer;
  JsonWriter json = begin_answer(answer, options.verb);
  if (options.verb == CasesVerb::kRules) {
    write_rules(json, desk.rules);
    answer.text = rules_in_words(desk.rules);
  } else if (options.verb == CasesVerb::kInterest) {
    const std::string& person = options.to.empty() ? options.by : options.to;
    const auto found = desk.interests.find(person);
    json.field("person", person);
    json.key("interests");
    json.begin_array();
    answer.text = fmt::format("{} has an interest in:", person);
    for (const std::string& one :
         found == desk.interests.end() ? std::vector<std::string>() : found->second) {
      json.value(one);
      answer.text += " " + one;
    }
    json.end_array();
    answer.text += "\n";
  } else {
    json.field("case", options.id);
    answer.text = options.end ? "It is a case like others.\n" : "It has a known answer now.\n";
  }
  json.end_object();
  return answer;
}

Result<CommandAnswer> look(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(Cases found, work.all());
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  std::erase_if(found, [&](const Case& one) { return !options.all && !is_open(one); });
  CommandAnswer answer = answer_of(options, found, desk);
  if (found.empty()) answer.text = "No case.\n";
  return answer;
}

Result<CommandAnswer> show(const CasesOptions& options, CaseWork& work) {
  ASSIGN_OR_RETURN(Case one, work.find(options.id));
  ASSIGN_OR_RETURN(const CaseDesk desk, work.desk());
  return answer_of(options, {std::move(one)}, desk);
}

}  // namespace

Result<CommandAnswer> look_at_cases(const CasesOptions& options, CaseWork& work) {
  CHECK(options.verb == CasesVerb::kList || options.verb == CasesVerb::kShow);
  return options.verb == CasesVerb::kList ? look(options, work) : show(options, work);
}

Result<CommandAnswer> run_cases(const CasesOptions& options, Progress& /*progress*/) {
  ASSIGN_OR_RETURN(CaseWork work,
                   CaseWork::open(options.data, only_looks(options) ? DecisionAccess::kRead
                                                                    : DecisionAccess::kWrite));
  switch (options.verb) {
    case CasesVerb::kList:
    case CasesVerb::kShow:
      return look_at_cases(options, work);
    case CasesVerb::kOpen:
      return open_from_run(options, work);
    case CasesVerb::kQueue:
      return tell_queue(options, work);
    case CasesVerb::kNext:
      return hand_out(options, work);
    case CasesVerb::kAgreement:
      return tell_agreement(options, work);
    case CasesVerb::kInterest:
    case CasesVerb::kGolden:
    case CasesVerb::kRules:
      return keep_records(options, work);
    default:
      return change(options, work);
  }
}

}  // namespace overt
