#include "pipeline/sweep_windows.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "kernel/join/sort_rows.h"
#include "pipeline/generated_shares.h"
#include "pipeline/told_findings.h"

namespace overt {
namespace {

constexpr TimeUs kSecond = kMicrosPerSecond;

class SweepWindowsTest : public testing::Test {
 protected:
  WindowSweep swept(const SweepOptions& options) {
    auto swept = sweep_windows(*log_, options, pool_, no_progress());
    EXPECT_TRUE(swept.ok());
    return std::move(swept).value();
  }
  static SweepOptions windows(std::vector<TimeUs> windows) {
    SweepOptions options;
    options.windows = std::move(windows);
    options.window = options.windows.front();
    return options;
  }
  std::uint64_t close_pairs(TimeUs window) {
    return count_close_pairs(join::sort_rows(join::RowBlocks(log_->rows), pool_), window);
  }

  TestFolder folder_;
  ThreadPool pool_{2};
  std::unique_ptr<TraceLog> log_ =
      ingested(folder_.write("log.csv", shares_csv(generated_shares(3, 1'500))), pool_).value();
};

TEST(CountClosePairsTest, CountsWhatTheDefinitionSays) {
  Random random(5);
  ThreadPool pool(1);
  for (int trial = 0; trial < 200; ++trial) {
    join::RowBlocks blocks(1);
    for (std::uint64_t i = random.below(60); i > 0; --i) {
      blocks[0].push_back({static_cast<std::uint32_t>(random.below(4)),
                           static_cast<std::uint32_t>(random.below(9)),
                           static_cast<std::int64_t>(random.below(40))});
    }
    const auto window = static_cast<TimeUs>(random.below(12));
    const join::Rows rows = join::sort_rows(std::move(blocks), pool);
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        expected += rows[i].item == rows[j].item && rows[i].time - rows[j].time <= window ? 1 : 0;
      }
    }
    EXPECT_EQ(count_close_pairs(rows, window), expected) << trial;
  }
}

TEST_F(SweepWindowsTest, CountsFromOneCommonObjectOnWhereTheLogIsSmall) {
  const auto sweep = swept(windows({2 * kSecond, 10 * kSecond, 60 * kSecond}));
  EXPECT_EQ(sweep.from, 1U);
  ASSERT_EQ(sweep.rows.size(), 3U);
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_GT(sweep.rows[i].pairs_at_least[0], sweep.rows[i - 1].pairs_at_least[0]);
  }
  EXPECT_TRUE(sweep.limits.empty());
}

// One window at a time, or many in one pass: the same figures.
TEST_F(SweepWindowsTest, CountsEveryWindowAsIfItWereAlone) {
  const auto all = swept(windows({2 * kSecond, 10 * kSecond, 60 * kSecond}));
  for (const SweepRow& row : all.rows) {
    const auto alone = swept(windows({row.window}));
    ASSERT_EQ(alone.rows.size(), 1U);
    EXPECT_EQ(alone.rows[0].pairs_at_least, row.pairs_at_least);
    EXPECT_EQ(alone.rows[0].accounts, row.accounts);
  }
}

TEST_F(SweepWindowsTest, CountsTheOtherWindowsFromMinObjectsOnWhereTheLogIsLarge) {
  auto options = windows({2 * kSecond, 10 * kSecond, 60 * kSecond});
  options.window = 10 * kSecond;
  const auto small = swept(options);
  options.from_one_traces_max = 100;
  const auto large = swept(options);
  EXPECT_EQ(large.from, options.min_objects);
  ASSERT_EQ(large.rows.size(), 2U);
  EXPECT_EQ(large.rows[0].window, 2 * kSecond);
  EXPECT_EQ(large.rows[1].window, 60 * kSecond);
  for (std::size_t i = 0; i + 2 < large.rows[1].pairs_at_least.size(); ++i) {
    EXPECT_EQ(large.rows[1].pairs_at_least[i], small.rows[2].pairs_at_least[i + 2]) << i;
  }
  EXPECT_EQ(large.rows[1].accounts, small.rows[2].accounts);
}

TEST_F(SweepWindowsTest, LeavesOutWindowsInWhichTooMuchMeetsAndSaysWhich) {
  auto options = windows({2 * kSecond, 10 * kSecond, 60 * kSecond});
  options.close_pairs_max = close_pairs(10 * kSecond);
  ASSERT_GT(close_pairs(60 * kSecond), options.close_pairs_max);
  const auto sweep = swept(options);
  EXPECT_EQ(sweep.rows.size(), 2U);
  ASSERT_EQ(sweep.limits.size(), 1U);
  EXPECT_EQ(sweep.limits[0].name, "sweep_close_pairs");
  EXPECT_EQ(sweep.limits[0].left_out, 1U);
  EXPECT_NE(sweep.limits[0].consequence.find("60 s"), std::string::npos)
      << sweep.limits[0].consequence;
}

TEST_F(SweepWindowsTest, NeverLeavesOutTheWindowThatNetworksAreSoughtAt) {
  auto options = windows({2 * kSecond, 10 * kSecond});
  options.close_pairs_max = 0;
  const auto sweep = swept(options);
  ASSERT_EQ(sweep.rows.size(), 1U);
  EXPECT_EQ(sweep.rows[0].window, 2 * kSecond);
}

TEST_F(SweepWindowsTest, LeavesTheLogAsItWas) {
  const auto before = log_->rows;
  (void)swept(windows({2 * kSecond, 10 * kSecond}));
  EXPECT_EQ(log_->rows, before);
}

}  // namespace
}  // namespace overt
