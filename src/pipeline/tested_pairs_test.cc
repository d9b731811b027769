#include "pipeline/tested_pairs.h"

#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/random.h"
#include "pipeline/generated_shares.h"
#include "pipeline/pipeline.h"
#include "pipeline/query_text.h"
#include "pipeline/test_sorted_log.h"

namespace overt {
namespace {

// One log, the run that detect makes of it, and the pairs alone with their chance.
struct BothWays {
  TestFolder folder;
  std::string input = folder.write("log.csv", shares_csv(generated_shares(3, 3'000)));
  std::string run = folder.file("run");

  void detect() const {
    DetectOptions options;
    options.input.paths = {input};
    options.window = 20 * kMicrosPerSecond;
    options.sweep = {options.window};
    options.min_objects = 3;
    options.splits = 2;
    options.out = run;
    const auto done = run_detect(options, no_progress());
    ASSERT_TRUE(done.ok()) << done.error().message;
    ASSERT_GT(done.value().pairs, 50U);
  }

  [[nodiscard]] PairsOptions pairs(const std::string& name) const {
    PairsOptions options;
    options.input.paths = {input};
    options.windows = {20 * kMicrosPerSecond};
    options.min_objects = 3;
    options.chance = true;
    options.resources.threads = 2;
    options.out = folder.file(name);
    return options;
  }
};

TEST(TestedPairsTest, WritesTheTableThatARunWrites) {
  const BothWays both;
  both.detect();
  for (const std::uint32_t threads : {1U, 3U}) {
    auto options = both.pairs("pairs.parquet");
    options.resources.threads = threads;
    const auto done = run_pairs(options, no_progress());
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_TRUE(content_of(options.out) == content_of(both.run + "/pairs.parquet")) << threads;
  }
}

TEST(TestedPairsTest, WritesTheSameFiguresAsCsv) {
  const BothWays both;
  both.detect();
  const auto options = both.pairs("pairs.csv");
  const auto done = run_pairs(options, no_progress());
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(content_of(options.out).substr(0, 113),
            "account_a,account_b,window_s,objects,sources,co_actions,first_at,last_at,median_gap_s,"
            "lambda,p1,p2,p,q\na10,a11,20");
  const std::string same = query_text(
      "SELECT count(*) FROM read_csv('" + options.out + "') c JOIN '" + both.run +
      "/pairs.parquet' r USING (account_a, account_b) WHERE abs(c.lambda - r.lambda) <= "
      "1e-5 * r.lambda AND abs(c.p1 - r.p1) <= 1e-5 * r.p1 AND abs(c.p2 - r.p2) <= 1e-5 * r.p2 AND "
      "abs(c.p - r.p) <= 1e-5 * r.p AND abs(c.q - r.q) <= 1e-5 * r.q AND c.objects = r.objects");
  EXPECT_EQ(same, std::to_string(done.value().pairs));
  EXPECT_EQ(query_text("SELECT count(*) FROM '" + both.run + "/pairs.parquet'"), same);
}

TEST(TestedPairsTest, WritesWitnessesBesideTheChance) {
  const BothWays both;
  auto options = both.pairs("pairs.csv");
  options.witnesses = true;
  const auto with = run_pairs(options, no_progress());
  ASSERT_TRUE(with.ok()) << with.error().message;
  auto plain = options;
  plain.chance = false;
  plain.out = both.folder.file("plain.csv");
  ASSERT_TRUE(run_pairs(plain, no_progress()).ok());
  const std::string columns = "account_a, account_b, objects, witnesses";
  EXPECT_EQ(
      query_text("SELECT count(*) FROM (SELECT " + columns + " FROM read_csv('" + options.out +
                 "') INTERSECT SELECT " + columns + " FROM read_csv('" + plain.out + "'))"),
      std::to_string(with.value().pairs));
}

/// And pairs of accounts that act on objects of the others together, 4, 8, … times.
std::vector<Share> shares_with_pairs(int pairs) {
  auto shares = generated_shares(5, 3'000);
  for (int pair = 0; pair < pairs; ++pair) {
    const std::string number = std::to_string(pair);
    for (int i = 0; i < 4 * (pair + 1); ++i) {
      const std::int64_t at = 1'600'001'000 + pair * 10'000 + i * 40;
      const std::string object = "o" + std::to_string(i);
      shares.push_back({object, "one-" + number, at});
      shares.push_back({object, "two-" + number, at + 1});
    }
  }
  return shares;
}

TEST(TestedPairsTest, WritesOnlyPairsOfASmallQWhereThatIsAsked) {
  const TestFolder folder;
  PairsOptions whole;
  whole.input.paths = {folder.write("log.csv", shares_csv(shares_with_pairs(7)))};
  whole.windows = {20 * kMicrosPerSecond};
  whole.chance = true;
  whole.out = folder.file("whole.csv");
  const auto all = run_pairs(whole, no_progress());
  ASSERT_TRUE(all.ok()) << all.error().message;
  std::uint64_t before = all.value().pairs;
  for (const double max_q : {0.9, 0.45, 0.05}) {
    auto options = whole;
    options.max_q = max_q;
    options.witnesses = max_q < 0.1;
    options.out = folder.file("rare.csv");
    const auto rare = run_pairs(options, no_progress());
    ASSERT_TRUE(rare.ok()) << rare.error().message;
    EXPECT_LT(rare.value().pairs, before) << max_q;
    EXPECT_GE(rare.value().pairs, 1U) << max_q;
    before = rare.value().pairs;
    const std::string count = std::to_string(rare.value().pairs);
    EXPECT_EQ(query_text("SELECT count(*) FROM read_csv('" + whole.out +
                         "') WHERE q <= " + std::to_string(max_q * 1e20) + "e-20"),
              count);
    const std::string columns = R"(account_a, account_b, objects, "lambda", p1, p2, p, q)";
    EXPECT_EQ(
        query_text("SELECT count(*) FROM (SELECT " + columns + " FROM read_csv('" + options.out +
                   "') INTERSECT SELECT " + columns + " FROM read_csv('" + whole.out + "'))"),
        count);
  }
}

// On a large log, where not all is reckoned of every pair; here any log is one.
class LargeLogTest : public testing::Test {
 protected:
  using Figures = std::tuple<std::uint32_t, std::uint32_t, float, float, float, float, float>;

  static Figures figures(const Pair& pair) {
    return {pair.a.value, pair.b.value, pair.lambda, pair.log_p1,
            pair.log_p2,  pair.log_p,   pair.log_q};
  }

  [[nodiscard]] TestedPairs test(TestedPairsOptions options) const {
    options.window = 20 * kMicrosPerSecond;
    options.all_of_each_traces_max = 0;
    auto found = log_.test(options);
    CHECK(found.ok());
    return std::move(found.value());
  }
  [[nodiscard]] std::vector<Pair> whole() const { return all_pairs(test({.exhaustive = true})); }

  SortedLog log_{shares_with_pairs(7)};
};

TEST_F(LargeLogTest, FindsThePairsOfASmallQToo) {
  const TestedPairs rare = test({.q_max = 0.45});
  const auto pairs = whole();
  EXPECT_EQ(rare.found(), pairs.size());
  std::vector<Figures> expected;
  for (const Pair& pair : pairs) {
    if (std::exp(pair.log_q) <= 0.45F) expected.push_back(figures(pair));
  }
  std::vector<Figures> found;
  for (const Pair& pair : all_pairs(rare)) found.push_back(figures(pair));
  EXPECT_GE(expected.size(), 2U);
  EXPECT_TRUE(found == expected);
}

// Every pair is there with what was counted of it and its q; what else is reckoned is the same.
TEST_F(LargeLogTest, LeavesOnlyFiguresEmptyThatCannotMatter) {
  const auto expected = whole();
  for (const bool witnesses : {false, true}) {
    const TestedPairs some = test({.witnesses = witnesses});
    const auto pairs = all_pairs(some);
    ASSERT_EQ(pairs.size(), expected.size());
    std::uint64_t without_p1 = 0;
    std::uint64_t without_p2 = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const Pair& whole = expected[i];
      Pair pair = pairs[i];
      EXPECT_EQ(pair.log_q, whole.log_q);
      if (std::isnan(pair.log_p2)) {
        ++without_p2;
        EXPECT_EQ(pair.log_q, 0);
        EXPECT_LE(whole.log_p1, whole.log_p);
        pair.log_p2 = whole.log_p2;
        pair.log_p = whole.log_p;
      }
      if (std::isnan(pair.log_p1)) {
        ++without_p1;
        EXPECT_TRUE(std::isnan(pair.lambda));
        EXPECT_TRUE(std::isnan(pairs[i].log_p));
        EXPECT_GT(whole.log_p1, -10);
        pair.lambda = whole.lambda;
        pair.log_p1 = whole.log_p1;
      }
      EXPECT_EQ(figures(pair), figures(whole));
      EXPECT_EQ(pair.objects, whole.objects);
      EXPECT_EQ(pair.first_at, whole.first_at);
      EXPECT_EQ(pair.median_gap, whole.median_gap);
    }
    EXPECT_EQ(without_p1, some.without_p1());
    EXPECT_EQ(without_p2, some.without_p2());
    EXPECT_GT(without_p2, 0U);
    EXPECT_GT(without_p1, expected.size() / 2);
    EXPECT_LT(without_p1, expected.size());
  }
}

TEST_F(LargeLogTest, SaysThatThereAreTooManyPairs) {
  const std::uint64_t pairs = whole().size();
  TestedPairsOptions options{.window = 20 * kMicrosPerSecond, .pairs_max = pairs};
  EXPECT_TRUE(log_.test(options).ok());
  options.pairs_max = pairs - 1;
  const auto found = log_.test(options);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(found.error().message.find("more than " + std::to_string(pairs - 1) + " pairs"),
            std::string::npos);
  // Those of a small q are few.
  options.q_max = 0.05;
  EXPECT_TRUE(log_.test(options).ok());
}

TEST(TestedPairsTest, SaysThatALogBeyondTheMemoryHasNoChance) {
  const TestFolder folder;
  constexpr int kShares = 60'000;
  std::vector<Share> shares;
  shares.reserve(kShares);
  Random random(2);
  for (int i = 0; i < kShares; ++i) {
    shares.push_back({"o" + std::to_string(random.below(20'000)),
                      "account-with-a-long-name-" + std::to_string(random.below(20'000)),
                      1'600'000'001 + static_cast<std::int64_t>(random.below(100'000))});
  }
  PairsOptions options;
  options.input.paths = {folder.write("log.csv", shares_csv(shares))};
  options.resources.memory_bytes_max = 4 << 20;
  options.chance = true;
  options.out = folder.file("pairs.csv");
  const auto done = run_pairs(options, no_progress());
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(done.error().message.find("raise --memory"), std::string::npos);
  EXPECT_EQ(folder.entries(), 1U);
}

}  // namespace
}  // namespace overt
