#include "base/ordered.h"

#include <numeric>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(ProduceInOrderTest, DeliversEveryItemInOrder) {
  for (const std::size_t threads : {1U, 2U, 7U}) {
    ThreadPool pool(threads);
    std::vector<std::size_t> seen;
    produce_in_order<std::size_t>(
        pool, 1000, 5, [](std::size_t index, std::size_t) { return index * index; },
        [&](std::size_t item) {
          seen.push_back(item);
          return true;
        });
    ASSERT_EQ(seen.size(), 1000U);
    for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], i * i);
  }
}

TEST(ProduceInOrderTest, StopsWhenTheConsumerHasEnough) {
  ThreadPool pool(3);
  std::size_t consumed = 0;
  produce_in_order<int>(
      pool, 100'000, 4, [](std::size_t, std::size_t) { return 1; },
      [&](int) { return ++consumed < 10; });
  EXPECT_EQ(consumed, 10U);
}

}  // namespace
}  // namespace overt
