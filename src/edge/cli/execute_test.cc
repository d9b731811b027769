#include "edge/cli/execute.h"

#include <algorithm>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "edge/cli/exit_codes.h"
#include "edge/cli/recording_console.h"

namespace overt::cli {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// A pipeline that does nothing but answer.
class ExecuteTest : public testing::Test {
 protected:
  ExecuteTest() {
    commands_.pairs = [this](const PairsOptions& options, Progress& progress) {
      pairs_options_ = options;
      progress.begin("reading", 2, "rows");
      progress.advance(2);
      console_.now += 1'500'000;
      progress.end();
      return pairs_;
    };
    commands_.coortweet = [this](const CoortweetOptions&, Progress&) { return coortweet_; };
    commands_.detect = [this](const DetectOptions&, Progress&) { return detect_; };
    commands_.simulate = [this](const SimulateOptions&, Progress&) { return simulate_; };
    commands_.evaluate = [this](const EvaluateOptions&, Progress&) { return evaluate_; };
  }

  static PairsSummary some_pairs() {
    PairsSummary summary;
    summary.events = 35'125;
    summary.traces = 35'125;
    summary.accounts = 9'509;
    summary.objects = 1;
    summary.pairs = 3;
    return summary;
  }

  Outcome run(const std::string& line) {
    return execute(words_of(line), commands_, console_, interrupted_);
  }

  Commands commands_;
  RecordingConsole console_;
  std::atomic<bool> interrupted_{false};
  PairsOptions pairs_options_;
  Result<PairsSummary> pairs_ = some_pairs();
  Result<CoortweetSummary> coortweet_ = CoortweetSummary{};
  Result<DetectSummary> detect_ = DetectSummary{};
  Result<SimulateSummary> simulate_ = SimulateSummary{};
  Result<EvaluateSummary> evaluate_ = EvaluateSummary{};
};

TEST_F(ExecuteTest, SaysWhatWasReadAndFoundAndWhereItIs) {
  EXPECT_EQ(run("pairs shares.csv --window 10s,60s").exit_code, kExitOk);
  EXPECT_EQ(pairs_options_.input.paths, std::vector<std::string>{"shares.csv"});
  EXPECT_EQ(console_.output,
            "Read 35,125 events of 9,509 accounts on 1 object in 1.5 s.\n"
            "Found 3 pairs with 3 or more common objects within 10s,60s.\n"
            "Pairs: pairs.csv\n");
  EXPECT_EQ(console_.errors, "") << "piped: no progress";
}

TEST_F(ExecuteTest, SaysHowToLookAtRejectsAndRepeatsNotes) {
  PairsSummary summary = some_pairs();
  summary.events = 990;
  summary.rejects = 10;
  summary.notes = {"Times are to the minute; the window was widened."};
  pairs_ = summary;
  run("pairs shares.csv -o found.csv");
  EXPECT_NE(console_.output.find("Rejected 10 records (1 %): each with its line and reason in "
                                 "found.csv.rejects.ndjson.\n"),
            std::string::npos)
      << console_.output;
  EXPECT_NE(console_.output.find("Note: Times are to the minute"), std::string::npos);
}

TEST_F(ExecuteTest, KeepsTheSummaryOutOfDataOnStandardOutput) {
  EXPECT_EQ(run("pairs shares.csv --out -").exit_code, kExitOk);
  EXPECT_EQ(console_.output, "");
  EXPECT_NE(console_.errors.find("Found 3 pairs"), std::string::npos);
}

TEST_F(ExecuteTest, PrintsOneJsonObjectForPrograms) {
  EXPECT_EQ(run("pairs shares.csv --json").exit_code, kExitOk);
  EXPECT_EQ(console_.output,
            "{\"event\":\"summary\",\"command\":\"pairs\",\"events\":35125,\"traces\":35125,"
            "\"rejects\":0,\"accounts\":9509,\"objects\":1,\"pairs\":3,\"out\":\"pairs.csv\","
            "\"notes\":[],\"timings_s\":{},\"seconds\":1.5}\n");
  EXPECT_EQ(
      console_.errors,
      "{\"event\":\"begin\",\"stage\":\"reading\",\"total\":2,\"unit\":\"rows\"}\n"
      "{\"event\":\"end\",\"stage\":\"reading\",\"done\":2,\"unit\":\"rows\",\"seconds\":1.5}\n");
}

TEST_F(ExecuteTest, IsQuietWhenAsked) {
  console_.terminal = true;
  EXPECT_EQ(run("pairs shares.csv --quiet").exit_code, kExitOk);
  EXPECT_EQ(console_.output + console_.errors, "");
  pairs_ = Error{ErrorCode::kBadInput, "shares.csv, line 3: no such column"};
  run("pairs shares.csv --quiet");
  EXPECT_EQ(console_.errors, "overt: shares.csv, line 3: no such column\n");
}

TEST_F(ExecuteTest, ClearsTheProgressLineBeforeTheSummary) {
  console_.terminal = true;
  console_.now = 0;
  run("pairs shares.csv");
  EXPECT_TRUE(console_.errors.empty() || console_.errors.ends_with("\r\x1b[K")) << console_.errors;
}

TEST_F(ExecuteTest, TellsTheFloorWithoutPairs) {
  PairsSummary summary = some_pairs();
  summary.timings_s = {{"read", 1.25}, {"sort", 0.5}};
  pairs_ = summary;
  run("pairs shares.csv --floor");
  EXPECT_EQ(console_.output,
            "Floor: 35,125 traces read, parsed and sorted in 1.5 s.\n"
            "  read            1.250 s\n"
            "  sort            0.500 s\n");
}

TEST_F(ExecuteTest, TellsWhatTheCompatibleCountKept) {
  CoortweetSummary summary;
  summary.rows = 3'791;
  summary.accounts = 2'110;
  summary.objects = 502;
  summary.edges = 3'721;
  summary.edge_weight_threshold = 1;
  summary.edges_kept = 60;
  summary.accounts_kept = 94;
  summary.components_kept = 34;
  coortweet_ = summary;
  run("pairs shares.csv --compat coortweet --edge-weight 0.5 --rows-out rows.csv");
  EXPECT_EQ(console_.output,
            "Counted like CooRTweet in 0.0 s: 3,791 rows between 2,110 accounts on 502 objects.\n"
            "Found 3,721 edges within 60s.\n"
            "Kept 60 edges above weight 1 (quantile 0.5), between 94 accounts in 34 components.\n"
            "Edges: pairs.csv\n"
            "Rows: rows.csv\n");
}

TEST_F(ExecuteTest, NamesTheReportAndWhatItCannotShow) {
  DetectSummary summary;
  summary.events = 1'000;
  summary.accounts = 50;
  summary.networks = 1;
  summary.accounts_in_networks = 7;
  summary.pairs = 21;
  summary.rejects = 1;
  summary.window = 60 * kMicrosPerSecond;
  summary.report_path = "r/report.html";
  summary.headlines = {"7 accounts, 12 links"};
  detect_ = summary;
  EXPECT_EQ(run("detect a.csv --out r").exit_code, kExitOk);
  EXPECT_EQ(console_.output,
            "Read 1,000 events of 50 accounts in 0.0 s.\n"
            "Found 1 network of co-acting accounts: 7 accounts, 21 pairs within 60s.\n"
            "Coordinated beyond chance: 0; for review 0, to watch 0, explained 0.\n"
            "  - 7 accounts, 12 links\n"
            "Report: r/report.html\n"
            "Rejected 1 record (0.1 %): each with its line and reason in r/rejects.ndjson.\n"
            "Co-acting is not coordinated, and coordinated is not yet to blame: nothing here says "
            "who is behind a network.\n");
}

TEST_F(ExecuteTest, SaysWhatToDoWithASimulation) {
  SimulateSummary summary;
  summary.events = 10;
  summary.organic_accounts = 8;
  summary.planted_accounts = 2;
  summary.planted_networks = 1;
  summary.events_path = "d/events.ndjson";
  simulate_ = summary;
  EXPECT_EQ(run("simulate --out d").exit_code, kExitOk);
  EXPECT_NE(console_.output.find("Next: overt detect d/events.ndjson --out report\n"),
            std::string::npos);
  console_.output.clear();
  run("simulate --out d --json");
  EXPECT_NE(console_.output.find("\"planted_accounts\":2"), std::string::npos);
}

EvaluateSummary some_evaluation() {
  EvaluateSummary summary;
  Scorecard& card = summary.card;
  card.seeds.resize(1);
  card.seeds[0].seed = 7;
  card.seeds[0].rules.resize(2);
  for (const bool is_rival : {false, true}) {
    RuleScore& rule = card.rules.emplace_back();
    rule.name = is_rival ? "k2" : "overt";
    rule.is_rival = is_rival;
    rule.counts = {1'000, is_rival ? 90U : 0U, 40, 30, 4, 3};
    rule.accused = {rule.counts.organic_accused, 1'000, 0, .003};
    rule.found = {30, 40, .6, .9};
    rule.confirmed = {3, 4, .2, 1};
    rule.recall.push_back({"goal", "farms", "all", {30, 40, .6, .9}, 4, 3});
    rule.accused_by_kind.push_back({"fan-club", 100, rule.counts.organic_accused});
  }
  card.candidates = 9;
  card.networks_reported = 3;
  summary.page_path = "card/scorecard.html";
  return summary;
}

TEST_F(ExecuteTest, ShowsAScorecardForPeople) {
  evaluate_ = some_evaluation();
  EXPECT_EQ(run("evaluate --seeds 1 --accounts 1k --out card").exit_code, kExitOk);
  for (const std::string part :
       {"Examined 1 logs of 1,000 honest accounts each",
        "Accused 0 of 1,000 honest accounts: 0 in a million, at most 3,000 (95 %).",
        "Found 30 of 40 planted accounts (75.0 %), 3 of 4 planted networks.",
        "Reported 3 networks out of 9 candidates", "\nk2 ", "farms of 30 to 300", "fan-club",
        "Scorecard: card/scorecard.html\n"}) {
    EXPECT_NE(console_.output.find(part), std::string::npos) << part << "\n" << console_.output;
  }
}

TEST_F(ExecuteTest, PrintsAScorecardAsTheSameObjectHoweverLongItTook) {
  evaluate_ = some_evaluation();
  EXPECT_EQ(run("evaluate --json").exit_code, kExitOk);
  const std::string first = console_.output;
  EXPECT_NE(first.find("\"organic_accused\":0,"), std::string::npos) << first;
  EXPECT_NE(first.find("\"rivals\":{\"k2\":{"), std::string::npos) << first;
  EXPECT_NE(first.find("\"farms\":{\"planted_accounts\":40,"), std::string::npos) << first;
  EXPECT_EQ(std::count(first.begin(), first.end(), '\n'), 1);
  console_.output.clear();
  console_.now += 5'000'000;
  run("evaluate --json");
  EXPECT_EQ(console_.output, first);
}

TEST_F(ExecuteTest, GivesEachKindOfErrorItsExitCode) {
  const std::vector<std::pair<ErrorCode, int>> codes = {{ErrorCode::kInvalidArgument, 2},
                                                        {ErrorCode::kNotFound, 3},
                                                        {ErrorCode::kPermissionDenied, 3},
                                                        {ErrorCode::kBadInput, 3},
                                                        {ErrorCode::kTooManyRejects, 4},
                                                        {ErrorCode::kLimitExceeded, 5},
                                                        {ErrorCode::kIo, 1},
                                                        {ErrorCode::kCancelled, 130}};
  for (const auto& [code, exit_code] : codes) {
    pairs_ = Error{code, "why"};
    EXPECT_EQ(run("pairs a.csv").exit_code, exit_code) << name_of(code);
  }
}

TEST_F(ExecuteTest, ReportsErrorsAsJsonWhenAsked) {
  detect_ = Error{ErrorCode::kTooManyRejects, "a.csv: 40 % rejected"};
  EXPECT_EQ(run("detect a.csv --out r --json").exit_code, kExitTooManyRejects);
  EXPECT_EQ(console_.errors,
            "{\"event\":\"error\",\"code\":\"too_many_rejects\",\"exit_code\":4,"
            "\"message\":\"a.csv: 40 % rejected\"}\n");
  console_.errors.clear();
  EXPECT_EQ(run("detect a.csv --json").exit_code, kExitUsage);
  EXPECT_TRUE(console_.errors.starts_with("{\"event\":\"error\",\"code\":\"invalid_argument\""));
}

TEST_F(ExecuteTest, RefusesAWrongCommandLineWithoutRunningAnything) {
  commands_.pairs = [](const PairsOptions&, Progress&) -> Result<PairsSummary> {
    ADD_FAILURE() << "was run";
    return PairsSummary{};
  };
  EXPECT_EQ(run("pairs a.csv --windw 10s").exit_code, kExitUsage);
  EXPECT_EQ(console_.errors,
            "overt: overt pairs has no option --windw; did you mean --window? (see: overt help "
            "pairs)\n");
  EXPECT_EQ(console_.output, "");
}

TEST_F(ExecuteTest, SaysThatItWasInterruptedWhateverFailedThen) {
  interrupted_ = true;
  pairs_ = Error{ErrorCode::kIo, "pairs.csv.part is gone"};
  EXPECT_EQ(run("pairs a.csv").exit_code, kExitInterrupted);
  EXPECT_EQ(console_.errors, "overt: interrupted; nothing unfinished was left behind\n");
}

TEST_F(ExecuteTest, SaysNothingWhenNobodyReadsStandardOutput) {
  console_.closed = true;
  EXPECT_TRUE(run("help").out_closed);
  pairs_ = Error{ErrorCode::kIo, "standard output: broken pipe"};
  EXPECT_TRUE(run("pairs a.csv --out -").out_closed);
  EXPECT_EQ(console_.errors, "");
  EXPECT_FALSE(run("pairs a.csv --out file.csv").out_closed) << "that is another failure";
  EXPECT_NE(console_.errors, "");
}

TEST_F(ExecuteTest, TurnsExceptionsIntoExitCodes) {
  commands_.pairs = [](const PairsOptions&, Progress&) -> Result<PairsSummary> {
    throw std::bad_alloc();
  };
  EXPECT_EQ(run("pairs a.csv").exit_code, kExitLimit);
  EXPECT_NE(console_.errors.find("out of memory"), std::string::npos);
  commands_.pairs = [](const PairsOptions&, Progress&) -> Result<PairsSummary> {
    throw std::runtime_error("unforeseen");
  };
  EXPECT_EQ(run("pairs a.csv").exit_code, kExitFailure);
  EXPECT_NE(console_.errors.find("unforeseen"), std::string::npos);
}

TEST_F(ExecuteTest, PrintsHelpVersionManualAndCompletion) {
  EXPECT_EQ(run("help").exit_code, kExitOk);
  EXPECT_NE(console_.output.find("Exit codes:"), std::string::npos);
  console_.output.clear();
  run("detect --help");
  EXPECT_TRUE(console_.output.starts_with("overt detect - find networks"));
  console_.output.clear();
  run("--version");
  EXPECT_EQ(console_.output, "overt " OVERT_VERSION "\n");
  console_.output.clear();
  run("man");
  EXPECT_TRUE(console_.output.starts_with(".TH OVERT 1"));
  console_.output.clear();
  run("completion fish");
  EXPECT_TRUE(console_.output.starts_with("# fish completion"));
}

TEST_F(ExecuteTest, ShowsTheOverviewWhenNothingIsAsked) {
  EXPECT_EQ(run("").exit_code, kExitUsage);
  EXPECT_EQ(console_.output, "");
  EXPECT_NE(console_.errors.find("Commands:"), std::string::npos);
}

}  // namespace
}  // namespace overt::cli
