#include "scenario/simulate.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <gtest/gtest.h>

#include "base/time.h"
#include "scenario/logged_events.h"

namespace overt {
namespace {

using Files = std::map<std::string, std::string>;

class MemorySink : public ByteSink {
 public:
  explicit MemorySink(std::string& out) : out_(out) {}
  Result<void> write(std::string_view bytes) override {
    out_ += bytes;
    return {};
  }
  Result<void> close() override { return {}; }

 private:
  std::string& out_;
};

class FullDisk : public ByteSink {
 public:
  Result<void> write(std::string_view) override { return Error{ErrorCode::kIo, "no space left"}; }
  Result<void> close() override { return {}; }
};

class StopAfter : public Progress {
 public:
  explicit StopAfter(int advances) : left_(advances) {}
  void advance(std::uint64_t) override { --left_; }
  [[nodiscard]] bool cancelled() const override { return left_ <= 0; }

 private:
  int left_;
};

OpenSink into(Files& files) {
  return [&files](std::string_view name) -> Result<std::unique_ptr<ByteSink>> {
    return std::unique_ptr<ByteSink>(new MemorySink(files[std::string(name)]));
  };
}

struct Outcome {
  Files files;
  Truth summary;
};

Outcome run(const ScenarioOptions& options, std::size_t threads = 2) {
  Outcome outcome;
  ThreadPool pool(threads);
  auto result = simulate(options, into(outcome.files), pool, no_progress());
  EXPECT_TRUE(result.ok());
  if (result.ok()) outcome.summary = result.value();
  return outcome;
}

ScenarioOptions with_accounts(std::uint64_t accounts, std::string format = "events-ndjson") {
  ScenarioOptions options;
  options.accounts = accounts;
  options.format = std::move(format);
  return options;
}

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  std::string line;
  while (std::getline(lines, line)) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
      if (c == ',') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    rows.push_back(std::move(cells));
  }
  rows.erase(rows.begin());  // the header
  return rows;
}

// One simulation that most tests look at.
struct Sample {
  Outcome outcome = run(with_accounts(4'000));
  std::vector<LoggedEvent> events = parse(outcome.files["events.ndjson"]);
};

const Sample& sample() {
  static const Sample kSample;
  return kSample;
}

std::map<std::string, std::vector<std::string>> members_by_group(const Files& files) {
  std::map<std::string, std::vector<std::string>> members;
  for (const auto& row : rows_of(files.at("truth/accounts.csv"))) {
    if (!row[2].empty()) members[row[2]].push_back(row[0]);
  }
  return members;
}

using AccountPair = std::pair<std::string, std::string>;
using PairCounts = std::map<AccountPair, std::set<std::string>>;

std::string without_tracking(const std::string& url) {
  std::string link = url.substr(url.find("//") + 2);
  link = link.substr(link.find('.') + 1);  // www. or m.
  return link.substr(0, link.find_first_of("?#"));
}

std::string words_only(const std::string& text) { return text.substr(0, text.find(" #")); }

std::vector<std::string> objects_of(const LoggedEvent& event) {
  std::vector<std::string> objects;
  for (const auto& url : event.urls) objects.push_back("url:" + without_tracking(url));
  if (event.kind == "repost" || event.kind == "quote") objects.push_back(event.kind + event.target);
  if (event.kind == "reply" || event.kind == "comment") objects.push_back("reply" + event.target);
  if (event.hashtag_count >= 2) objects.push_back("tags:" + event.hashtags);
  if (words_only(event.text).size() >= 30) objects.push_back("text:" + words_only(event.text));
  for (const auto& media : event.media) objects.push_back("media:" + media);
  return objects;
}

// The exact co-trace join, by comparing all: pairs and their distinct objects within the window.
PairCounts join(const std::vector<LoggedEvent>& events, TimeUs window) {
  std::map<std::string, std::vector<std::pair<TimeUs, std::string>>> by_object;
  for (const LoggedEvent& event : events) {
    for (const auto& object : objects_of(event)) {
      by_object[object].emplace_back(event.at, event.account);
    }
  }
  PairCounts pairs;
  for (const auto& [object, traces] : by_object) {
    for (std::size_t i = 0; i < traces.size(); ++i) {
      for (std::size_t j = i + 1; j < traces.size(); ++j) {
        if (traces[j].first - traces[i].first > window) break;  // the log is in time order
        if (traces[i].second == traces[j].second) continue;
        pairs[std::minmax(traces[i].second, traces[j].second)].insert(object);
      }
    }
  }
  return pairs;
}

const PairCounts& sample_pairs() {
  static const PairCounts kPairs = join(sample().events, 60 * kMicrosPerSecond);
  return kPairs;
}

// The share of a group's possible pairs that have at least three objects within a minute.
double bound_share(const std::vector<std::string>& members) {
  std::size_t bound = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j) {
      const auto found = sample_pairs().find(std::minmax(members[i], members[j]));
      if (found != sample_pairs().end() && found->second.size() >= 3) ++bound;
    }
  }
  const auto n = static_cast<double>(members.size());
  return static_cast<double>(bound) / (n * (n - 1) / 2);
}

TEST(SimulateTest, WritesTheSameBytesAtAnyThreadCount) {
  const Outcome one = run(with_accounts(1'500), 1);
  const Outcome three = run(with_accounts(1'500), 3);
  EXPECT_EQ(one.files, three.files);
  EXPECT_EQ(one.files.size(), 6U);
}

TEST(SimulateTest, GivesAnotherLogForAnotherSeed) {
  ScenarioOptions other = with_accounts(1'000);
  other.seed = 2;
  EXPECT_NE(run(with_accounts(1'000)).files["events.ndjson"], run(other).files["events.ndjson"]);
}

TEST(SimulateTest, RefusesUnknownScenariosFormatsAndSizes) {
  Files files;
  ThreadPool pool(1);
  ScenarioOptions wrong_name;
  wrong_name.scenario = "spring-1848";
  for (const ScenarioOptions& options :
       {wrong_name, with_accounts(10), with_accounts(1'000, "parquet")}) {
    const auto result = simulate(options, into(files), pool, no_progress());
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_TRUE(files.empty());
}

TEST(SimulateTest, StopsWhenAskedTo) {
  Files files;
  ThreadPool pool(1);
  StopAfter progress(3);
  const auto result = simulate(with_accounts(20'000), into(files), pool, progress);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
}

TEST(SimulateTest, ReportsAFullDisk) {
  ThreadPool pool(1);
  const OpenSink full = [](std::string_view) -> Result<std::unique_ptr<ByteSink>> {
    return std::unique_ptr<ByteSink>(new FullDisk);
  };
  const auto result = simulate(with_accounts(1'000), full, pool, no_progress());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kIo);
}

TEST(SimulateTest, KeepsTimeOrderInsideTheScenariosWeeks) {
  const TimeUs begin = micros_from_civil(2024, 8, 15);
  const TimeUs end = micros_from_civil(2024, 9, 17);
  TimeUs last = begin;
  for (const LoggedEvent& event : sample().events) {
    ASSERT_GE(event.at, last);
    last = event.at;
  }
  EXPECT_LT(last, end);
  EXPECT_GT(last, end - kMicrosPerDay);
}

TEST(SimulateTest, GivesEveryEventAndContentItsOwnId) {
  std::set<std::string> events;
  std::set<std::string> contents;
  std::size_t with_content = 0;
  for (const LoggedEvent& event : sample().events) {
    events.insert(event.event_id);
    if (event.content.empty()) continue;
    ++with_content;
    contents.insert(event.content);
  }
  EXPECT_EQ(events.size(), sample().events.size());
  EXPECT_EQ(contents.size(), with_content);
  EXPECT_EQ(sample().outcome.summary.events, sample().events.size());
}

TEST(SimulateTest, ActsOnlyOnContentThatIsAlreadyThere) {
  std::unordered_map<std::string, TimeUs> posted;
  for (const LoggedEvent& event : sample().events) {
    if (event.kind == "post") posted[event.content] = event.at;
    if (event.target.empty()) continue;
    const auto found = posted.find(event.target);
    ASSERT_NE(found, posted.end()) << event.event_id;
    ASSERT_LE(found->second, event.at);
  }
}

TEST(SimulateTest, IsLoudInTheEveningAndQuietBeforeDawn) {
  // Most accounts live in the Americas: 01 UTC is their evening, 10 UTC the end of their night.
  std::array<double, 24> by_hour{};
  for (const LoggedEvent& event : sample().events) {
    by_hour[static_cast<std::size_t>(event.at / kMicrosPerHour % 24)] += 1;
  }
  EXPECT_GT(by_hour[1], 3 * by_hour[11]);
}

TEST(SimulateTest, HasHeavyTailsOfActivityAndOfReach) {
  std::map<std::string, std::uint64_t> by_account;
  std::map<std::string, std::uint64_t> by_target;
  for (const LoggedEvent& event : sample().events) {
    ++by_account[event.account];
    if (!event.target.empty()) ++by_target[event.target];
  }
  const auto top_share = [](const std::map<std::string, std::uint64_t>& counts) {
    std::vector<std::uint64_t> sizes;
    std::uint64_t total = 0;
    for (const auto& [name, count] : counts) {
      sizes.push_back(count);
      total += count;
    }
    std::sort(sizes.rbegin(), sizes.rend());
    std::uint64_t top = 0;
    for (std::size_t i = 0; i < sizes.size() / 100; ++i) top += sizes[i];
    return static_cast<double>(top) / static_cast<double>(total);
  };
  EXPECT_GT(top_share(by_account), .12);
  EXPECT_LT(top_share(by_account), .5);
  EXPECT_GT(top_share(by_target), .15);
}

TEST(SimulateTest, RarelyRepeatsALongCaptionByChance) {
  const auto members = members_by_group(sample().outcome.files);
  std::set<std::string> grouped;
  for (const auto& [group, accounts] : members) grouped.insert(accounts.begin(), accounts.end());
  std::map<std::string, int> uses;
  std::size_t captions = 0;
  for (const LoggedEvent& event : sample().events) {
    if (event.kind != "post" || grouped.contains(event.account) || !event.urls.empty()) continue;
    ++uses[words_only(event.text)];
    ++captions;
  }
  std::size_t once = 0;
  for (const auto& [text, count] : uses) once += count == 1;
  // The rest are memes.
  EXPECT_GT(static_cast<double>(once), .98 * static_cast<double>(captions));
}

TEST(SimulateTest, SaysTheTruthAboutItsGroups) {
  const Files& files = sample().outcome.files;
  const auto members = members_by_group(files);
  std::uint64_t planted = 0;
  std::uint64_t networks = 0;
  for (const auto& row : rows_of(files.at("truth/groups.csv"))) {
    ASSERT_EQ(row.size(), 13U);
    const std::uint64_t count = std::stoull(row[4]);
    const auto found = members.find(row[0]);
    EXPECT_EQ(found == members.end() ? 0 : found->second.size(), count) << row[0];
    EXPECT_GT(std::stoull(row[5]), 0U) << row[0];
    EXPECT_LE(std::stoull(row[7]), std::stoull(row[6])) << row[0];
    if (row[3] != "yes") continue;
    planted += count;
    ++networks;
  }
  EXPECT_EQ(rows_of(files.at("truth/accounts.csv")).size(), 4'000U);
  EXPECT_EQ(planted, sample().outcome.summary.planted_accounts);
  EXPECT_EQ(networks, sample().outcome.summary.planted_networks);
  EXPECT_EQ(sample().outcome.summary.organic_accounts, 4'000U - planted);
}

std::size_t times_in(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(SimulateTest, SaysWhoRunsANetworkAndWhatARegistryHasOfIt) {
  const Outcome& outcome = sample().outcome;
  const std::string& registry = outcome.files.at("registry.yaml");
  std::map<std::string, std::size_t> listed;
  std::set<std::string> operators;
  std::size_t all = 0;
  for (const TruthGroup& group : outcome.summary.groups) {
    all += group.listed.size();
    if (!group.operator_entity.empty()) operators.insert(group.operator_entity);
    listed[group.kind] = group.listed.size();
    EXPECT_TRUE(group.planted || (group.listed.empty() && group.operator_entity.empty()));
    EXPECT_LE(group.listed.size(), group.members.size());
  }
  EXPECT_EQ(operators,
            (std::set<std::string>{"agency-brightside", "front-meridian", "front-northlight"}));
  EXPECT_EQ(times_in(registry, "owner: rt}"), listed["single-source"]) << "hearsay, and no more";
  EXPECT_EQ(listed["link-farm"], 1U);
  EXPECT_EQ(listed["amplifiers"], 0U);
  EXPECT_GT(listed["hashtag-flood"], 1U);
  EXPECT_EQ(times_in(registry, "schema: UserAccount"), all);
  EXPECT_EQ(times_in(registry, "status: alleged"), listed["single-source"]);
  ScenarioOptions scorecard = with_accounts(2'000);
  scorecard.scenario = "scorecard";
  EXPECT_NE(run(scorecard).files.at("registry.yaml").find("entities: []"), std::string::npos);
}

TEST(SimulateTest, LetsOnlyKnownAccountsAct) {
  std::set<std::string> known;
  for (const auto& row : rows_of(sample().outcome.files.at("truth/accounts.csv"))) {
    known.insert(row[0]);
  }
  EXPECT_EQ(known.size(), 4'000U);
  for (const LoggedEvent& event : sample().events) ASSERT_TRUE(known.contains(event.account));
}

TEST(SimulateTest, BindsPlantedNetworksThatAreQuick) {
  const auto members = members_by_group(sample().outcome.files);
  for (const auto& row : rows_of(sample().outcome.files.at("truth/groups.csv"))) {
    if (row[3] != "yes") continue;
    const double share = bound_share(members.at(row[0]));
    if (row[2] == "slow") {
      EXPECT_LT(share, .1) << row[0];
    } else {
      EXPECT_GT(share, .95) << row[0] << ' ' << row[2];
    }
  }
}

TEST(SimulateTest, BindsFansAndNewsroomsToo) {
  const auto members = members_by_group(sample().outcome.files);
  EXPECT_GT(bound_share(members.at("newsroom-1")), .9);
  EXPECT_GT(bound_share(members.at("scheduler-1")), .1);
  // Three in ten fans are notified: about a tenth of a fandom's pairs.
  EXPECT_GT(bound_share(members.at("fandom-1")), .05);
  EXPECT_LT(bound_share(members.at("fandom-1")), .3);
}

TEST(SimulateTest, HidesPlantedAccountsInOrdinaryActivity) {
  std::set<std::string> planted;
  for (const auto& row : rows_of(sample().outcome.files.at("truth/accounts.csv"))) {
    if (row[1] == "planted") planted.insert(row[0]);
  }
  std::map<std::string, std::set<std::string>> kinds;
  std::size_t likes = 0;
  for (const LoggedEvent& event : sample().events) {
    if (!planted.contains(event.account)) continue;
    kinds[event.account].insert(event.kind);
    likes += event.kind == "like";  // networks never like as one
  }
  EXPECT_EQ(kinds.size(), planted.size());
  EXPECT_GT(likes, planted.size());
}

TEST(SimulateTest, LetsTheSchedulerPostOnTheMinute) {
  std::size_t scheduled = 0;
  for (const LoggedEvent& event : sample().events) {
    if (event.client != "postpilot") continue;
    ++scheduled;
    ASSERT_EQ(event.at % kMicrosPerMinute, 0);
  }
  EXPECT_GT(scheduled, 100U);
}

TEST(SimulateTest, WritesSharesOfTheSameScenario) {
  Files files = run(with_accounts(1'000, "coortweet")).files;
  const std::string& csv = files["shares.csv"];
  ASSERT_EQ(csv.substr(0, csv.find('\n')), "object_id,account_id,content_id,timestamp_share");
  const std::set<std::string> objects = [&] {
    std::set<std::string> seen;
    std::uint64_t last = 0;
    for (const auto& row : rows_of(csv)) {
      EXPECT_EQ(row.size(), 4U);
      EXPECT_GE(std::stoull(row[3]), last);
      last = std::stoull(row[3]);
      seen.insert(row[0].substr(0, row[0].find(':')));
    }
    return seen;
  }();
  EXPECT_EQ(objects, (std::set<std::string>{"comment", "duet", "hashtags", "https", "quote",
                                            "reply", "repost", "stitch"}));
  EXPECT_EQ(files["truth/accounts.csv"], run(with_accounts(1'000)).files["truth/accounts.csv"]);
}

}  // namespace
}  // namespace overt
