#include "edge/cli/invocation.h"

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "edge/cli/arguments.h"

namespace overt::cli {
namespace {

Result<Invocation> read(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  ASSIGN_OR_RETURN(const Arguments arguments, parse_arguments(program_text(), words));
  return interpret(program_text(), arguments);
}

template <typename Options>
Options options_of(const std::string& line) {
  auto invocation = read(line);
  EXPECT_TRUE(invocation.ok()) << line << ": " << invocation.error().message;
  return std::get<Options>(std::move(invocation).value().request);
}

/// The message of a command line that must be refused as a usage error.
std::string refusal(const std::string& line) {
  const auto invocation = read(line);
  if (invocation.ok()) return "accepted";
  EXPECT_EQ(invocation.error().code, ErrorCode::kInvalidArgument) << line;
  return invocation.error().message;
}

void expect_refused(const std::string& line, const std::vector<std::string>& parts) {
  const std::string message = refusal(line);
  for (const std::string& part : parts) {
    EXPECT_NE(message.find(part), std::string::npos) << line << "\nsays: " << message;
  }
}

// ---- what is understood ------------------------------------------------------------------------

TEST(InvocationTest, FillsInThePipelinesDefaults) {
  const auto options = options_of<PairsOptions>("pairs a.csv b.csv.gz");
  EXPECT_EQ(options.input.paths, (std::vector<std::string>{"a.csv", "b.csv.gz"}));
  EXPECT_EQ(options.windows, PairsOptions().windows);
  EXPECT_EQ(options.min_objects, PairsOptions().min_objects);
  EXPECT_EQ(options.out, PairsOptions().out);
  EXPECT_EQ(options.input.max_rejects, InputOptions().max_rejects);
}

TEST(InvocationTest, ReadsEveryOptionOfPairs) {
  const auto options = options_of<PairsOptions>(
      "pairs --format events-csv --objects url,repost --max-rejects 2% --record-limit 1MiB "
      "--window 60s,10s --min-objects 4 --allow-coarse-times -o p.parquet --witnesses "
      "--threads 3 --memory 8GiB --scratch /big - ");
  EXPECT_EQ(options.input.paths, std::vector<std::string>{"-"});
  EXPECT_EQ(options.input.format, "events-csv");
  EXPECT_EQ(options.input.objects, "url,repost");
  EXPECT_DOUBLE_EQ(options.input.max_rejects, 0.02);
  EXPECT_EQ(options.input.record_bytes_max, std::uint64_t{1} << 20);
  EXPECT_EQ(options.windows, (std::vector<TimeUs>{10 * kMicrosPerSecond, 60 * kMicrosPerSecond}));
  EXPECT_EQ(options.min_objects, 4U);
  EXPECT_TRUE(options.allow_coarse_times);
  EXPECT_EQ(options.out, "p.parquet");
  EXPECT_TRUE(options.witnesses);
  EXPECT_FALSE(options.floor_only);
  EXPECT_EQ(options.resources.threads, 3U);
  EXPECT_EQ(options.resources.memory_bytes_max, std::uint64_t{8} << 30);
  EXPECT_EQ(options.resources.scratch_folder, "/big");
  EXPECT_TRUE(options_of<PairsOptions>("pairs a --floor").floor_only);
  EXPECT_EQ(options_of<PairsOptions>("pairs a --map m.toml").input.mapping_path, "m.toml");
}

TEST(InvocationTest, ReadsEveryOptionOfTheCompatibleCount) {
  const auto options = options_of<CoortweetOptions>(
      "pairs s.csv --compat coortweet --window 10s --min-participation 5 --edge-weight 0.9 "
      "--out edges.csv --rows-out rows.csv --threads 1");
  EXPECT_EQ(options.window, 10 * kMicrosPerSecond);
  EXPECT_EQ(options.min_participation, 5U);
  EXPECT_DOUBLE_EQ(options.edge_weight.value(), 0.9);
  EXPECT_EQ(options.out, "edges.csv");
  EXPECT_EQ(options.rows_out, "rows.csv");
  EXPECT_EQ(options.resources.threads, 1U);
  EXPECT_FALSE(options_of<CoortweetOptions>("pairs s.csv --compat coortweet").edge_weight);
}

TEST(InvocationTest, ReadsEveryOptionOfDetect) {
  const auto options = options_of<DetectOptions>(
      "detect a.ndjson --window 30s --sweep 10s,30s --min-objects 2 --min-members 4 --seed 9 "
      "--allow-coarse-times --out r --networks-max 20 --force --memory 640MB");
  EXPECT_EQ(options.window, 30 * kMicrosPerSecond);
  EXPECT_EQ(options.sweep.size(), 2U);
  EXPECT_EQ(options.min_objects, 2U);
  EXPECT_EQ(options.min_members, 4U);
  EXPECT_EQ(options.seed, 9U);
  EXPECT_TRUE(options.allow_coarse_times);
  EXPECT_EQ(options.out, "r");
  EXPECT_EQ(options.networks_max, 20U);
  EXPECT_TRUE(options.replace);
  EXPECT_EQ(options.resources.memory_bytes_max, 640'000'000U);
}

TEST(InvocationTest, ReadsEveryOptionOfSimulate) {
  const auto options = options_of<SimulateOptions>(
      "simulate --scenario fall-2024 --seed 7 --accounts 20k --format coortweet --threads 2 "
      "--out=demo --force");
  EXPECT_EQ(options.scenario, "fall-2024");
  EXPECT_EQ(options.seed, 7U);
  EXPECT_EQ(options.accounts, 20'000U);
  EXPECT_EQ(options.format, "coortweet");
  EXPECT_EQ(options.threads, 2U);
  EXPECT_EQ(options.out, "demo");
  EXPECT_TRUE(options.replace);
}

TEST(InvocationTest, ReadsEveryOptionOfEvaluate) {
  const auto options = options_of<EvaluateOptions>(
      "evaluate --scenario fall-2024 --first-seed 7 --seeds 500 --accounts 100k --window 30s "
      "--level 1% --no-planted --threads 2 --out=card --force --journal night");
  EXPECT_EQ(options.journal, "night");
  EXPECT_EQ(options.scenario, "fall-2024");
  EXPECT_FALSE(options.planted);
  EXPECT_EQ(options.first_seed, 7U);
  EXPECT_EQ(options.seeds, 500U);
  EXPECT_EQ(options.accounts, 100'000U);
  EXPECT_EQ(options.window, 30 * kMicrosPerSecond);
  EXPECT_DOUBLE_EQ(options.level, .01);
  EXPECT_EQ(options.resources.threads, 2U);
  EXPECT_EQ(options.out, "card");
  EXPECT_TRUE(options.replace);
}

TEST(InvocationTest, ReadsAnEvaluationOfAttribution) {
  const auto options = options_of<EvaluateAttributionOptions>(
      "evaluate --attribution --seeds 200 --first-seed 7 --accounts 1k --threads 2");
  EXPECT_EQ(options.seeds, 200U);
  EXPECT_EQ(options.first_seed, 7U);
  EXPECT_EQ(options.readers, 1000U);
  EXPECT_EQ(options.resources.threads, 2U);
  expect_refused("evaluate --attribution --level 1%", {"--level", "--attribution"});
  expect_refused("evaluate --attribution --out card", {"--out"});
}

TEST(InvocationTest, ReadsWhatIsToBeExplained) {
  const auto options =
      options_of<ExplainOptions>("explain run @somebody --registry r.db --as-of 2024-09-04");
  EXPECT_EQ(options.run, "run");
  EXPECT_EQ(options.subject, "@somebody");
  EXPECT_EQ(options.registry, std::vector<std::string>{"r.db"});
  EXPECT_EQ(format_rfc3339(*options.as_of), "2024-09-04T23:59:59.999999Z");
  expect_refused("explain run", {"folder of a run"});
  expect_refused("explain run a b", {"folder of a run"});
  expect_refused("explain run a --as-of 2024-09-04", {"--registry"});
  expect_refused("explain run a --registry r.db --as-of yesterday", {"'yesterday'"});
}

TEST(InvocationTest, AnEarlierDayNeedsARegistry) {
  const auto options =
      options_of<DetectOptions>("detect a.csv --out run --registry r.db --as-of 2024-09-04");
  EXPECT_EQ(options.registry, std::vector<std::string>{"r.db"});
  EXPECT_TRUE(options.as_of.has_value());
  expect_refused("detect a.csv --out run --as-of 2024-09-04", {"--registry"});
}

TEST(InvocationTest, RefusesAnEvaluationThatCannotBeMeant) {
  expect_refused("evaluate log.csv", {"reads no input"});
  expect_refused("evaluate --seeds 0", {"--seeds", "'0'"});
  expect_refused("evaluate --level 0", {"--level", "above 0 and below 1"});
  expect_refused("evaluate --level 100%", {"above 0 and below 1"});
  expect_refused("evaluate --window 10s,60s", {"one window"});
  expect_refused("evaluate --force", {"--out FOLDER"});
  expect_refused("evaluate --out -", {"standard output"});
}

TEST(InvocationTest, TakesInputsNamedLikeCommands) {
  EXPECT_EQ(options_of<PairsOptions>("pairs detect help").input.paths,
            (std::vector<std::string>{"detect", "help"}));
}

TEST(InvocationTest, TakesEverythingAfterTwoDashesAsInput) {
  EXPECT_EQ(options_of<PairsOptions>("pairs --quiet -- a.csv --json").input.paths,
            (std::vector<std::string>{"a.csv", "--json"}));
}

TEST(InvocationTest, ShowsHelpWhereverItIsAsked) {
  for (const auto* const line : {"help", "--help", "-h"}) {
    EXPECT_EQ(options_of<ShowHelp>(line).command, "") << line;
  }
  for (const auto* const line : {"help pairs", "pairs --help", "pairs a.csv -h --quiet"}) {
    EXPECT_EQ(options_of<ShowHelp>(line).command, "pairs") << line;
  }
}

TEST(InvocationTest, KnowsTheSmallCommands) {
  (void)options_of<ShowVersion>("version");
  (void)options_of<ShowVersion>("--version");
  (void)options_of<ShowManual>("man");
  (void)options_of<ShowUsage>("");
  EXPECT_EQ(options_of<ShowCompletion>("completion zsh").shell, "zsh");
}

TEST(InvocationTest, HasAVoice) {
  EXPECT_EQ(read("pairs a --json").value().voice, Voice::kJson);
  EXPECT_EQ(read("pairs a -q").value().voice, Voice::kQuiet);
  EXPECT_EQ(read("pairs a").value().voice, Voice::kNormal);
}

// ---- what is refused, and what it says ---------------------------------------------------------

TEST(InvocationTest, SuggestsTheCommandThatWasMeant) {
  expect_refused("dtect a.csv --out r", {"'dtect' is not a command", "did you mean detect?"});
  expect_refused("xyzzy", {"'xyzzy' is not a command", "overt help"});
  expect_refused("help dtect", {"'dtect'", "did you mean detect?"});
}

TEST(InvocationTest, SuggestsTheOptionThatWasMeant) {
  expect_refused("pairs a.csv --windw 60s", {"no option --windw", "did you mean --window?"});
  expect_refused("pairs a.csv --windw=60s", {"no option --windw", "did you mean --window?"});
  expect_refused("pairs a.csv --sweep 10s", {"no option --sweep", "it belongs to overt detect"});
  expect_refused("pairs a.csv -z", {"no option -z", "overt help pairs"});
  expect_refused("--verson", {"did you mean --version?"});
  expect_refused("--window 5s pairs a.csv", {"--window comes after the command"});
}

TEST(InvocationTest, SuggestsTheWordThatWasMeant) {
  expect_refused("pairs a --format cortweet", {"--format: 'cortweet'", "did you mean coortweet?"});
  expect_refused("pairs a --objects url,repst", {"--objects: 'repst'", "did you mean repost?"});
  expect_refused("pairs a --compat coretweet",
                 {"--compat: 'coretweet'", "did you mean coortweet?"});
  expect_refused("simulate --out d --format parquet", {"'parquet'", "events-ndjson or coortweet"});
  expect_refused("completion tcsh", {"'tcsh' is not bash, zsh or fish"});
  expect_refused("completion", {"which shell?"});
}

TEST(InvocationTest, NamesTheAcceptedFormOfAWrongValue) {
  expect_refused("pairs a --window 60", {"--window: '60' is not a duration", "10s"});
  expect_refused("pairs a --min-objects 0", {"--min-objects: '0'", "from 1"});
  expect_refused("pairs a --memory 8X", {"--memory: '8X' is not a size", "8GiB"});
  expect_refused("pairs a --memory 1MiB", {"--memory", "64MiB"});
  expect_refused("pairs a --max-rejects 7", {"--max-rejects: '7'", "1%"});
  expect_refused("pairs a --threads all", {"--threads: 'all'", "from 1 to 1024"});
  expect_refused("pairs a --out pairs.txt", {"--out: 'pairs.txt'", ".csv or .parquet"});
  expect_refused("pairs a --compat coortweet --edge-weight 50", {"--edge-weight: '50'", "0.5"});
  expect_refused("detect a --out r --min-members 1", {"--min-members", "from 2"});
}

TEST(InvocationTest, AsksForWhatIsMissing) {
  expect_refused("pairs", {"no INPUT", "standard input"});
  expect_refused("pairs a.csv --window", {"--window needs a value", "DURATIONS"});
  expect_refused("pairs a.csv -o", {"--out needs a value", "FILE"});
  expect_refused("detect a.csv", {"--out FOLDER is missing"});
  expect_refused("simulate", {"--out FOLDER is missing"});
  expect_refused("pairs a --format mapped-csv", {"needs --map FILE"});
}

TEST(InvocationTest, RefusesContradictionsWithTheWayOut) {
  for (const auto* const option :
       {"--edge-weight 0.5", "--min-participation 2", "--rows-out r.csv"}) {
    expect_refused(std::string("pairs a ") + option, {"add --compat coortweet"});
  }
  for (const auto* const option : {"--min-objects 2", "--witnesses", "--floor"}) {
    expect_refused(std::string("pairs a --compat coortweet ") + option, {"leave --compat out"});
  }
  expect_refused("pairs a --compat coortweet --window 10s,60s", {"one window"});
  for (const auto* const option :
       {"--allow-coarse-times", "--objects url", "--memory 1GiB", "--scratch /big"}) {
    expect_refused(std::string("pairs a --compat coortweet ") + option, {"leave it out"});
  }
  expect_refused("pairs a --compat coortweet --out e.parquet",
                 {"'e.parquet' does not end in .csv"});
  expect_refused("pairs a --compat coortweet --out x.csv --rows-out x.csv", {"the same place"});
  expect_refused("detect a --out r --window 10s,60s", {"--sweep"});
  expect_refused("pairs a --floor --witnesses", {"--floor writes no pairs"});
  expect_refused("pairs a --floor --out x.csv", {"--floor writes no pairs"});
  expect_refused("pairs a --quiet --json", {"leave one out"});
  expect_refused("pairs a --map m --format coortweet", {"leave one out"});
  expect_refused("pairs - -", {"standard input can be read once"});
  expect_refused("pairs a --window 10s --window 60s", {"--window is given twice"});
  expect_refused("detect a --out -", {"cannot go to standard output"});
  expect_refused("simulate a.csv --out d", {"reads no input"});
  expect_refused("version now", {"takes nothing"});
  expect_refused("completion bash zsh", {"takes one word"});
}

TEST(InvocationTest, ReadsEveryOptionThatHelpNames) {
  // An option in the text that no command reads would be silently without effect.
  for (const CommandText& command : program_text().commands) {
    for (const OptionText& option : command.options) {
      const std::string value = option.kind == ValueKind::kFlag ? "" : " value";
      std::istringstream stream(command.name + " " + option.name + value);
      std::vector<std::string> words;
      for (std::string word; stream >> word;) words.push_back(word);
      const auto arguments = parse_arguments(program_text(), words);
      ASSERT_TRUE(arguments.ok()) << command.name << " " << option.name;
      EXPECT_TRUE(arguments.value().has(option.name)) << command.name << " " << option.name;
    }
  }
}

TEST(InvocationTest, ReadsTheFoldersOfEarlierRuns) {
  const auto options = options_of<DetectOptions>("detect a.csv --previous monday,tuesday --out b");
  EXPECT_EQ(options.previous, (std::vector<std::string>{"monday", "tuesday"}));
}

TEST(InvocationTest, ReckonsChanceAtOneWindowOnly) {
  EXPECT_TRUE(options_of<PairsOptions>("pairs a.csv --chance --window 10s").chance);
  EXPECT_FALSE(options_of<PairsOptions>("pairs a.csv").chance);
  expect_refused("pairs a.csv --chance --window 10s,60s", {"--chance", "one window"});
  expect_refused("pairs a.csv --chance --floor", {"--floor"});
  expect_refused("pairs a.csv --chance --compat coortweet", {"--chance"});
}

TEST(InvocationTest, LeavesPairsOutByTheirChance) {
  EXPECT_EQ(options_of<PairsOptions>("pairs a.csv --chance").max_q, 1);
  EXPECT_EQ(options_of<PairsOptions>("pairs a.csv --chance --max-q 0.05").max_q, 0.05);
  expect_refused("pairs a.csv --max-q 0.05", {"--max-q", "--chance"});
  expect_refused("pairs a.csv --chance --max-q 5", {"--max-q"});
  expect_refused("pairs a.csv --max-q 0.05 --compat coortweet", {"--max-q"});
}

TEST(InvocationTest, ReckonsAllChancesWhereThatIsAsked) {
  EXPECT_FALSE(options_of<PairsOptions>("pairs a.csv --chance").exhaustive);
  EXPECT_TRUE(options_of<PairsOptions>("pairs a.csv --chance --exhaustive").exhaustive);
  expect_refused("pairs a.csv --exhaustive", {"--exhaustive", "--chance"});
  expect_refused("pairs a.csv --chance --exhaustive --max-q 0.05", {"--max-q", "--exhaustive"});
  expect_refused("pairs a.csv --exhaustive --compat coortweet", {"--exhaustive"});
}

}  // namespace
}  // namespace overt::cli
