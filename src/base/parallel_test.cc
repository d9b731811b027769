#include "base/parallel.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

RC_GTEST_PROP(ParallelTest, CoversTheRangeOnceInBlocksOfTheGrain, ()) {
  const auto threads = *rc::gen::inRange<std::size_t>(1, 5);
  const auto count = *rc::gen::inRange<std::size_t>(0, 2'000);
  const auto grain = *rc::gen::inRange<std::size_t>(1, 300);
  ThreadPool pool(threads);
  std::vector<int> visits(count, 0);
  std::atomic<bool> well_formed{true};
  pool.parallel_for(count, grain, [&](const Block& block) {
    if (block.begin % grain != 0 || block.end <= block.begin || block.end > count ||
        block.end - block.begin > grain || block.worker >= threads) {
      well_formed = false;
    }
    for (std::size_t i = block.begin; i < block.end; ++i) ++visits[i];
  });
  RC_ASSERT(well_formed.load());
  RC_ASSERT(visits == std::vector<int>(count, 1));
}

TEST(ParallelTest, RunsOnEveryThreadAtTheSameTime) {
  ThreadPool pool(4);
  std::atomic<std::size_t> arrived{0};
  std::vector<int> calls(4, 0);
  pool.on_every_thread([&](std::size_t worker) {
    ++calls[worker];
    ++arrived;
    while (arrived < 4) {  // nobody leaves before all have come
    }
  });
  EXPECT_EQ(calls, std::vector<int>(4, 1));
}

TEST(ParallelTest, CanBeUsedAgainAndAgain) {
  ThreadPool pool(3);
  std::atomic<std::size_t> sum{0};
  for (std::size_t round = 0; round < 500; ++round) {
    pool.parallel_for(10, 1, [&](const Block& block) { sum += block.begin; });
  }
  EXPECT_EQ(sum, 500U * 45U);
}

TEST(ParallelTest, TakesTheNumberOfCoresForZero) {
  EXPECT_GE(ThreadPool(0).threads(), 1U);
  EXPECT_EQ(ThreadPool(3).threads(), 3U);
}

TEST(ParallelDeathTest, RefusesAGrainOfZero) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(ThreadPool(1).parallel_for(1, 0, [](const Block&) {}), "grain > 0U");
}

}  // namespace
}  // namespace overt
