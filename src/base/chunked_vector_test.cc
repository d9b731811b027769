#include "base/chunked_vector.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace overt {
namespace {

using Numbers = ChunkedVector<int, 4>;

Numbers numbers(int count) {
  Numbers values;
  for (int i = 0; i < count; ++i) values.push_back(i);
  return values;
}

TEST(ChunkedVectorTest, HoldsWhatWasPutInInItsOrder) {
  for (const int count : {0, 1, 3, 4, 5, 8, 9, 100}) {
    Numbers values = numbers(count);
    EXPECT_EQ(values.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(values.empty(), count == 0);
    int next = 0;
    for (const int value : values) EXPECT_EQ(value, next++);
    EXPECT_EQ(next, count);
    if (count > 0) {
      EXPECT_EQ(values.front(), 0);
      EXPECT_EQ(values.back(), count - 1);
    }
  }
}

TEST(ChunkedVectorTest, TakesTheAlgorithmsOfAList) {
  Numbers values = {5, 3, 9, 1, 7, 2, 8};
  std::sort(values.begin(), values.end());
  EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
  EXPECT_EQ(std::accumulate(values.begin(), values.end(), 0), 35);
  EXPECT_EQ(*std::lower_bound(values.begin(), values.end(), 6), 7);
  EXPECT_EQ(values.end() - values.begin(), 7);
}

TEST(ChunkedVectorTest, KeepsTheFirstOnes) {
  for (std::size_t kept = 0; kept <= 9; ++kept) {
    Numbers values = numbers(9);
    values.truncate(kept);
    EXPECT_EQ(values.size(), kept);
    values.push_back(100);
    EXPECT_EQ(values.size(), kept + 1);
    EXPECT_EQ(values[kept], 100);
    if (kept > 0) {
      EXPECT_EQ(values[kept - 1], static_cast<int>(kept) - 1);
    }
  }
}

TEST(ChunkedVectorTest, DoesNotMoveWhatItHolds) {
  Numbers values = numbers(5);
  const int* const first = &values[0];
  for (int i = 0; i < 1000; ++i) values.push_back(i);
  EXPECT_EQ(first, &values[0]);
}

}  // namespace
}  // namespace overt
