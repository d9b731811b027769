#include "edge/cli/breakers_command.h"

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

// In the order of BreakersVerb.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {{"settings", "settings", 0, 0, {"--data"}, {}},
                                            {"show", "show", 0, 0, {"--data"}, {}},
                                            {"history", "history", 0, 0, {"--data"}, {}},
                                            {"accept",
                                             "accept --by PERSON --reason TEXT",
                                             0,
                                             0,
                                             {"--data", "--by", "--reason", "--at"},
                                             {"--by", "--reason"}}};
  return all;
}

}  // namespace

CommandText breakers_command_text() {
  std::vector<OptionText> options = {
      data_option(),
      {"--by", "", "PERSON", "Of accept: who says so; an approver."},
      {"--reason", "", "TEXT", "Of accept: why; kept in the ledger."},
      {"--at", "", "TIME", "Of accept: when it is done, like 2024-09-16T12:00:00Z.", "now"}};
  for (OptionText& option : options) option.group = "Circuit breakers";
  return {
      "breakers",
      "the limits on what goes out: which hold, how near they are, and who loosened them",
      {"How much 'overt deliver' lets out within an hour, of one policy, by one person, of one "
       "network and of one kind of action stands in breakers.yaml of the data folder; 'settings' "
       "prints one to change. A stricter limit holds from the next delivery on. A looser one, or "
       "a file that cannot be read or is gone, stops everything but undoing until it is mended or "
       "an approver accepts it with 'accept'.",
       "'show' prints the limits that hold, what was counted and which breakers are tripped; "
       "'history' every change, with who and why, as the ledger has it. Whoever shares the store "
       "shares the limits. The exit code of show is 3 where a breaker is tripped; overt deliver "
       "--reset lets it go on."},
      {"VERB", "settings, show, history or accept.", {}},
      options,
      {{"overt breakers settings > overt-data/breakers.yaml", "once; then change it"},
       {"overt breakers show --json", "for a monitor"},
       {"overt breakers accept --by apo --reason 'the election is over'", "a looser limit holds"},
       {"overt breakers history", "who changed what"}}};
}

Result<BreakersOptions> interpret_breakers(const Arguments& arguments) {
  BreakersOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<BreakersVerb>(verb);
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.by = value_of(arguments, "--by");
  options.reason = value_of(arguments, "--reason");
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  return options;
}

}  // namespace overt::cli
