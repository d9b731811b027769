#include "pipeline/pairs_with_chance.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "pipeline/generated_shares.h"
#include "pipeline/pipeline.h"
#include "pipeline/query_text.h"

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

TEST(PairsWithChanceTest, WritesTheTableThatARunWrites) {
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

TEST(PairsWithChanceTest, WritesTheSameFiguresAsCsv) {
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

TEST(PairsWithChanceTest, WritesWitnessesBesideTheChance) {
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

TEST(PairsWithChanceTest, SaysThatALogBeyondTheMemoryHasNoChance) {
  const TestFolder folder;
  std::vector<Share> shares;
  Random random(2);
  for (int i = 0; i < 60'000; ++i) {
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
