#include "edge/cli/policy_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"
#include "model/claim.h"

namespace overt::cli {
namespace {

// In the order of PolicyVerb.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"check", "check FILE|FOLDER...", 1, kAnyOperands, {"--calendar"}, {}},
      {"terms", "terms", 0, 0, {}, {}},
      {"test", "test FILE|FOLDER...", 1, kAnyOperands, {"--calendar"}, {}},
      {"evaluate",
       "evaluate POLICY --facts FILE, or --runs FOLDERS",
       1,
       1,
       {"--calendar", "--runs", "--accounts", "--protected", "--labels", "--facts", "--on",
        "--region"},
       {}},
      {"backtest",
       "backtest POLICY --runs FOLDERS",
       1,
       1,
       {"--calendar", "--runs", "--accounts", "--protected", "--labels", "--facts", "--on",
        "--region", "--against", "--sample", "--sample-key"},
       {"--runs"}},
      {"adopt",
       "adopt POLICY --by PERSON",
       1,
       1,
       {"--data", "--by", "--at", "--calendar"},
       {"--by"}},
      {"history", "history", 0, 0, {"--data"}, {}}};
  return all;
}

std::vector<OptionText> own_options() {
  const PolicyOptions defaults;
  return {
      {"--calendar", "", "FILE", "The calendar of elections.", "elections.yaml beside the policy",
       ValueKind::kFile},
      {"--runs", "", "FOLDERS", "Run directories, separated by commas.", "", ValueKind::kFolder},
      {"--on", "", "DATE", "Ask for that day, like 2024-09-20, for all runs.",
       "each run's last day"},
      {"--against", "", "FILE", "Of backtest: the version in force, to compare with.", "",
       ValueKind::kFile},
      {"--sample", "", "N", "Of backtest: subjects to name for each clause.",
       fmt::format("{}", defaults.sample)},
      {"--sample-key", "", "TEXT",
       "Of backtest: what the sample is drawn with; nobody can choose who is in it.",
       "the policy's hash"},
      data_option(),
      {"--by", "", "PERSON", "Of adopt: who does it: an id that overt people knows."},
      {"--at", "", "TIME", "Of adopt: since when it is in use.", "now"}};
}

}  // namespace

std::vector<OptionText> fact_options() {
  std::vector<OptionText> options = {
      {"--accounts", "", "FILE",
       "Account profiles, as of overt detect: who says openly who they are.", "", ValueKind::kFile},
      {"--protected", "", "FILE",
       "The accounts of public officials and news organisations, one a line. Who is not on it is "
       "known not to be protected.",
       "", ValueKind::kFile},
      {"--labels", "", "LOG",
       "The label log that overt label writes: which accounts carry a label.", "",
       ValueKind::kFile},
      {"--facts", "", "FILE", "Further facts about subjects, one JSON object a line.", "",
       ValueKind::kFile},
      {"--region", "", "COUNTRY",
       "Ask for that country, like US: clauses with a territory hold there alone.",
       "worldwide clauses"}};
  for (OptionText& option : options) option.group = "Facts";
  return options;
}

Result<SubjectSources> read_fact_options(const Arguments& arguments) {
  SubjectSources sources;
  RETURN_IF_ERROR(read_option(arguments, "--runs", sources.runs, parse_paths));
  sources.accounts = value_of(arguments, "--accounts");
  sources.protected_list = value_of(arguments, "--protected");
  sources.labels = value_of(arguments, "--labels");
  sources.facts = value_of(arguments, "--facts");
  return sources;
}

Result<std::int32_t> parse_one_day(std::string_view text) {
  const auto date = parse_partial_date(text);
  if (date && date->first_day == date->last_day) return date->first_day;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a date like 2024-09-23", text)};
}

Result<std::string> parse_region(std::string_view text) {
  const bool fine = text.size() == 2 && std::all_of(text.begin(), text.end(),
                                                    [](char c) { return c >= 'A' && c <= 'Z'; });
  if (fine) return std::string(text);
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a country like US: two capital letters", text)};
}

CommandText policy_command_text() {
  std::vector<OptionText> options = own_options();
  for (OptionText& option : options) option.group = "Policy";
  for (OptionText& option : fact_options()) options.push_back(std::move(option));
  return {
      "policy",
      "check the rules that decisions cite, and see whom they would concern",
      {"A policy is a YAML file of clauses: whom each is about, under which facts, where and when "
       "it holds, what may be done, who must agree, what the affected are told. 'check' says what "
       "is wrong, with file, line and remedy, and tries the golden decisions beside each policy; "
       "'test' does the latter alone; 'terms' lists the facts that conditions may ask for.",
       "'evaluate' says which clause applies to each subject, on which facts, and what would "
       "change it. 'backtest' asks past runs whom a policy would concern, by clause, against the "
       "version in force, with a sample that nobody can choose and every protected account. "
       "Neither decides anything. What is not known meets no condition.",
       "'adopt' brings a version into use: it must pass the check, and its text goes into the "
       "ledger, where everybody can read it at /transparency/policies and compare it with the one "
       "before. 'history' lists the versions that were."},
      {"VERB [FILE|FOLDER...]",
       "check FILE|FOLDER..., terms, test FILE|FOLDER..., evaluate POLICY, backtest POLICY, adopt "
       "POLICY or history.",
       {}},
      options,
      {{"overt policy check policies", "every policy of a folder"},
       {"overt policy terms", "what conditions may ask for"},
       {"overt policy backtest new.yaml --runs monday,tuesday --against policies/old.yaml",
        "who would be concerned that was not, and who no longer"},
       {"overt policy adopt policies/covert-influence.yaml --by pia --data desk",
        "from now on it is in use, and on record"}}};
}

Result<PolicyOptions> interpret_policy(const Arguments& arguments) {
  PolicyOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<PolicyVerb>(verb);
  options.paths = operands_of(arguments);
  options.calendar = value_of(arguments, "--calendar");
  options.against = value_of(arguments, "--against");
  options.sample_key = value_of(arguments, "--sample-key");
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.by = value_of(arguments, "--by");
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  ASSIGN_OR_RETURN(options.sources, read_fact_options(arguments));
  RETURN_IF_ERROR(read_option(arguments, "--on", options.day, parse_one_day));
  RETURN_IF_ERROR(read_option(arguments, "--region", options.region, parse_region));
  RETURN_IF_ERROR(read_option(arguments, "--sample", options.sample, [](std::string_view text) {
    return parse_count(text, {0, 100'000});
  }));
  const bool about_somebody = !options.sources.runs.empty() || !options.sources.facts.empty();
  if (options.verb == PolicyVerb::kEvaluate && !about_somebody) {
    return usage_error(arguments, "about whom? say --facts FILE, or --runs FOLDERS");
  }
  return options;
}

}  // namespace overt::cli
