#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/progress.h"
#include "pipeline/generated_shares.h"
#include "pipeline/pipeline.h"

namespace overt {
namespace {

constexpr std::int64_t kBegin = 1'600'000'003;

// Five accounts that share eight objects within seconds of each other, among others who do not.
std::vector<Share> planted_shares() {
  auto shares = generated_shares(1, 2'000);
  for (int object = 0; object < 8; ++object) {
    for (int account = 0; account < 5; ++account) {
      shares.push_back({"planted" + std::to_string(object), "p" + std::to_string(account),
                        kBegin + 400 * object + account});
    }
  }
  return shares;
}

DetectOptions options_for(const std::string& input, const std::string& out) {
  DetectOptions options;
  options.input.paths = {input};
  options.resources.threads = 2;
  options.window = 10 * kMicrosPerSecond;
  options.sweep = {10 * kMicrosPerSecond, 30 * kMicrosPerSecond};
  options.out = out;
  return options;
}

struct Place {
  TestFolder folder;
  TestFolder outputs;
  std::string input = folder.write("log.csv", shares_csv(planted_shares()));
  std::string out = outputs.file("run");
};

// Runs `work` in a process of its own; its exit status, or minus the signal that ended it.
template <typename Work>
int in_child(const Work& work) {
  const pid_t child = ::fork();
  // tidy: allow(exiting): a forked child must not run the parent's exit handlers
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

// Outside strings every bracket closes the one opened last; nothing is left open.
bool is_balanced_json(const std::string& text) {
  std::string open;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') open += c == '{' ? '}' : ']';
    if (c != '}' && c != ']') continue;
    if (open.empty() || open.back() != c) return false;
    open.pop_back();
  }
  return !text.empty() && open.empty() && !quoted;
}

TEST(RunDetectTest, WritesEveryFileOfARun) {
  const Place place;
  const auto summary = run_detect(options_for(place.input, place.out), no_progress());
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  auto files = files_in(place.out);
  std::vector<std::string> names;
  for (const auto& [name, content] : files) names.push_back(name);
  EXPECT_EQ(names, (std::vector<std::string>{"accounts.parquet", "graph.gexf", "graph.graphml",
                                             "manifest.json", "networks.json", "pairs.parquet",
                                             "rejects.ndjson", "report.html", "timings.json"}));
  for (const std::string name : {"manifest.json", "networks.json", "timings.json"}) {
    EXPECT_TRUE(is_balanced_json(files[name])) << name;
  }
  EXPECT_NE(files["manifest.json"].find(summary.value().run_id), std::string::npos);
  ASSERT_GE(summary.value().networks, 1U);
  for (int account = 0; account < 5; ++account) {
    EXPECT_NE(files["networks.json"].find("\"p" + std::to_string(account) + "\""),
              std::string::npos);
  }
  EXPECT_EQ(place.outputs.entries(), 1U);
}

TEST(RunDetectTest, WritesTheSameBytesAtAnyNumberOfThreads) {
  const Place place;
  auto options = options_for(place.input, place.out);
  options.resources.threads = 1;
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  options.resources.threads = 3;
  options.out = place.outputs.file("again");
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  auto one = files_in(place.out);
  auto three = files_in(options.out);
  one.erase("timings.json");
  three.erase("timings.json");
  ASSERT_EQ(one.size(), three.size());
  for (const auto& [name, content] : one) EXPECT_TRUE(three[name] == content) << name;
}

// The scorecard's operations push one source each: nothing but other kinds of evidence finds them,
// and their members need not have met within the window.
TEST(RunDetectTest, ReportsNetworksThatOtherKindsOfEvidenceFound) {
  const TestFolder outputs;
  SimulateOptions simulate;
  simulate.scenario = "scorecard";
  simulate.accounts = 3'000;
  simulate.seed = 1;
  simulate.out = outputs.file("platform");
  ASSERT_TRUE(run_simulate(simulate, no_progress()).ok());
  DetectOptions options;
  options.input.paths = {simulate.out + "/events.ndjson"};
  options.accounts = {simulate.out + "/accounts.ndjson"};
  options.out = outputs.file("run");
  const auto found = run_detect(options, no_progress());
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_GE(found.value().confirmed, 2U);
  EXPECT_GE(found.value().review, 1U);
  const std::string networks = content_of(options.out + "/networks.json");
  EXPECT_NE(networks.find("\"status\":\"confirmed\""), std::string::npos);
  EXPECT_EQ(networks.find("1970-01-01"), std::string::npos);
  options.accounts.clear();
  options.out = outputs.file("without-profiles");
  const auto without = run_detect(options, no_progress());
  ASSERT_TRUE(without.ok());
  EXPECT_LT(without.value().confirmed, found.value().confirmed);
}

// Counting is all that is done with it, so the counts must be there, whatever the threshold.
TEST(RunDetectTest, SweepsTheWindowsOfALogThatDoesNotFitTheMemory) {
  const TestFolder folder;
  const std::string input = folder.write("log.csv", shares_csv(generated_shares(2, 300'000)));
  for (const std::uint32_t min_objects : {1U, 3U}) {
    const TestFolder outputs;
    DetectOptions options = options_for(input, outputs.file("run"));
    options.window = options.sweep.front();
    options.min_objects = min_objects;
    options.resources.memory_bytes_max = 4 << 20;
    const auto done = run_detect(options, no_progress());
    ASSERT_TRUE(done.ok()) << done.error().message;
    const std::string manifest = content_of(options.out + "/manifest.json");
    EXPECT_NE(manifest.find("does not fit --memory"), std::string::npos) << min_objects;
    EXPECT_NE(manifest.find(R"("window_s": 10,)"), std::string::npos) << manifest;
    EXPECT_NE(manifest.find(R"("window_s": 30,)"), std::string::npos) << manifest;
  }
}

TEST(RunDetectTest, LeavesAFolderThatIsNoRunAlone) {
  const Place place;
  std::filesystem::create_directory(place.out);
  std::ofstream(place.out + "/mine.txt") << "mine";
  for (const bool replace : {false, true}) {
    auto options = options_for(place.input, place.out);
    options.replace = replace;
    EXPECT_FALSE(run_detect(options, no_progress()).ok());
    EXPECT_EQ(content_of(place.out + "/mine.txt"), "mine");
    EXPECT_EQ(place.outputs.entries(), 1U);
  }
}

TEST(RunDetectTest, ReplacesAnEarlierRunOnlyWhenAsked) {
  const Place place;
  auto options = options_for(place.input, place.out);
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  const auto before = files_in(place.out);
  options.min_objects = 4;
  EXPECT_FALSE(run_detect(options, no_progress()).ok());
  EXPECT_EQ(files_in(place.out), before);
  options.replace = true;
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  EXPECT_NE(files_in(place.out)["manifest.json"], before.at("manifest.json"));
  EXPECT_EQ(place.outputs.entries(), 1U);
}

TEST(RunDetectTest, DoesNotReplaceTheFolderItsInputLiesIn) {
  const Place place;
  auto options = options_for(place.input, place.out);
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  options.input.paths = {place.out + "/log.csv"};
  std::filesystem::copy(place.input, options.input.paths[0]);
  options.replace = true;
  const auto refused = run_detect(options, no_progress());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(std::filesystem::exists(options.input.paths[0]));
}

std::string coarse_log(std::int64_t unit) {
  auto shares = planted_shares();
  for (auto& share : shares) share.second = share.second / unit * unit;
  return shares_csv(shares);
}

TEST(RunDetectTest, WidensTheWindowWhereTimesAreWholeMinutes) {
  const Place place;
  const auto input = place.folder.write("minutes.csv", coarse_log(60));
  const auto summary = run_detect(options_for(input, place.out), no_progress()).value();
  EXPECT_EQ(summary.window, 60 * kMicrosPerSecond);
  EXPECT_TRUE(std::any_of(summary.notes.begin(), summary.notes.end(), [](const std::string& note) {
    return note.find("whole minutes") != std::string::npos;
  }));
  EXPECT_NE(content_of(place.out + "/manifest.json").find("whole minutes"), std::string::npos);
}

TEST(RunDetectTest, RefusesTimesThatAreWholeDaysAndLeavesNothing) {
  const Place place;
  const auto input = place.folder.write("days.csv", coarse_log(86'400));
  const auto refused = run_detect(options_for(input, place.out), no_progress());
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("whole days"), std::string::npos);
  EXPECT_EQ(place.outputs.entries(), 0U);
}

TEST(RunDetectTest, ReadsStandardInputAsItReadsAFile) {
  const Place place;
  ASSERT_TRUE(run_detect(options_for(place.input, place.out), no_progress()).ok());
  const std::string piped = place.outputs.file("piped");
  EXPECT_EQ(in_child([&] {
              const int file = ::open(place.input.c_str(), O_RDONLY);
              ::dup2(file, 0);
              return run_detect(options_for("-", piped), no_progress()).ok() ? 0 : 1;
            }),
            0);
  auto from_file = files_in(place.out);
  auto from_pipe = files_in(piped);
  EXPECT_EQ(from_file.size(), from_pipe.size());
  EXPECT_TRUE(from_file["networks.json"] == from_pipe["networks.json"]);
  EXPECT_TRUE(from_file["pairs.parquet"] == from_pipe["pairs.parquet"]);
}

TEST(RunDetectTest, LeavesNothingWhereTheDiskIsFull) {
  const Place place;
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{2'000}, rlim_t{20'000}}) {
    EXPECT_EQ(in_child([&] {
                std::signal(SIGXFSZ, SIG_IGN);
                const rlimit limit{bytes, bytes};
                ::setrlimit(RLIMIT_FSIZE, &limit);
                const auto failed = run_detect(options_for(place.input, place.out), no_progress());
                if (failed.ok()) return 1;
                return failed.error().message.find(" be written") == std::string::npos ? 2 : 0;
              }),
              0)
        << bytes;
    EXPECT_EQ(place.outputs.entries(), 0U) << bytes;
  }
}

// Stops the run at a stage, by a signal or by asking to cancel.
class StoppingProgress final : public Progress {
 public:
  StoppingProgress(std::string_view stage, bool kill) : stage_(stage), kill_(kill) {}
  void begin(std::string_view stage, std::uint64_t, std::string_view) override {
    if (!stage.starts_with(stage_)) return;
    if (kill_) ::kill(::getpid(), SIGKILL);
    cancelled_ = true;
  }
  [[nodiscard]] bool cancelled() const override { return cancelled_; }

 private:
  std::string stage_;
  bool kill_;
  std::atomic<bool> cancelled_ = false;
};

TEST(RunDetectTest, KeepsTheEarlierRunWhenKilled) {
  const Place place;
  auto options = options_for(place.input, place.out);
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  const auto before = files_in(place.out);
  options.replace = true;
  options.min_objects = 4;
  for (const std::string stage : {"reading", "joining", "writing"}) {
    EXPECT_EQ(in_child([&] {
                StoppingProgress progress(stage, true);
                return run_detect(options, progress).ok() ? 0 : 1;
              }),
              -SIGKILL)
        << stage;
    EXPECT_EQ(files_in(place.out), before) << stage;
  }
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  EXPECT_EQ(place.outputs.entries(), 1U) << "what the killed runs left is cleared away";
}

TEST(RunDetectTest, LeavesNothingWhenCancelled) {
  const Place place;
  for (const std::string stage : {"reading", "joining"}) {
    StoppingProgress progress(stage, false);
    const auto stopped = run_detect(options_for(place.input, place.out), progress);
    ASSERT_FALSE(stopped.ok()) << stage;
    EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
    EXPECT_EQ(place.outputs.entries(), 0U) << stage;
  }
}

// Appends to the input between its two readings.
class AppendingProgress final : public Progress {
 public:
  explicit AppendingProgress(std::string path) : path_(std::move(path)) {}
  void begin(std::string_view stage, std::uint64_t, std::string_view) override {
    if (stage.starts_with("finding networks")) {
      std::ofstream(path_, std::ios::app) << "planted1,p1,later,1900000000\n";
    }
  }

 private:
  std::string path_;
};

TEST(RunDetectTest, SaysWhenAnInputChangesWhileItIsRead) {
  const Place place;
  AppendingProgress progress(place.input);
  const auto failed = run_detect(options_for(place.input, place.out), progress);
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("log.csv changed"), std::string::npos);
  EXPECT_EQ(place.outputs.entries(), 0U);
}

// The planted group a day later: p0 has gone and p5 has come.
std::vector<Share> next_day(std::vector<Share> shares) {
  for (Share& share : shares) {
    share.second += 86'400;
    if (share.account == "p0") share.account = "p5";
  }
  return shares;
}

TEST(RunDetectTest, KeepsTheIdsOfNetworksOfAnEarlierRun) {
  const Place place;
  ASSERT_TRUE(run_detect(options_for(place.input, place.out), no_progress()).ok());
  const std::string later = place.folder.write("later.csv", shares_csv(next_day(planted_shares())));
  auto options = options_for(later, place.outputs.file("alone"));
  const auto alone = run_detect(options, no_progress());
  ASSERT_TRUE(alone.ok()) << alone.error().message;
  EXPECT_FALSE(alone.value().lineage.has_value());
  options.previous = {place.out};
  std::vector<std::map<std::string, std::string>> outputs;
  for (const std::uint32_t threads : {1U, 3U}) {
    options.resources.threads = threads;
    options.out = place.outputs.file("followed" + std::to_string(threads));
    const auto run = run_detect(options, no_progress());
    ASSERT_TRUE(run.ok()) << run.error().message;
    ASSERT_TRUE(run.value().lineage.has_value());
    EXPECT_GE(run.value().lineage->continued, 1U);
    EXPECT_NE(run.value().run_id, alone.value().run_id);
    outputs.push_back(files_in(options.out));
    outputs.back().erase("timings.json");
  }
  EXPECT_EQ(outputs[0], outputs[1]);
  const std::string before = content_of(place.out + "/networks.json");
  const auto id_of_planted = [](const std::string& networks) {
    const std::size_t account = networks.find("\"account\":\"p3\"");
    const std::size_t id = networks.rfind("{\"id\":\"n-", account);
    return networks.substr(id, 26);
  };
  EXPECT_EQ(id_of_planted(outputs[0]["networks.json"]), id_of_planted(before));
  EXPECT_NE(id_of_planted(content_of(place.outputs.file("alone") + "/networks.json")),
            id_of_planted(before));
  EXPECT_NE(outputs[0]["networks.json"].find("\"lineage\":{\"kind\":\"continues\""),
            std::string::npos);
  EXPECT_NE(outputs[0]["manifest.json"].find("\"path\": \"" + place.out + "\""), std::string::npos);
}

TEST(RunDetectTest, SaysWhatIsWrongWithAPreviousFolderThatIsNoRun) {
  const Place place;
  auto options = options_for(place.input, place.out);
  for (const std::string& folder : {place.outputs.file("missing"), place.folder.path()}) {
    options.previous = {folder};
    const auto run = run_detect(options, no_progress());
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.error().code, ErrorCode::kBadInput);
    EXPECT_NE(run.error().message.find("'" + folder + "' is no run directory"), std::string::npos)
        << run.error().message;
    EXPECT_EQ(place.outputs.entries(), 0U);
  }
}

TEST(RunDetectTest, GoesOnFromTheRunItReplaces) {
  const Place place;
  auto options = options_for(place.input, place.out);
  ASSERT_TRUE(run_detect(options, no_progress()).ok());
  options.previous = {place.out};
  options.replace = true;
  const auto run = run_detect(options, no_progress());
  ASSERT_TRUE(run.ok()) << run.error().message;
  EXPECT_EQ(run.value().lineage->continued, run.value().networks);
}

}  // namespace
}  // namespace overt
