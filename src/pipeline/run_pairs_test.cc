#include <cstdlib>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "adapters/parquet/parquet.h"
#include "base/check.h"
#include "pipeline/generated_shares.h"
#include "pipeline/pipeline.h"

namespace overt {
namespace {

using Table = std::vector<std::vector<std::string>>;

Table parse_csv(const std::string& text) {
  Table rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();
  return rows;
}

PairsOptions options_for(const std::string& input, const std::string& out) {
  PairsOptions options;
  options.input.paths = {input};
  options.windows = {20 * kMicrosPerSecond};
  options.min_objects = 2;
  options.resources.threads = 2;
  options.out = out;
  return options;
}

// The exact join as its definition says it: every two shares of one object by two accounts.
Table reference(const std::vector<Share>& shares, std::int64_t window, std::size_t min_objects) {
  struct Meeting {
    std::map<std::string, std::int64_t> gaps;  // by object: the closest
    std::uint64_t co_actions = 0;
    std::int64_t first = INT64_MAX;
    std::int64_t last = INT64_MIN;
  };
  std::map<std::pair<std::string, std::string>, Meeting> pairs;
  for (const Share& a : shares) {
    for (const Share& b : shares) {
      const std::int64_t gap = std::abs(a.second - b.second);
      if (a.object != b.object || a.account >= b.account || gap > window) continue;
      Meeting& meeting = pairs[{a.account, b.account}];
      meeting.gaps[a.object] = std::min(meeting.gaps.try_emplace(a.object, gap).first->second, gap);
      ++meeting.co_actions;
      meeting.first = std::min({meeting.first, a.second, b.second});
      meeting.last = std::max({meeting.last, a.second, b.second});
    }
  }
  Table rows;
  for (const auto& [names, meeting] : pairs) {
    const std::size_t objects = meeting.gaps.size();
    if (objects < min_objects) continue;
    std::vector<std::int64_t> gaps;
    for (const auto& [object, gap] : meeting.gaps) gaps.push_back(gap);
    std::sort(gaps.begin(), gaps.end());
    rows.push_back({names.first, names.second, std::to_string(window), std::to_string(objects),
                    std::to_string(objects), std::to_string(meeting.co_actions),
                    format_rfc3339(meeting.first * kMicrosPerSecond),
                    format_rfc3339(meeting.last * kMicrosPerSecond),
                    std::to_string(gaps[(objects - 1) / 2])});
  }
  return rows;
}

Table run(const TestFolder& folder, const std::vector<Share>& shares, PairsOptions options) {
  options.input.paths = {folder.write("log.csv", shares_csv(shares))};
  const auto summary = run_pairs(options, no_progress());
  EXPECT_TRUE(summary.ok()) << summary.error().message;
  Table table = parse_csv(content_of(options.out));
  EXPECT_EQ(table.front().front(), "account_a");
  table.erase(table.begin());
  EXPECT_EQ(table.size(), summary.value().pairs);
  return table;
}

TEST(RunPairsTest, EqualsTheDefinitionOnGeneratedLogs) {
  const TestFolder folder;
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    const auto shares = generated_shares(seed, 800);
    for (const std::uint32_t least : {1U, 2U, 3U}) {
      auto options = options_for("", folder.file("pairs.csv"));
      options.min_objects = least;
      const auto expected = reference(shares, 20, least);
      ASSERT_GT(expected.size(), 3U);
      EXPECT_EQ(run(folder, shares, options), expected) << seed << ' ' << least;
    }
  }
}

TEST(RunPairsTest, DoesNotDependOnTheOrderOfTheInput) {
  const TestFolder folder;
  auto shares = generated_shares(4, 800);
  const auto options = options_for("", folder.file("pairs.csv"));
  const auto expected = run(folder, shares, options);
  Random random(5);
  for (std::size_t i = shares.size(); i > 1; --i) std::swap(shares[i - 1], shares[random.below(i)]);
  EXPECT_EQ(run(folder, shares, options), expected);
}

TEST(RunPairsTest, DoesNotDependOnWhatTheAccountsAreCalled) {
  const TestFolder folder;
  const auto shares = generated_shares(6, 800);
  const auto options = options_for("", folder.file("pairs.csv"));
  auto expected = run(folder, shares, options);
  auto others = shares;
  for (auto& share : others) share.account = "n" + share.account;
  auto kept_order = expected;
  for (auto& row : kept_order) {
    row[0].insert(0, "n");
    row[1].insert(0, "n");
  }
  EXPECT_EQ(run(folder, others, options), kept_order);

  others = shares;
  for (auto& share : others)
    share.account = "z" + std::to_string(99 - std::stoi(share.account.substr(1)));
  for (auto& row : expected) {
    const auto mirrored = [](const std::string& name) {
      return "z" + std::to_string(99 - std::stoi(name.substr(1)));
    };
    row[0] = mirrored(row[0]);
    row[1] = mirrored(row[1]);
    if (row[1] < row[0]) std::swap(row[0], row[1]);
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(run(folder, others, options), expected);
}

TEST(RunPairsTest, WritesTheSameBytesAtAnyNumberOfThreads) {
  const TestFolder folder;
  const auto input = folder.write("log.csv", shares_csv(generated_shares(8, 20'000)));
  for (const std::string name : {"pairs.csv", "pairs.parquet"}) {
    std::set<std::string> contents;
    for (const std::uint32_t threads : {1U, 2U, 5U}) {
      auto options = options_for(input, folder.file(name));
      options.resources.threads = threads;
      options.witnesses = true;
      ASSERT_GT(run_pairs(options, no_progress()).value().pairs, 100U);
      contents.insert(content_of(options.out));
    }
    EXPECT_EQ(contents.size(), 1U) << name;
  }
}

TEST(RunPairsTest, SeveralWindowsGiveWhatEachGivesAlone) {
  const TestFolder folder;
  const auto shares = generated_shares(9, 800);
  auto options = options_for("", folder.file("pairs.csv"));
  options.windows = {5 * kMicrosPerSecond, 20 * kMicrosPerSecond};
  auto both = run(folder, shares, options);
  auto expected = reference(shares, 5, 2);
  const auto wider = reference(shares, 20, 2);
  ASSERT_FALSE(expected.empty());
  expected.insert(expected.end(), wider.begin(), wider.end());
  std::sort(both.begin(), both.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(both, expected);
}

TEST(RunPairsTest, ShowsTheObjectsOfAPairWhenAsked) {
  const TestFolder folder;
  auto options = options_for("", folder.file("pairs.csv"));
  options.witnesses = true;
  const auto table = run(folder, generated_shares(10, 800), options);
  ASSERT_FALSE(table.empty());
  for (const auto& row : table) {
    ASSERT_EQ(row.size(), 10U);
    std::size_t witnesses = 0;
    for (auto at = row[9].find("{object:"); at != std::string::npos;
         at = row[9].find("{object:", at + 1)) {
      ++witnesses;
    }
    EXPECT_EQ(std::to_string(witnesses), row[3]);
  }
}

// A table of pairs is no table of events, so that only its size can be read back through the
// adapter; the columns are looked at where they are written.
TEST(RunPairsTest, ParquetHoldsAsManyPairsAsCsv) {
  const TestFolder folder;
  const auto input = folder.write("log.csv", shares_csv(generated_shares(11, 3'000)));
  const auto csv = run_pairs(options_for(input, folder.file("p.csv")), no_progress()).value();
  const auto parquet =
      run_pairs(options_for(input, folder.file("p.parquet")), no_progress()).value();
  EXPECT_EQ(csv.pairs, parquet.pairs);
  EXPECT_EQ(content_of(folder.file("p.parquet")).substr(0, 4), "PAR1");
}

TEST(RunPairsTest, NeverWritesOverItsInput) {
  const TestFolder folder;
  const std::string text = shares_csv(generated_shares(12, 100));
  const auto input = folder.write("log.csv", text);
  const auto refused = run_pairs(options_for(input, folder.path() + "/./log.csv"), no_progress());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(content_of(input), text);
}

TEST(RunPairsTest, LeavesNoRejectsOfAnEarlierRun) {
  const TestFolder folder;
  const std::string good = shares_csv(generated_shares(13, 400));
  const auto out = folder.file("pairs.csv");
  const std::string rejects = out + ".rejects.ndjson";
  ASSERT_TRUE(
      run_pairs(options_for(folder.write("log.csv", good + "o,a,c,never\n"), out), no_progress())
          .ok());
  EXPECT_TRUE(std::filesystem::exists(rejects));
  ASSERT_TRUE(run_pairs(options_for(folder.write("log.csv", good), out), no_progress()).ok());
  EXPECT_FALSE(std::filesystem::exists(rejects));
}

TEST(RunPairsTest, SaysWhenTheInputGivesNoneOfTheObjects) {
  const TestFolder folder;
  auto options = options_for(folder.write("log.csv", shares_csv(generated_shares(14, 100))),
                             folder.file("pairs.csv"));
  options.input.objects = "url";
  const auto summary = run_pairs(options, no_progress()).value();
  EXPECT_EQ(summary.traces, 0U);
  ASSERT_EQ(summary.notes.size(), 1U);
  EXPECT_NE(summary.notes[0].find("--objects"), std::string::npos);
}

// Published for accounts with at least two rows. Two common objects take two rows, so that from
// K = 2 on the figures hold for all accounts alike; K = 1 cannot be compared.
TEST(RunPairsTest, CountsTheRussianRetweetsAsTheExactJoinDoes) {
  const char* datasets = std::getenv("OVERT_DATASETS");
  if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const TestFolder folder;
  const std::string input = std::string(datasets) + "/coordination/russian_retweets/shares.csv.gz";
  auto options = options_for(input, folder.file("pairs.csv"));
  options.windows = {10 * kMicrosPerSecond, 60 * kMicrosPerSecond, 300 * kMicrosPerSecond};
  ASSERT_TRUE(run_pairs(options, no_progress()).ok());
  std::map<std::string, std::vector<int>> counted;
  auto table = parse_csv(content_of(options.out));
  for (std::size_t i = 1; i < table.size(); ++i) {
    auto& counts = counted[table[i][2]];
    counts.resize(3);
    for (int k = 2; k <= std::min(4, std::stoi(table[i][3])); ++k)
      ++counts[static_cast<std::size_t>(k - 2)];
  }
  const std::map<std::string, std::vector<int>> expected = {
      {"10", {2, 1, 0}}, {"60", {32, 3, 1}}, {"300", {392, 64, 18}}};
  EXPECT_EQ(counted, expected);
}

}  // namespace
}  // namespace overt
