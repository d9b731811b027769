#include "edge/cli/decide_command.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "edge/cli/policy_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

using Takes = std::vector<std::string_view>;

Takes facts_of_a_network() {
  return {"--data",     "--run",     "--network", "--account", "--about",    "--policy",
          "--calendar", "--subject", "--on",      "--region",  "--accounts", "--protected",
          "--labels",   "--facts",   "--up-to",   "--lang",    "--at"};
}

Takes joined(Takes left, const Takes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

// In the order of DecideVerb, without undo.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"propose",
       "propose --run FOLDER --network ID --policy FILE --by PERSON --reason TEXT",
       0,
       0,
       joined(facts_of_a_network(), {"--by", "--reason", "--explain"}),
       {"--policy", "--by", "--reason"}},
      {"explain",
       "explain --run FOLDER --network ID --policy FILE",
       0,
       0,
       joined(facts_of_a_network(), {"--explain"}),
       {"--policy"}},
      {"agree",
       "agree DECISION..., or agree --network ID, with --by PERSON",
       0,
       kAnyOperands,
       {"--data", "--network", "--by", "--at"},
       {"--by"}},
      {"refuse",
       "refuse DECISION..., or refuse --network ID, with --by PERSON --reason TEXT",
       0,
       kAnyOperands,
       {"--data", "--network", "--by", "--reason", "--at"},
       {"--by", "--reason"}},
      {"appeal",
       "appeal DECISION --account ID --reason TEXT",
       1,
       1,
       {"--data", "--account", "--reason", "--at"},
       {"--reason"}},
      {"hear",
       "hear DECISION uphold|reverse --by PERSON --reason TEXT",
       2,
       2,
       {"--data", "--account", "--whole", "--by", "--reason", "--at"},
       {"--by", "--reason"}},
      {"show", "show DECISION", 1, 1, {"--data"}, {}},
      {"list", "list", 0, 0, {"--data", "--network", "--state"}, {}}};
  return all;
}

Result<ActionKind> parse_step(std::string_view text) {
  if (const auto kind = action_kind_named(text)) return *kind;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kActionKindCount; ++i) {
    names.emplace_back(name_of(static_cast<ActionKind>(i)));
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not {}", text, describe_choice(names))};
}

const std::vector<std::string>& state_words() {
  static const std::vector<std::string> words = {"open", "refused", "in_effect", "appealed",
                                                 "undone"};
  return words;
}

void take_texts(const Arguments& arguments, DecideOptions& options) {
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.network = value_of(arguments, "--network");
  options.account = value_of(arguments, "--account");
  options.subject = value_of(arguments, "--subject");
  options.by = value_of(arguments, "--by");
  options.reason = value_of(arguments, "--reason");
  options.policy = value_of(arguments, "--policy");
  options.calendar = value_of(arguments, "--calendar");
  options.lang = value_of(arguments, "--lang");
  options.state = value_of(arguments, "--state");
}

Result<void> take_values(const Arguments& arguments, DecideOptions& options) {
  ASSIGN_OR_RETURN(options.sources, read_fact_options(arguments));
  if (arguments.has("--run")) options.sources.runs = {value_of(arguments, "--run")};
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  RETURN_IF_ERROR(read_option(arguments, "--on", options.day, parse_one_day));
  RETURN_IF_ERROR(read_option(arguments, "--region", options.region, parse_region));
  RETURN_IF_ERROR(read_option(arguments, "--up-to", options.up_to, parse_step));
  const std::string about = value_of(arguments, "--about");
  if (!about.empty() && about != "members" && about != "network") {
    return usage_error(arguments, fmt::format("--about: '{}' is not members or network", about));
  }
  if (about == "network") options.about = DecideAbout::kNetwork;
  const auto& states = state_words();
  const bool known = options.state.empty() ||
                     std::find(states.begin(), states.end(), options.state) != states.end();
  if (known) return {};
  return usage_error(
      arguments, fmt::format("--state: '{}' is not {}", options.state, describe_choice(states)));
}

/// Decisions by id or by network, one of the two.
Result<void> check_whom(const Arguments& arguments, const DecideOptions& options,
                        std::string_view form) {
  const bool by_id = !options.decisions.empty();
  if (by_id != options.network.empty()) {
    return usage_error(arguments, fmt::format("name decisions, or a network with --network: say "
                                              "overt {}",
                                              form));
  }
  return {};
}

/// A network of a run, or a subject of a file of facts.
Result<void> check_about(const Arguments& arguments, const DecideOptions& options) {
  const bool network = !options.sources.runs.empty() && !options.network.empty();
  const bool subject = !options.sources.facts.empty() && !options.subject.empty();
  const bool mixed =
      !options.subject.empty() && (!options.sources.runs.empty() || !options.network.empty());
  if (network != subject && !mixed) return {};
  return usage_error(
      arguments, "about whom? say --run FOLDER --network ID, or --facts FILE --subject SUBJECT");
}

Result<void> check_hearing(const Arguments& arguments, DecideOptions& options) {
  const std::string outcome = options.decisions.back();
  options.decisions.pop_back();
  options.reverse = outcome == "reverse";
  options.whole = arguments.has("--whole");
  if (!options.reverse && outcome != "uphold") {
    return usage_error(arguments, fmt::format("'{}' is not uphold or reverse", outcome));
  }
  if (options.whole && (!options.reverse || !options.account.empty())) {
    return usage_error(arguments,
                       "--whole reverses for everybody: say reverse, and name no --account");
  }
  return {};
}

std::vector<OptionText> person_options() {
  std::vector<OptionText> options = {
      data_option(),
      {"--by", "", "PERSON", "Who does it: an id that overt people knows."},
      {"--reason", "", "TEXT", "Why, in words; kept with the decision."},
      {"--at", "", "TIME", "When it is done, like 2024-09-16T12:00:00Z.", "now"},
      {"--network", "", "ID",
       "The network; of agree, refuse and undo: all decisions about it that this can be done to."}};
  for (OptionText& option : options) option.group = "Deciding";
  return options;
}

std::vector<OptionText> proposal_options() {
  std::vector<OptionText> options = {
      {"--run", "", "FOLDER", "The run directory that found the network.", "", ValueKind::kFolder},
      {"--policy", "", "FILE", "The policy to decide under.", "", ValueKind::kFile},
      {"--subject", "", "SUBJECT",
       "In place of a network: its kind and id, as in --facts, like account:clipper:1."},
      {"--account", "", "ID",
       "This account of the network alone; of appeal: whose it is; of hear: whose is heard.",
       "everybody"},
      {"--about",
       "",
       "WHOM",
       "Decide about each account, or about the network as one.",
       "members",
       ValueKind::kWord,
       {"members", "network"}},
      {"--up-to", "", "ACTION", "The last step of the clause's ladder that is proposed.",
       "its first, the mildest"},
      {"--lang", "", "LANGUAGE", "Of the notice.", "the policy's first"},
      {"--calendar", "", "FILE", "The calendar of elections.", "elections.yaml beside the policy",
       ValueKind::kFile},
      {"--on", "", "DATE", "Ask the policy for that day.", "the day of --at"},
      {"--explain", "", "",
       "Say which clause applies to whom, on which facts, and what would change it; propose "
       "nothing.",
       "", ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Proposing";
  return options;
}

std::vector<OptionText> hearing_options() {
  std::vector<OptionText> options = {
      {"--whole", "", "",
       "Of hear: the finding itself was wrong, and the decision is reversed for everybody; without "
       "it, of a network or an entity, for those who objected.",
       "", ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Deciding";
  return options;
}

std::vector<OptionText> looking_options() {
  std::vector<OptionText> options = {{"--state", "", "STATE",
                                      "Of list: only decisions in that state.", "all",
                                      ValueKind::kWord, state_words()}};
  for (OptionText& option : options) option.group = "Looking";
  return options;
}

}  // namespace

Result<TimeUs> parse_time(std::string_view text) {
  if (const auto time = parse_rfc3339(text)) return *time;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a time like 2024-09-16T12:00:00Z", text)};
}

OptionText data_option() {
  return {"--data",
          "",
          "FOLDER",
          "Where decisions and the ledger are kept.",
          DecideOptions().data,
          ValueKind::kFolder};
}

CommandText decide_command_text() {
  std::vector<OptionText> options = person_options();
  for (auto& part : {hearing_options(), proposal_options(), fact_options(), looking_options()}) {
    options.insert(options.end(), part.begin(), part.end());
  }
  return {
      "decide",
      "decide on a network of a run, under a policy, by people, into the ledger",
      {"'propose' asks a policy about a network of a run and proposes a decision for each account "
       "that a clause applies to; others are left out, each with the reason. 'agree' and 'refuse' "
       "are what different people say to it: whoever proposed does not agree, a removal needs two "
       "who agree, the second an approver. Then it takes effect, in the policy's mode: in shadow "
       "mode nothing goes out.",
       "'appeal' is what the affected say, 'hear' what a person says to that who had no part in "
       "it: of a decision on several accounts, 'reverse' takes it back for those who objected, and "
       "it holds for the others; --whole takes it back for everybody. "
       "'show' and 'list' look. --explain prints the clause, the facts it rests on, and the facts "
       "that would have changed it. Every step is one entry of the ledger."},
      {"VERB [DECISION...]",
       "propose, explain, agree DECISION..., refuse DECISION..., appeal DECISION, hear DECISION "
       "uphold|reverse, show DECISION or list.",
       {}},
      options,
      {{"overt decide --explain --run run --network n1 --policy policies/covert-influence.yaml "
        "--accounts accounts.ndjson --protected protected.txt",
        "what the policy says, and why"},
       {"overt decide propose --run run --network n1 --policy policies/covert-influence.yaml "
        "--accounts accounts.ndjson --protected protected.txt --by ana --reason 'two families'",
        "the mildest step, for each member"},
       {"overt decide agree --network n1 --by rui", "all open decisions about it"},
       {"overt decide list --state open", "what waits for people"}}};
}

CommandText undo_command_text() {
  std::vector<OptionText> options = person_options();
  return {"undo",
          "take a decision back, or all decisions about a network",
          {"Every action of the decision is taken back, last first, and the ledger says so; what "
           "was decided stays in it. All of the decisions named are undone, or none."},
          {"[DECISION...]", "Decisions by id; none: those of --network.", {}},
          options,
          {{"overt undo 9f86d081884c7d659a2feaa0c55ad015 --by apo --reason 'fan club'", "one"},
           {"overt undo --network n1 --by apo --reason 'a newsroom, as it turned out'",
            "everything that was decided about a network"}}};
}

Result<DecideOptions> interpret_decide(const Arguments& arguments) {
  Arguments words = arguments;
  // "overt decide --explain ..." needs no verb: there is one meaning.
  if (words.operands.empty() && words.has("--explain")) words.operands = {"explain"};
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(words, forms()));
  DecideOptions options;
  options.verb = static_cast<DecideVerb>(verb);
  options.decisions = operands_of(words);
  take_texts(words, options);
  RETURN_IF_ERROR(take_values(words, options));
  if (options.verb == DecideVerb::kPropose && words.has("--explain")) {
    options.verb = DecideVerb::kExplain;
  }
  if (options.verb == DecideVerb::kAgree || options.verb == DecideVerb::kRefuse) {
    RETURN_IF_ERROR(check_whom(words, options, fmt::format("decide {}", forms()[verb].form)));
  }
  if (options.verb == DecideVerb::kPropose || options.verb == DecideVerb::kExplain) {
    RETURN_IF_ERROR(check_about(words, options));
  }
  if (options.verb == DecideVerb::kHear) RETURN_IF_ERROR(check_hearing(words, options));
  return options;
}

Result<DecideOptions> interpret_undo(const Arguments& arguments) {
  DecideOptions options;
  options.verb = DecideVerb::kUndo;
  options.decisions = arguments.operands;
  take_texts(arguments, options);
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  constexpr std::string_view kForm =
      "undo DECISION..., or undo --network ID, with --by PERSON --reason TEXT";
  RETURN_IF_ERROR(check_whom(arguments, options, kForm));
  if (options.by.empty() || options.reason.empty()) {
    return usage_error(arguments, fmt::format("{} is missing: say overt {}",
                                              options.by.empty() ? "--by" : "--reason", kForm));
  }
  return options;
}

}  // namespace overt::cli
