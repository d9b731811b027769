#include "stages/pairs/count_sweep.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

Pair pair(std::uint32_t a, std::uint32_t b, TimeUs window, std::uint32_t objects) {
  Pair made;
  made.a = {a};
  made.b = {b};
  made.window = window;
  made.objects = objects;
  return made;
}

TEST(SweepCounterTest, CountsPairsByWindowAndCommonObjects) {
  SweepCounter sweep({.windows = {10, 60}, .from = 2, .min_objects = 3, .accounts = 9});
  PairTable table;
  table.pairs = {pair(0, 1, 10, 2), pair(0, 1, 60, 4), pair(2, 3, 60, 2), pair(0, 8, 60, 100)};
  sweep.count(table);
  sweep.count({});
  const auto rows = sweep.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].window, 10);
  EXPECT_EQ(rows[0].pairs_at_least, (std::vector<std::uint64_t>{1, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(rows[0].accounts, 0U);
  EXPECT_EQ(rows[1].pairs_at_least, (std::vector<std::uint64_t>{3, 2, 2, 1, 1, 1, 1, 1}));
  EXPECT_EQ(rows[1].accounts, 3U);
}

}  // namespace
}  // namespace overt
