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
       {"--data", "--run", "--network", "--within", "--queue", "--election", "--hard", "--by",
        "--at"},
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
       {"--text", "--by"}},
      {"queue", "queue", 0, 0, {"--data", "--queue", "--at"}, {}},
      {"next", "next --by PERSON", 0, 0, {"--data", "--queue", "--by", "--at"}, {"--by"}},
      {"renew", "renew CASE --by PERSON", 1, 1, {"--data", "--by", "--at"}, {"--by"}},
      {"release", "release CASE --by PERSON", 1, 1, {"--data", "--by", "--at"}, {"--by"}},
      {"evidence",
       "evidence CASE --about WHERE --text TEXT --by PERSON",
       1,
       1,
       {"--data", "--about", "--text", "--by", "--at"},
       {"--about", "--text", "--by"}},
      {"hypothesis",
       "hypothesis CASE --about NAME --likelihood WORD --confidence WORD --text WHY --by PERSON",
       1,
       1,
       {"--data", "--about", "--likelihood", "--confidence", "--text", "--by", "--at"},
       {"--about", "--likelihood", "--confidence", "--text", "--by"}},
      {"task",
       "task CASE --text TEXT --within DURATION --by PERSON",
       1,
       1,
       {"--data", "--text", "--within", "--to", "--by", "--at"},
       {"--text", "--by"}},
      {"done",
       "done CASE --task N --by PERSON",
       1,
       1,
       {"--data", "--task", "--by", "--at"},
       {"--task", "--by"}},
      {"judge",
       "judge CASE --verdict WORD --text WHY --by PERSON",
       1,
       1,
       {"--data", "--verdict", "--text", "--by", "--at"},
       {"--verdict", "--text", "--by"}},
      {"link",
       "link CASE --decision DECISION --by PERSON",
       1,
       1,
       {"--data", "--decision", "--by", "--at"},
       {"--decision", "--by"}},
      {"agreement", "agreement --by PERSON", 0, 0, {"--data", "--by"}, {"--by"}},
      {"interest",
       "interest --about WHAT --by PERSON",
       0,
       0,
       {"--data", "--about", "--to", "--text", "--end", "--by", "--at"},
       {"--about", "--by"}},
      {"golden",
       "golden CASE --verdict WORD --by PERSON",
       1,
       1,
       {"--data", "--verdict", "--text", "--end", "--by", "--at"},
       {"--by"}},
      {"rules",
       "rules [--golden SHARE] [--second SHARE] [--lease DURATION] ... --by PERSON",
       0,
       0,
       {"--data", "--golden", "--second", "--lease", "--hard-items", "--hard-time", "--text",
        "--by", "--at"},
       {}}};
  return all;
}

std::vector<OptionText> option_texts() {
  std::vector<OptionText> options = {
      data_option(),
      {"--run", "", "FOLDER", "Of open: the run directory.", "", ValueKind::kFolder},
      {"--network", "", "ID", "Of open: this network.", "each of the review tier"},
      {"--within", "", "DURATION",
       "Of open: how soon somebody must have looked; of task: how soon it must be done.", "3d"},
      {"--queue", "", "NAME", "Of open: whose work it is; of queue and next: of that one alone."},
      {"--election", "", "", "Of open: it touches an election period.", "", ValueKind::kFlag},
      {"--hard", "", "", "Of open: it is hard to look at, and counts towards a person's day.", "",
       ValueKind::kFlag},
      {"--by", "", "PERSON", "Who does it: an id that overt people knows."},
      {"--to", "", "PERSON",
       "Of assign and task: who is to do it; of interest: whose it is, where another declares it."},
      {"--text", "", "TEXT", "The note, the finding, the task; of the others: why."},
      {"--about", "", "WHAT",
       "Of evidence: where it is; of hypothesis: its name; of interest: account:PLATFORM:ID, "
       "network:ID, entity:ID or country:XX."},
      {"--likelihood", "", "WORD",
       "Of hypothesis: almost-no-chance, very-unlikely, unlikely, roughly-even-chance, likely, "
       "very-likely, almost-certain."},
      {"--confidence", "", "WORD", "Of hypothesis: low, moderate, high."},
      {"--task", "", "N", "Of done: the task's number."},
      {"--verdict", "", "WORD", "Of judge and golden: inauthentic, authentic, unclear."},
      {"--decision", "", "ID", "Of link: the decision."},
      {"--end", "", "", "Of interest and golden: no more.", "", ValueKind::kFlag},
      {"--golden", "", "SHARE", "Of rules: of what a person is handed, cases with a known answer.",
       "0%"},
      {"--second", "", "SHARE", "Of rules: of cases, those that two people judge.", "0%"},
      {"--lease", "", "DURATION", "Of rules: for how long a case is taken.", "30m"},
      {"--hard-items", "", "N", "Of rules: hard cases that a person is shown in a day.",
       "no limit"},
      {"--hard-time", "", "DURATION", "Of rules: for how long in a day.", "no limit"},
      {"--at", "", "TIME", "When it is done, like 2024-09-16T12:00:00Z.", "now"},
      {"--all", "", "", "Of list: closed cases too.", "", ValueKind::kFlag}};
  for (OptionText& option : options) option.group = "Cases";
  return options;
}

Result<void> read_rules(const Arguments& arguments, CasesOptions& options) {
  const auto share = [](std::string_view text) { return parse_share(text); };
  const auto length = [](std::string_view text) { return parse_duration(text); };
  RETURN_IF_ERROR(read_option(arguments, "--golden", options.golden_share, share));
  RETURN_IF_ERROR(read_option(arguments, "--second", options.second_share, share));
  RETURN_IF_ERROR(read_option(arguments, "--lease", options.lease, length));
  RETURN_IF_ERROR(read_option(arguments, "--hard-time", options.hard_time, length));
  return read_option(arguments, "--hard-items", options.hard_items, [](std::string_view text) {
    return parse_count(text, {0, 1'000'000});
  });
}

}  // namespace

CommandText cases_command_text() {
  return {
      "cases",
      "look at what runs found, together: a queue, evidence, hypotheses, tasks, judgements",
      {"'open' makes a case of every network of a run that is for review, or of one network. A "
       "network has one case, whichever run finds it again. What is said in a case stays in it; "
       "decisions are proposed with overt decide, and nothing is decided here.",
       "'next' hands out the case that comes first and locks it for a while ('queue' says the "
       "order and why); 'judge' says what a reviewer thinks of it. Some cases are judged twice, "
       "some have a known answer, and nobody sees which ('rules', 'golden', 'agreement'). Who has "
       "declared an 'interest' in what a case touches is never handed it."},
      {"VERB [CASE]",
       "list, show CASE, open, assign CASE, note CASE, close CASE, reopen CASE, queue, next, renew "
       "CASE, release CASE, evidence CASE, hypothesis CASE, task CASE, done CASE, judge CASE, link "
       "CASE, agreement, interest, golden CASE or rules.",
       {}},
      option_texts(),
      {{"overt cases open --run run --by ana", "every network for review"},
       {"overt cases next --by rui", "the first of the queue, for half an hour"},
       {"overt cases hypothesis 5feceb66ffc8 --about 'a fan club' --likelihood unlikely "
        "--confidence moderate --text 'no idol' --by rui",
        "beside what others think"},
       {"overt cases judge 5feceb66ffc8 --verdict inauthentic --text 'one script' --by rui", ""},
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
  options.about = value_of(arguments, "--about");
  options.queue = value_of(arguments, "--queue");
  options.likelihood = value_of(arguments, "--likelihood");
  options.confidence = value_of(arguments, "--confidence");
  options.verdict = value_of(arguments, "--verdict");
  options.decision = value_of(arguments, "--decision");
  options.election = arguments.has("--election");
  options.hard = arguments.has("--hard");
  options.end = arguments.has("--end");
  options.all = arguments.has("--all");
  RETURN_IF_ERROR(read_rules(arguments, options));
  RETURN_IF_ERROR(read_option(arguments, "--task", options.task, [](std::string_view text) {
    return parse_count(text, {1, 1'000'000});
  }));
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
