#include "edge/cli/program_text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "edge/cli/breakers_command.h"
#include "edge/cli/cases_command.h"
#include "edge/cli/decide_command.h"
#include "edge/cli/deliver_command.h"
#include "edge/cli/disclose_command.h"
#include "edge/cli/exit_codes.h"
#include "edge/cli/label_command.h"
#include "edge/cli/labeler_command.h"
#include "edge/cli/ledger_command.h"
#include "edge/cli/notices_command.h"
#include "edge/cli/people_command.h"
#include "edge/cli/policy_command.h"
#include "edge/cli/registry_command.h"
#include "edge/cli/serve_command.h"
#include "edge/cli/statements_command.h"
#include "edge/cli/values.h"
#include "model/trace.h"
#include "pipeline/pipeline.h"
#include "pipeline/run_evaluate.h"

namespace overt::cli {
namespace {

using Options = std::vector<OptionText>;

std::vector<std::string> input_formats() {
  return {"events-ndjson", "events-csv", "coortweet", "x-archive",
          "tiktok",        "mapped-csv", "parquet"};
}

std::vector<std::string> object_words() {
  std::vector<std::string> words = {"default", "all"};
  for (std::size_t i = 0; i < kObjectKindCount; ++i) {
    words.emplace_back(name_of(static_cast<ObjectKind>(i)));
  }
  return words;
}

std::string share_in_percent(double share) { return fmt::format("{:g}%", share * 100); }

Options in_group(std::string_view group, Options options) {
  for (OptionText& option : options) option.group = group;
  return options;
}

Options joined(std::vector<Options> parts) {
  Options all;
  for (Options& part : parts) {
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

Options input_options() {
  const InputOptions defaults;
  return in_group(
      "Input",
      {{"--format", "", "FORMAT",
        "How to read the input, where that is not to be recognised from its first bytes.",
        "recognised per file", ValueKind::kWord, input_formats()},
       {"--map", "", "FILE",
        "A mapping file that says which columns of any CSV hold the account, the time and the "
        "rest.",
        "", ValueKind::kFile},
       {"--objects", "", "KINDS",
        "What counts as a common object: kinds separated by commas. 'default' leaves out domains, "
        "mentions, sounds and effects, which honest crowds share by nature.",
        defaults.objects, ValueKind::kWordList, object_words()},
       {"--max-rejects", "", "SHARE",
        "Largest share of records that may be unreadable before the run fails, like 1% or 0.01.",
        share_in_percent(defaults.max_rejects)},
       {"--record-limit", "", "SIZE", "Longer records are rejected.",
        describe_bytes(defaults.record_bytes_max)}});
}

Options resource_options() {
  return in_group(
      "Resources",
      {{"--threads", "", "N", "Threads to use.", "as many as cores"},
       {"--memory", "", "SIZE", "Memory to stay within, spilling to disk beyond, like 8GiB.",
        "three quarters of the machine's"},
       {"--scratch", "", "FOLDER", "Where to spill.", "TMPDIR, else /tmp", ValueKind::kFolder}});
}

Options message_options() {
  return in_group(
      "Messages",
      {{"--quiet", "-q", "", "Print errors only.", "", ValueKind::kFlag},
       {"--json", "", "",
        "Print the summary as one JSON object on standard output, and progress, notes and errors "
        "as one JSON object a line on standard error.",
        "", ValueKind::kFlag},
       {"--help", "-h", "", "Print this help.", "", ValueKind::kFlag}});
}

OptionText alike_texts_option() {
  return {"--alike-texts",
          "",
          "",
          "Take texts that differ in spelling or in a few words for one object, unless they are "
          "common.",
          "",
          ValueKind::kFlag};
}

OptionText by_language_option() {
  return {"--by-language",
          "",
          "",
          "Reckon chance within the hour and the language of the accounts, or the region where no "
          "language is known.",
          "",
          ValueKind::kFlag};
}

OptionText coarse_times_option() {
  return {"--allow-coarse-times",
          "",
          "",
          "Go on although the input's times are coarser than the window, so that being close in "
          "time may mean nothing.",
          "",
          ValueKind::kFlag};
}

OperandText input_operand() {
  return {"INPUT...",
          "Files to read, plain, gzip or zstd; - is standard input. Several files are one log.",
          {}};
}

Options pairs_only_options() {
  const PairsOptions defaults;
  const CoortweetOptions compat;
  return joined(
      {in_group("Counting",
                {{"--window", "", "DURATIONS",
                  "Two events on one object belong together when they are at most this far apart. "
                  "Several windows, separated by commas, are counted in one pass.",
                  describe_durations(defaults.windows)},
                 {"--min-objects", "", "N", "Fewest distinct objects a pair must have in common.",
                  fmt::format("{}", defaults.min_objects)},
                 coarse_times_option()}),
       in_group("Output",
                {{"--out", "-o", "FILE",
                  "Where the pairs go, as .csv or .parquet; - is CSV on standard output.",
                  defaults.out, ValueKind::kFile},
                 {"--witnesses", "", "",
                  "Also write each pair's common objects with both accounts' times.", "",
                  ValueKind::kFlag},
                 {"--chance", "", "",
                  "Also write how likely each pair is by chance: lambda, p1, p2, p and q, as overt "
                  "detect reckons them. One window; the log must fit --memory.",
                  "", ValueKind::kFlag},
                 {"--max-q", "", "Q",
                  "With --chance: write only pairs whose q is at most this. Much faster on a large "
                  "log, where nearly all pairs are chance.",
                  "every pair is written"},
                 {"--exhaustive", "", "",
                  "With --chance: reckon lambda, p1 and p2 of every pair. Else those that cannot "
                  "matter, as q is 1 either way, are left empty on a log of more than two million "
                  "traces. Slower.",
                  "", ValueKind::kFlag},
                 {"--floor", "", "",
                  "Only read, parse and sort, and say how long that took: the least time any "
                  "counting could take. Writes no pairs.",
                  "", ValueKind::kFlag}}),
       in_group(
           "Like another tool",
           {{"--compat",
             "",
             "TOOL",
             "Count as that tool does: 'coortweet' gives the edges of the R package CooRTweet.",
             "",
             ValueKind::kWord,
             {"coortweet"}},
            {"--min-participation", "", "N",
             "With --compat: fewest shares of an account, before and after the comparison.",
             fmt::format("{}", compat.min_participation)},
            {"--edge-weight", "", "QUANTILE",
             "With --compat: mark the edges whose weight is strictly above this quantile of all "
             "weights, from 0 to 1.",
             "every edge is kept"},
            {"--rows-out", "", "FILE",
             "With --compat: also write the table of rows the edges were counted from.", "",
             ValueKind::kFile}})});
}

CommandText pairs_command() {
  return {
      "pairs",
      "find the pairs of accounts that acted on the same objects at nearly the same time",
      {"Counts, for every two accounts, the distinct objects (links, reposted posts, hashtag "
       "sequences, texts, ...) on which both acted within the window, and writes the pairs that "
       "have enough of them, sorted by account. The count is exact.",
       "Records that cannot be read are counted, and written with line and reason to "
       "OUT.rejects.ndjson."},
      input_operand(),
      joined({input_options(), pairs_only_options(), resource_options(), message_options()}),
      {{"overt pairs shares.csv.gz", "3 common objects within a minute, to pairs.csv"},
       {"overt pairs posts.ndjson --objects url,text --window 10s,60s,5m --out pairs.parquet",
        "links and texts only, three windows at once"},
       {"zcat log.gz | overt pairs - --min-objects 5 --out - | head",
        "from standard input to standard output"},
       {"overt pairs shares.csv --compat coortweet --min-participation 2 --edge-weight 0.5",
        "as the R package CooRTweet counts"}}};
}

Options detect_only_options() {
  const DetectOptions defaults;
  return joined(
      {in_group(
           "Detection",
           {{"--window", "", "DURATION",
             "Two events on one object belong together when they are at most this far apart.",
             describe_duration(defaults.window)},
            {"--sweep", "", "DURATIONS",
             "Windows to compare in the report, separated by commas, to show how much hangs on "
             "the choice.",
             describe_durations(defaults.sweep)},
            {"--min-objects", "", "N", "Fewest distinct objects a pair must have in common.",
             fmt::format("{}", defaults.min_objects)},
            {"--min-members", "", "N", "Fewest accounts of a network.",
             fmt::format("{}", defaults.min_members)},
            {"--accounts", "", "FILE",
             "Account profiles (NDJSON or CSV): who says openly who they are is no covert network.",
             "", ValueKind::kFile},
            {"--registry", "", "PATHS",
             "A registry file, a dossier or a folder of dossiers, or several separated by commas: "
             "says who is assessed to be behind each confirmed network, with the evidence, or that "
             "it is unknown. Sharing a link attributes nobody.",
             "", ValueKind::kFile},
            {"--as-of", "", "DATE",
             "The registry as it was known at the end of that day, like 2024-09-04.",
             "as it is now"},
            {"--previous", "", "FOLDERS",
             "Earlier run directories, separated by commas: a network that is in them keeps its "
             "id, "
             "and what continues, splits, merges or vanishes is told. The newest counts most.",
             "", ValueKind::kFolder},
            {"--splits", "", "N",
             "Times the sources are split into a half to discover networks on and a half to "
             "confirm them on.",
             fmt::format("{}", defaults.splits)},
            {"--null-replays", "", "N",
             "Run the whole method again on so many shuffled logs of each kind, and report what "
             "chance alone gives.",
             fmt::format("{}", defaults.null_replays)},
            {"--seed", "", "N", "Seed of what is drawn at random.",
             fmt::format("{}", defaults.seed)},
            alike_texts_option(),
            by_language_option(),
            {"--exhaustive", "", "",
             "Leave no pair out for being likely by chance, and reckon all chances: to see that "
             "the networks are the same. Slower, and takes more memory.",
             "", ValueKind::kFlag},
            coarse_times_option()}),
       in_group(
           "Output",
           {{"--out", "-o", "FOLDER",
             "The run directory to make: report.html, networks.json, pairs.parquet, "
             "accounts.parquet, graph.gexf, graph.graphml, rejects.ndjson, manifest.json, "
             "timings.json. Required.",
             "", ValueKind::kFolder},
            {"--networks-max", "", "N",
             "Most networks in the report, largest first; the rest is counted.",
             fmt::format("{}", defaults.networks_max)},
            {"--force", "", "", "Replace an earlier run in that folder.", "", ValueKind::kFlag}})});
}

CommandText detect_command() {
  return {
      "detect",
      "find networks of accounts that act together, and write a report",
      {"Goes the whole way from a log to networks of co-acting accounts, with a report to read "
       "(report.html, one file), graphs to open in Gephi, and tables to work with. The same input, "
       "options and version give the same bytes.",
       "Counting alone cannot tell a campaign from a crowd: the report says what it cannot show."},
      input_operand(),
      joined({input_options(), detect_only_options(), resource_options(), message_options()}),
      {{"overt detect shares.csv.gz --out report", "read report/report.html afterwards"},
       {"overt detect posts-*.ndjson --window 30s --min-objects 5 --out report --force",
        "several files, a stricter search, over an earlier run"},
       {"overt detect export.csv --map columns.toml --out report", "any CSV, with a mapping file"},
       {"overt detect tuesday.ndjson --previous monday --out tuesday",
        "networks of Monday's run keep their ids"}}};
}

CommandText simulate_command() {
  const SimulateOptions defaults;
  const Options own = in_group(
      "Simulation",
      {{"--scenario",
        "",
        "NAME",
        "Which story to simulate.",
        defaults.scenario,
        ValueKind::kText,
        {"fall-2024", "scorecard"}},
       {"--accounts", "", "N",
        "Accounts on the platform, like 20000, 20k or 1M; of the scorecard, its honest ones.",
        fmt::format("{}", defaults.accounts)},
       {"--seed", "", "N", "The same seed gives the same bytes.", fmt::format("{}", defaults.seed)},
       {"--format",
        "",
        "FORMAT",
        "The format of the events.",
        defaults.format,
        ValueKind::kWord,
        {"events-ndjson", "coortweet"}},
       {"--out", "-o", "FOLDER", "The folder to make: the events, and their truth. Required.", "",
        ValueKind::kFolder},
       {"--force", "", "", "Replace an earlier simulation in that folder.", "", ValueKind::kFlag}});
  const Options threads =
      in_group("Resources", {{"--threads", "", "N", "Threads to use.", "as many as cores"}});
  return {"simulate",
          "make the log of a platform whose covert networks are known",
          {"Simulates a video platform in the weeks before an election: honest crowds, fandoms, a "
           "newsroom, breaking news, and covert networks planted among them. The folder truth/ "
           "says who is who, so that a search can be scored."},
          {},
          joined({own, threads, message_options()}),
          {{"overt simulate --out demo", "20,000 accounts"},
           {"overt simulate --accounts 1M --seed 7 --format coortweet --out big",
            "a large share log"}}};
}

Options evaluate_only_options() {
  const EvaluateOptions defaults;
  return joined(
      {in_group("Evaluation",
                {{"--seeds", "", "N", "How many logs to simulate, with seeds one after the other.",
                  fmt::format("{}", defaults.seeds)},
                 {"--accounts", "", "N",
                  "Honest accounts a log, like 10000, 10k or 1M; the planted come on top.",
                  fmt::format("{}", defaults.accounts)},
                 {"--no-planted", "", "",
                  "Plant nothing: only honest accounts, so that every accusation is a mistake.", "",
                  ValueKind::kFlag},
                 {"--first-seed", "", "N", "The seed of the first log.",
                  fmt::format("{}", defaults.first_seed)},
                 {"--scenario",
                  "",
                  "NAME",
                  "Which story to simulate.",
                  defaults.scenario,
                  ValueKind::kText,
                  {"fall-2024", "scorecard"}},
                 {"--window", "", "DURATION",
                  "Two events on one object belong together when they are at most this far apart.",
                  describe_duration(defaults.window)},
                 {"--level", "", "SHARE",
                  "The false discovery rate that networks are confirmed at, like 5% or 0.05.",
                  share_in_percent(defaults.level)},
                 alike_texts_option(),
                 by_language_option()}),
       in_group("Attribution",
                {{"--attribution", "", "",
                  "Score who is assessed to be behind networks instead: simulated registries, "
                  "networks run with each kind of evidence, and traps that must not attribute. "
                  "--accounts is then the readers a log.",
                  "", ValueKind::kFlag},
                 {"--detected", "", "",
                  "With --attribution: the whole way on logs of fall-2024. The networks have to be "
                  "found first, and what is not found is an abstention. --accounts is everybody in "
                  "a log.",
                  "", ValueKind::kFlag}}),
       in_group("Output",
                {{"--out", "-o", "FOLDER",
                  "A folder to make: scorecard.html (one file to read), scorecard.json with every "
                  "planted and every confirmed network, and the pictures as SVG.",
                  "nothing is written", ValueKind::kFolder},
                 {"--journal", "", "FILE",
                  "Keep each log's score in this file as soon as it is known, and do not examine "
                  "again what it has: so one that was stopped goes on, and journals of other seeds "
                  "are put together by cat.",
                  "nothing is kept", ValueKind::kFile},
                 {"--force", "", "", "Replace an earlier scorecard in that folder.", "",
                  ValueKind::kFlag}}),
       in_group("Resources", {{"--threads", "", "N",
                               "Threads to use; logs are examined side by side where they fit the "
                               "memory.",
                               "as many as cores"}})});
}

CommandText evaluate_command() {
  return {
      "evaluate",
      "score the engine, and the rules it is compared with, on logs whose truth is known",
      {"Simulates one log a seed, with honest crowds that look like operations and with "
       "planted networks, goes the whole way of overt detect on each, and compares what was "
       "found with the truth: honest accounts accused, planted accounts found, each with exact "
       "95 % bounds. The rules that the field uses are scored on the same logs.",
       "An account is accused when it stands as a member of a confirmed network that no "
       "innocent explanation fits. The same options and version give the same scorecard."},
      {},
      joined({evaluate_only_options(), message_options()}),
      {{"overt evaluate", "10 logs of 10,000 honest accounts"},
       {"overt evaluate --attribution --seeds 200 --json", "who is behind it, scored"},
       {"overt evaluate --seeds 20 --out scorecard", "read scorecard/scorecard.html afterwards"},
       {"overt evaluate --no-planted --seeds 50", "how often honest accounts alone are accused"},
       {"overt evaluate --seeds 500 --accounts 100k --json", "a night's work, as one object"}}};
}

CommandText explain_command() {
  const Options own = in_group(
      "Registry",
      {{"--registry", "", "PATHS",
        "Look up in these which of the claims that the run rested on are still in force.",
        "nobody looks", ValueKind::kFile},
       {"--as-of", "", "DATE",
        "The registry as it was known at the end of that day, like 2024-09-04.", "as it is now"}});
  return {"explain",
          "say why a run attributes an account or a network, or does not",
          {"Prints every path of evidence step by step, with the claims under each step, their "
           "source, grade and status; the hypotheses side by side; and what is missing where the "
           "answer is unknown."},
          {"RUN_DIR SUBJECT",
           "The folder of a run, and in it an account (its id or handle) or a network (its id).",
           {}},
          joined({own, message_options()}),
          {{"overt explain report n3f2a91c0", "a network"},
           {"overt explain report @somebody --registry registry.db --json",
            "an account, and whether the claims still stand"}}};
}

CommandText plain_command(std::string name, std::string summary, OperandText operand,
                          std::vector<ExampleText> examples) {
  return {std::move(name),
          std::move(summary),
          {},
          std::move(operand),
          in_group("Messages", {{"--help", "-h", "", "Print this help.", "", ValueKind::kFlag}}),
          std::move(examples)};
}

// A command on the data folder that is done by somebody also takes what shows that it is them.
CommandText with_messages(CommandText command) {
  if (command.find_option("--by") != nullptr && command.find_option("--data") != nullptr) {
    command.options = joined({std::move(command.options), proof_options()});
  }
  command.options = joined({std::move(command.options), message_options()});
  return command;
}

std::vector<CommandText> all_commands() {
  const std::vector<std::string> names = {
      "pairs",    "detect",     "simulate",   "evaluate", "explain",  "label",  "registry",
      "policy",   "cases",      "decide",     "deliver",  "breakers", "serve",  "labeler",
      "disclose", "statements", "notices",    "undo",     "people",   "ledger", "reconcile",
      "help",     "version",    "completion", "man"};
  return {pairs_command(),
          detect_command(),
          simulate_command(),
          evaluate_command(),
          with_messages(label_command_text()),
          with_messages(registry_command_text()),
          explain_command(),
          with_messages(policy_command_text()),
          with_messages(cases_command_text()),
          with_messages(decide_command_text()),
          with_messages(deliver_command_text()),
          with_messages(breakers_command_text()),
          with_messages(serve_command_text()),
          with_messages(labeler_command_text()),
          with_messages(disclose_command_text()),
          with_messages(statements_command_text()),
          with_messages(notices_command_text()),
          with_messages(undo_command_text()),
          with_messages(people_command_text()),
          with_messages(ledger_command_text()),
          with_messages(reconcile_command_text()),
          plain_command("help", "explain a command",
                        {"[COMMAND]", "The command to explain; none: an overview.", names},
                        {{"overt help detect", "every option of detect, with defaults"}}),
          plain_command("version", "print the version", {}, {{"overt version", ""}}),
          plain_command(
              "completion", "print a completion script for a shell",
              {"SHELL", "bash, zsh or fish.", {"bash", "zsh", "fish"}},
              {{"source <(overt completion bash)", "in this bash"},
               {"overt completion zsh > ~/.zfunc/_overt", "in zsh, where ~/.zfunc is in fpath"},
               {"overt completion fish > ~/.config/fish/completions/overt.fish", "in fish"}}),
          plain_command("man", "print the manual page", {},
                        {{"overt man | man -l -", "read it"},
                         {"overt man > ~/.local/share/man/man1/overt.1", "install it"}})};
}

ProgramText make_program_text() {
  return {"find accounts that act together on a platform",
          {"Overt reads a log of what accounts did (posts, reposts, shares), finds accounts that "
           "act on the same things at nearly the same time, and writes what it found with the "
           "evidence for it. It needs no server, no account and no network."},
          all_commands(),
          {{"--help", "-h", "", "Print this help.", "", ValueKind::kFlag},
           {"--version", "-V", "", "Print the version.", "", ValueKind::kFlag}},
          {{kExitOk, "Done."},
           {kExitFailure, "An output could not be written, or an error of ours."},
           {kExitUsage, "The command line was wrong."},
           {kExitBadInput,
            "An input (or the place for an output) is missing, may not be opened, or "
            "cannot be understood; or what was checked is not in order."},
           {kExitTooManyRejects, "More unreadable records than --max-rejects allows."},
           {kExitLimit, "A stated limit was reached, or times are too coarse for the window."},
           {kExitInterrupted, "Interrupted; nothing unfinished is left behind."}}};
}

}  // namespace

const OptionText* CommandText::find_option(std::string_view option_name) const {
  const auto found = std::find_if(options.begin(), options.end(), [&](const OptionText& option) {
    return option.name == option_name;
  });
  return found == options.end() ? nullptr : &*found;
}

const CommandText* ProgramText::find_command(std::string_view command_name) const {
  const auto found =
      std::find_if(commands.begin(), commands.end(),
                   [&](const CommandText& command) { return command.name == command_name; });
  return found == commands.end() ? nullptr : &*found;
}

std::vector<std::string> ProgramText::command_names() const {
  std::vector<std::string> names;
  for (const CommandText& command : commands) names.push_back(command.name);
  return names;
}

const ProgramText& program_text() {
  static const ProgramText text = make_program_text();
  return text;
}

}  // namespace overt::cli
