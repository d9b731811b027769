#include "edge/cli/notices_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

// In the order of NoticesVerb.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"show", "show DECISION", 1, 1, {"--data", "--account"}, {}},
      {"list", "list", 0, 0, {"--data", "--state"}, {}},
      {"retry", "retry --by PERSON", 0, 0, {"--data", "--by", "--at"}, {"--by"}},
      {"link", "link DECISION --by PERSON", 1, 1, {"--data", "--by", "--account"}, {"--by"}},
      {"settings", "settings", 0, 0, {"--data"}, {}},
      {"precision", "precision", 0, 0, {"--data", "--policy"}, {}}};
  return all;
}

const std::vector<std::string>& state_words() {
  static const std::vector<std::string> words = {"ready", "blocked", "withdrawn"};
  return words;
}

}  // namespace

CommandText notices_command_text() {
  std::vector<OptionText> options = {
      data_option(),
      {"--account", "", "ID", "Of show and link: what this account is told.", "everybody"},
      {"--state", "", "STATE", "Of list: only notices in that state.", "all", ValueKind::kWord,
       state_words()},
      {"--policy", "", "ID", "Of precision: the clauses of that policy.", "every policy"},
      {"--by", "", "PERSON", "Of retry and link: who does it."},
      {"--at", "", "TIME", "Of retry: when it is done, like 2024-09-16T12:00:00Z.", "now"}};
  for (OptionText& option : options) option.group = "Notices";
  return {
      "notices",
      "what the affected are told, and what they can do about it",
      {"Every account that a decision of a live policy falls on is told what was decided, where "
       "and "
       "how long, on what facts, by which rule, how it was found and decided, and how to object: "
       "when it takes effect, when an objection was heard, when it is taken back. 'overt deliver' "
       "brings notices to a file or a webhook, after the actions that they tell of. What the "
       "platform says of itself stands in notices.yaml of the data folder; 'settings' prints one "
       "to fill in.",
       "A notice that lacks a part does not go out: 'list --state blocked' says why, 'retry' "
       "writes it anew. 'show' prints what was written, or, in shadow mode and dry run, what would "
       "be. 'link' prints an account's link to object, for somebody who lost it: whoever has it is "
       "believed. 'precision' says how many decisions under each clause were overturned on appeal, "
       "with exact bounds. The exit code of list is 3 where a notice is blocked."},
      {"VERB [DECISION]", "show DECISION, list, retry, link DECISION, settings or precision.", {}},
      options,
      {{"overt notices settings > overt-data/notices.yaml", "once; then fill it in"},
       {"overt notices show 9f86d081884c7d659a2feaa0c55ad015", "what everybody is told"},
       {"overt notices list --state blocked", "who was not told, and why"},
       {"overt notices retry --by apo", "after mending it"},
       {"overt notices precision --policy covert-influence", "how right its clauses were"}}};
}

Result<NoticesOptions> interpret_notices(const Arguments& arguments) {
  NoticesOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<NoticesVerb>(verb);
  const auto operands = operands_of(arguments);
  if (!operands.empty()) options.decision = operands.front();
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.account = value_of(arguments, "--account");
  options.policy = value_of(arguments, "--policy");
  options.by = value_of(arguments, "--by");
  options.state = value_of(arguments, "--state");
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  const auto& states = state_words();
  const bool known = options.state.empty() ||
                     std::find(states.begin(), states.end(), options.state) != states.end();
  if (known) return options;
  return usage_error(
      arguments, fmt::format("--state: '{}' is not {}", options.state, describe_choice(states)));
}

}  // namespace overt::cli
