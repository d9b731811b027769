#include "model/packed_pairs.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/time.h"

namespace overt {
namespace {

void expect_same(const ChunkedVector<Pair>& pairs) {
  const PackedPairs packed(pairs);
  ASSERT_EQ(packed.size(), pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const Pair pair = packed.at(i);
    EXPECT_EQ(pair.a.value, pairs[i].a.value);
    EXPECT_EQ(pair.b.value, pairs[i].b.value);
    EXPECT_EQ(pair.objects, pairs[i].objects);
    EXPECT_EQ(pair.sources, pairs[i].sources);
    EXPECT_EQ(pair.co_actions, pairs[i].co_actions);
    EXPECT_EQ(pair.first_at, pairs[i].first_at);
    EXPECT_EQ(pair.last_at, pairs[i].last_at);
    EXPECT_EQ(pair.median_gap, pairs[i].median_gap);
    EXPECT_EQ(pair.window, pairs[i].window);
  }
}

// All figures are below the bound, or its square; times are so many units.
ChunkedVector<Pair> random_pairs(std::size_t count, TimeUs unit, std::uint64_t bound,
                                 Random& random) {
  const auto number = [&] { return static_cast<std::uint32_t>(random.below(bound)); };
  const auto time = [&] { return static_cast<TimeUs>(random.below(bound * bound)) * unit; };
  ChunkedVector<Pair> pairs;
  for (std::size_t i = 0; i < count; ++i) {
    pairs.push_back({.a = {number()},
                     .b = {number()},
                     .objects = number(),
                     .sources = number(),
                     .co_actions = random.below(bound * bound),
                     .first_at = time() - 500'000,
                     .last_at = time(),
                     .median_gap = time(),
                     .window = 60 * kMicrosPerSecond});
  }
  return pairs;
}

// Of one pair, of few, and of figures of one to eight bytes; times to the second and finer.
TEST(PackedPairsTest, GiveBackWhatTheyWereMadeOf) {
  Random random(4);
  for (const std::size_t count : {0U, 1U, 2U, 300U}) {
    for (const TimeUs unit : {TimeUs{1}, kMicrosPerSecond}) {
      for (const std::uint64_t bound : {1U, 3U, 300U, 70'000U, 2'000'000U}) {
        expect_same(random_pairs(count, unit, bound, random));
      }
    }
  }
}

TEST(PackedPairsTest, HoldTheLargestFiguresBesideTheSmallest) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
  ChunkedVector<Pair> pairs;
  pairs.push_back({.a = {UINT32_MAX},
                   .b = {0},
                   .objects = UINT32_MAX,
                   .co_actions = UINT64_MAX,
                   .first_at = kLeast,
                   .last_at = kMost,
                   .median_gap = kMost});
  pairs.push_back(
      {.a = {0}, .b = {UINT32_MAX}, .sources = UINT32_MAX, .first_at = kMost, .last_at = kLeast});
  // Apart by whole seconds and by more than a signed number holds.
  pairs.push_back({.a = {0},
                   .b = {0},
                   .first_at = kMost - kMost % kMicrosPerSecond,
                   .last_at = kLeast + kMicrosPerSecond});
  expect_same(pairs);
}

}  // namespace
}  // namespace overt
