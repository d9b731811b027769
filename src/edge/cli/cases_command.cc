#include "edge/cli/cases_command.h"

#include <fmt/format.h>

#include "edge/cli/decide_command.h"
#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

// In the order of CasesVerb.
const std::vector<VerbForm>& forms() {
  static const std::vector<VerbForm> all = {
      {"list", "list", 0, 0, {"--data", "--all"}, {}},
      {"show", "show CASE", 1, 1, {"--data"}, {}},
      {"open",
       "open --run FOLDER --by PERSON",
       0,
       0,
       {"--data", "--run", "--network", "--within", "--by", "--at"},
       {"--run", "--by"}},
      {"assign",
       "assign CASE --to PERSON --by PERSON",
       1,
       1,
       {"--data", "--to", "--by", "--at"},
       {"--to", "--by"}},
      {"note",
       "note CASE --text TEXT --by PERSON",
       1,
       1,
       {"--data", "--text", "--by", "--at"},
       {"--text", "--by"}},
      {"close",
       "close CASE --text TEXT --by PERSON",
       1,
       1,
       {"--data", "--text", "--by", "--at"},
       {"--text", "--by"}},
      {"reopen",
       "reopen CASE --text TEXT --by PERSON",
       1,
       1,
       {"--data", "--text", "--by", "--at"},
       {"--text", "--by"}}};
  return all;
}

}  // namespace

CommandText cases_command_text() {
  std::vector<OptionText> options = {
      data_option(),
      {"--run", "", "FOLDER", "Of open: the run directory.", "", ValueKind::kFolder},
      {"--network", "", "ID", "Of open: this network.", "each of the review tier"},
      {"--within", "", "DURATION", "Of open: how soon somebody must have looked.", "3d"},
      {"--by", "", "PERSON", "Who does it: an id that overt people knows."},
      {"--to", "", "PERSON", "Of assign: who is to work on it."},
      {"--text", "", "TEXT", "The note; of close and reopen: why."},
      {"--at", "", "TIME", "When it is done, like 2024-09-16T12:00:00Z.", "now"},
      {"--all", "", "", "Of list: closed cases too.", "", ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Cases";
  return {
      "cases",
      "look at what runs found, together: open, assign, note, close",
      {"'open' makes a case of every network of a run that is for review, or of one network. A "
       "network has one case, whichever run finds it again. What is said in a case stays in it; "
       "decisions are proposed with overt decide, and nothing is decided here."},
      {"VERB [CASE]",
       "list, show CASE, open, assign CASE, note CASE, close CASE or reopen CASE.",
       {}},
      options,
      {{"overt cases open --run run --by ana", "every network for review"},
       {"overt cases assign 5feceb66ffc8 --to rui --by ana", ""},
       {"overt cases note 5feceb66ffc8 --text 'renamed twice' --by rui", ""},
       {"overt cases list", "what is open"}}};
}

Result<CasesOptions> interpret_cases(const Arguments& arguments) {
  CasesOptions options;
  ASSIGN_OR_RETURN(const std::size_t verb, read_verb(arguments, forms()));
  options.verb = static_cast<CasesVerb>(verb);
  if (const auto operands = operands_of(arguments); !operands.empty())
    options.id = operands.front();
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  options.run = value_of(arguments, "--run");
  options.network = value_of(arguments, "--network");
  options.by = value_of(arguments, "--by");
  options.to = value_of(arguments, "--to");
  options.text = value_of(arguments, "--text");
  options.all = arguments.has("--all");
  RETURN_IF_ERROR(read_option(arguments, "--at", options.at, parse_time));
  RETURN_IF_ERROR(read_option(arguments, "--within", options.within_hours,
                              [](std::string_view text) -> Result<std::uint32_t> {
                                ASSIGN_OR_RETURN(const TimeUs within, parse_duration(text));
                                return static_cast<std::uint32_t>((within + kMicrosPerHour - 1) /
                                                                  kMicrosPerHour);
                              }));
  return options;
}

}  // namespace overt::cli
