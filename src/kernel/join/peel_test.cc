#include "kernel/join/peel.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::join {
namespace {

TEST(PeelTest, DropsWhatCannotTakePartAndNothingElse) {
  ThreadPool pool(2);
  // Actors 0 and 1 meet on three items; 2 meets them once; 3 is always alone.
  Rows rows = {{0, 0, 0}, {0, 1, 1}, {0, 2, 2}, {1, 0, 10},  {1, 1, 11}, {2, 0, 0},
               {2, 1, 1}, {3, 3, 0}, {4, 0, 0}, {4, 1, 500}, {5, 3, 0},  {5, 0, 900}};
  const auto summary = peel(rows, {.window = 60, .min_items = 3, .actors = 4}, pool);
  const Rows expected = {{0, 0, 0}, {0, 1, 1}, {1, 0, 10}, {1, 1, 11}, {2, 0, 0}, {2, 1, 1}};
  EXPECT_EQ(rows, expected);
  EXPECT_EQ(summary.rows_before, 12U);
  EXPECT_EQ(summary.rows_after, 6U);
}

TEST(PeelTest, KeepsTheRowsNearThoseOfChosenActors) {
  Rows rows = {{0, 0, 0}, {0, 1, 5}, {0, 2, 10}, {0, 1, 40}, {1, 1, 6}, {1, 2, 7}, {1, 3, 7}};
  // Actor 2 is chosen, actor 0 does not matter.
  keep_near(rows, 5, {false, false, true, false}, {false, true, true, true});
  const Rows expected = {{0, 1, 5}, {0, 2, 10}, {1, 1, 6}, {1, 2, 7}, {1, 3, 7}};
  EXPECT_EQ(rows, expected);
}

// One round by its definition: the nearest row of another actor, as far away as it may be.
Rows peel_once(Rows rows, std::int64_t window, const std::vector<std::uint32_t>& counts,
               std::uint32_t min_items) {
  std::erase_if(rows, [&](const Row& row) { return counts[row.actor] < min_items; });
  const auto is_near = [&](std::size_t i, std::ptrdiff_t step) {
    auto at = static_cast<std::ptrdiff_t>(i) + step;
    while (at >= 0 && at < std::ssize(rows) &&
           rows[static_cast<std::size_t>(at)].item == rows[i].item) {
      const Row& other = rows[static_cast<std::size_t>(at)];
      if (other.actor != rows[i].actor) return std::abs(other.time - rows[i].time) <= window;
      at += step;
    }
    return false;
  };
  Rows left;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_near(i, -1) || is_near(i, 1)) left.push_back(rows[i]);
  }
  return left;
}

// Runs of one actor's rows, some of them across the places where the work is cut, on an item that
// is far larger than the others; an actor's rows that go leave others side by side.
TEST(PeelTest, DropsOfALargeItemWhatItWouldOfASmallOne) {
  Random random(19);
  constexpr std::uint32_t kActors = 40;
  Rows rows;
  for (std::uint32_t item = 0; item < 5; ++item) {
    std::int64_t time = 0;
    const std::size_t end = rows.size() + (item == 2 ? 400'000 : 3000);
    while (rows.size() < end) {
      const auto actor = static_cast<std::uint32_t>(random.below(kActors));
      const std::uint64_t run = random.chance(.998) ? 1 : 1 + random.below(2000);
      for (std::uint64_t i = 0; i < run; ++i) {
        time += 1 + static_cast<std::int64_t>(random.below(20));
        rows.push_back({item, actor, time});
      }
    }
  }
  std::vector<std::uint32_t> counts(kActors, 3);
  counts[1] = counts[7] = counts[8] = 2;
  const Rows expected = peel_once(rows, 10, counts, 3);
  EXPECT_LT(expected.size(), rows.size());
  EXPECT_GT(expected.size(), rows.size() / 20);
  for (const std::size_t threads : {1U, 4U}) {
    ThreadPool pool(threads);
    Rows peeled = rows;
    peel_round(peeled, {.window = 10, .min_items = 3, .actors = kActors}, counts, pool);
    EXPECT_TRUE(peeled == expected) << threads;
  }
}

// All of a cut is one actor's: the next of another is several cuts away.
TEST(PeelTest, FindsTheNeighbourOfAFloodBeyondIt) {
  Rows rows = {{0, 1, 0}};
  for (int i = 0; i < 300'000; ++i) rows.push_back({0, 0, 5});
  rows.push_back({0, 1, 9});
  rows.push_back({0, 1, 100});
  const std::vector<std::uint32_t> counts = {1, 1};
  ThreadPool pool(2);
  Rows near = rows;
  peel_round(near, {.window = 5, .min_items = 1, .actors = 2}, counts, pool);
  EXPECT_EQ(near.size(), rows.size() - 1);
  Rows far = rows;
  peel_round(far, {.window = 3, .min_items = 1, .actors = 2}, counts, pool);
  EXPECT_TRUE(far.empty());
}

}  // namespace
}  // namespace overt::join
