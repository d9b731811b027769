#include "pipeline/run_policy.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_writer.h"
#include "pipeline/acting_staff.h"
#include "pipeline/decision_data.h"
#include "pipeline/policy_backtest.h"
#include "pipeline/policy_book.h"
#include "pipeline/policy_files.h"
#include "stages/policies/check_policy.h"
#include "stages/policies/explain_verdict.h"

namespace overt {
namespace {

void begin(JsonWriter& json, std::string_view verb) {
  json.begin_object();
  json.field("command", "policy");
  json.field("verb", verb);
}

/// A problem with its place, for people and for programs.
class Problems {
 public:
  Problems(std::string& text, JsonWriter& json) : text_(text), json_(json) {}

  void add(const std::string& path, const PolicyProblem& problem) {
    ++(problem.fatal ? errors_ : warnings_);
    text_ += fmt::format(
        "{}:{}: {}: {}{}; {}\n", path, problem.line, problem.fatal ? "error" : "warning",
        problem.clause.empty() ? "" : problem.clause + ": ", problem.message, problem.remedy);
    json_.begin_object();
    json_.field("file", path);
    json_.field("line", static_cast<std::uint64_t>(problem.line));
    json_.field("severity", problem.fatal ? "error" : "warning");
    json_.field("clause", problem.clause);
    json_.field("message", problem.message);
    json_.field("remedy", problem.remedy);
    json_.end_object();
  }
  /// Of the form, with file and line in the message.
  void add(const std::string& path, const Error& error) {
    ++errors_;
    text_ += fmt::format("{}\n", error.message);
    json_.begin_object();
    json_.field("file", path);
    json_.field("severity", "error");
    json_.field("message", error.message);
    json_.end_object();
  }
  [[nodiscard]] std::uint64_t errors() const { return errors_; }
  [[nodiscard]] std::uint64_t warnings() const { return warnings_; }

 private:
  std::string& text_;
  JsonWriter& json_;
  std::uint64_t errors_ = 0;
  std::uint64_t warnings_ = 0;
};

std::string clause_or_nothing(const std::string& clause) {
  return clause.empty() ? "no clause" : clause;
}

std::vector<GoldenMiss> missed(const PolicyOnDisk& policy) {
  const auto evaluator = PolicyEvaluator::compile(policy.decoded.policy, policy.calendar);
  if (!evaluator.ok()) return {{0, evaluator.error().message, {}, {}}};
  return run_golden(evaluator.value(), policy.golden);
}

void check_one(const std::string& path, const PolicyOptions& options, Problems& problems) {
  const auto policy = read_policy(path, options.calendar);
  if (!policy.ok()) return problems.add(path, policy.error());
  const PolicyOnDisk& file = policy.value();
  std::vector<PolicyProblem> found = file.decoded.problems;
  for (PolicyProblem& problem : check_policy(file.decoded.policy, file.calendar)) {
    found.push_back(std::move(problem));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& x, const auto& y) { return x.line < y.line; });
  for (const PolicyProblem& problem : found) problems.add(path, problem);
  if (file.golden_path.empty()) {
    return problems.add(path, {false,
                               1,
                               {},
                               "the policy has no golden decisions",
                               "say whom it must and must not concern in golden/ beside it"});
  }
  for (const GoldenMiss& miss : missed(file)) {
    problems.add(file.golden_path,
                 {true,
                  miss.line,
                  {},
                  fmt::format("'{}' is to give {}, and gives {}", miss.name,
                              clause_or_nothing(miss.expected), clause_or_nothing(miss.got)),
                  "mend the policy, or the golden decision where the policy was meant to change"});
  }
}

Result<CommandAnswer> check(const PolicyOptions& options) {
  ASSIGN_OR_RETURN(const auto paths, find_policies(options.paths));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, "check");
  json.key("problems");
  json.begin_array();
  Problems problems(answer.text, json);
  for (const std::string& path : paths) check_one(path, options, problems);
  json.end_array();
  json.field("policies", static_cast<std::uint64_t>(paths.size()));
  json.field("errors", problems.errors());
  json.field("warnings", problems.warnings());
  json.end_object();
  answer.sound = problems.errors() == 0;
  answer.text += fmt::format("{} {} looked at: {} errors, {} warnings.\n", paths.size(),
                             paths.size() == 1 ? "policy" : "policies", problems.errors(),
                             problems.warnings());
  return answer;
}

std::string values_in_words(const FactTerm& term) {
  switch (term.type) {
    case FactType::kFlag:
      return "true or false";
    case FactType::kNumber:
      return "a number";
    case FactType::kTexts:
      return "words";
    case FactType::kChoice:
      return fmt::format("one of {}", fmt::join(term.values, ", "));
    case FactType::kRank:
      return fmt::format("{}", fmt::join(term.values, " < "));
  }
  CHECK(false);
}

CommandAnswer terms() {
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, "terms");
  json.key("terms");
  json.begin_array();
  for (const FactTerm& term : fact_terms()) {
    std::vector<std::string_view> kinds;
    for (std::size_t i = 0; i < kSubjectKindCount; ++i) {
      const auto kind = static_cast<SubjectKind>(i);
      if (has_term(kind, term)) kinds.push_back(name_of(kind));
    }
    answer.text += fmt::format("{:<28} {}\n{:<28}   {}; of {}\n", term.name, term.meaning, "",
                               values_in_words(term), fmt::join(kinds, ", "));
    json.begin_object();
    json.field("term", term.name);
    json.field("meaning", term.meaning);
    json.field("values", values_in_words(term));
    json.key("subjects");
    json.begin_array();
    for (const std::string_view kind : kinds) json.value(kind);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return answer;
}

Result<CommandAnswer> test(const PolicyOptions& options) {
  ASSIGN_OR_RETURN(const auto paths, find_policies(options.paths));
  CommandAnswer answer;
  std::uint64_t tried = 0;
  std::uint64_t wrong = 0;
  JsonWriter json(answer.json);
  begin(json, "test");
  json.key("misses");
  json.begin_array();
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(const UsablePolicy policy, read_usable_policy(path, options.calendar));
    const auto misses = run_golden(policy.evaluator, policy.file.golden);
    tried += policy.file.golden.size();
    wrong += misses.size();
    answer.text += fmt::format("{}: {} golden decisions, {} missed\n", path,
                               policy.file.golden.size(), misses.size());
    for (const GoldenMiss& miss : misses) {
      answer.text +=
          fmt::format("{}:{}: '{}': {} expected, {} given\n", policy.file.golden_path, miss.line,
                      miss.name, clause_or_nothing(miss.expected), clause_or_nothing(miss.got));
      json.begin_object();
      json.field("file", policy.file.golden_path);
      json.field("line", static_cast<std::uint64_t>(miss.line));
      json.field("name", miss.name);
      json.field("expected", miss.expected);
      json.field("got", miss.got);
      json.end_object();
    }
  }
  json.end_array();
  json.field("tried", tried);
  json.field("missed", wrong);
  json.end_object();
  answer.sound = wrong == 0;
  return answer;
}

Result<CommandAnswer> evaluate(const PolicyOptions& options) {
  ASSIGN_OR_RETURN(const UsablePolicy policy,
                   read_usable_policy(options.paths.front(), options.calendar));
  ASSIGN_OR_RETURN(const GatheredSubjects gathered, gather_subjects(options.sources));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, "evaluate");
  json.key("subjects");
  json.begin_array();
  const auto tell = [&](const SubjectFacts& subject, std::int32_t day) {
    const PolicyMoment moment{options.day.value_or(day), options.region};
    const auto verdict = explain_verdict(policy.evaluator, subject, moment);
    answer.text += verdict_in_words(policy.evaluator.policy(), subject, verdict);
    write_verdict(json, policy.evaluator.policy(), subject, verdict);
  };
  for (const GatheredRun& run : gathered.runs) {
    for (const SubjectFacts& subject : run.findings.subjects) tell(subject, run.findings.last_day);
  }
  if (!gathered.others.empty() && !options.day) {
    return Error{ErrorCode::kInvalidArgument,
                 "--on DATE is missing: clauses hold from day to day, and the subjects of --facts "
                 "are in no run"};
  }
  for (const SubjectFacts& subject : gathered.others) tell(subject, 0);
  json.end_array();
  json.end_object();
  for (const std::string& note : gathered.notes) answer.text += fmt::format("Note: {}.\n", note);
  return answer;
}

void write_version(JsonWriter& json, const PolicyVersion& version) {
  json.begin_object();
  json.field("policy", version.policy);
  json.field("place", version.place);
  json.field("version", version.version);
  json.field("title", version.title);
  json.field("mode", name_of(version.mode));
  json.field("hash", version.hash);
  json.field("at", format_rfc3339(version.at));
  json.field("by", version.by);
  json.end_object();
}

Result<CommandAnswer> adopt(const PolicyOptions& options) {
  ASSIGN_OR_RETURN(const auto people, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const Person by, acting_staff({options.data, *people, "policy", "adopt",
                                                  options.by, options.proof}));
  ASSIGN_OR_RETURN(
      const PolicyVersion version,
      adopt_policy(options.data, {options.paths.front(), options.calendar, by, options.at}));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, "adopt");
  json.key("adopted");
  write_version(json, version);
  json.end_object();
  answer.text = fmt::format(
      "{} {} ({}) is in use since {}, and in the ledger with all of its text.\n", version.policy,
      version.version, name_of(version.mode), format_rfc3339(version.at));
  return answer;
}

Result<CommandAnswer> history(const PolicyOptions& options) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(options.data, DecisionAccess::kRead));
  ASSIGN_OR_RETURN(const auto versions, read_policy_versions(*store));
  CommandAnswer answer;
  JsonWriter json(answer.json);
  begin(json, "history");
  json.key("versions");
  json.begin_array();
  for (const PolicyVersion& one : versions) {
    write_version(json, one);
    answer.text += fmt::format("{} {} {} ({}), by {}\n", format_rfc3339(one.at), one.policy,
                               one.version, name_of(one.mode), one.by);
  }
  json.end_array();
  json.end_object();
  if (versions.empty()) answer.text = "No policy was brought into use: overt policy adopt.\n";
  return answer;
}

}  // namespace

Result<CommandAnswer> run_policy(const PolicyOptions& options, Progress& /*progress*/) {
  switch (options.verb) {
    case PolicyVerb::kCheck:
      return check(options);
    case PolicyVerb::kTerms:
      return terms();
    case PolicyVerb::kTest:
      return test(options);
    case PolicyVerb::kEvaluate:
      return evaluate(options);
    case PolicyVerb::kBacktest:
      return backtest(options);
    case PolicyVerb::kAdopt:
      return adopt(options);
    case PolicyVerb::kHistory:
      return history(options);
  }
  CHECK(false);
}

}  // namespace overt
