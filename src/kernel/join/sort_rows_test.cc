#include "kernel/join/sort_rows.h"

#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::join {
namespace {

struct Shape {
  std::uint32_t rows;
  std::uint32_t items;
  std::uint32_t actors;
  std::uint64_t span;
};

Rows random_rows(std::uint64_t seed, const Shape& shape) {
  Random random(seed);
  Rows rows;
  for (std::uint32_t i = 0; i < shape.rows; ++i) {
    const double u = random.uniform();  // its square makes some items popular
    rows.push_back({static_cast<std::uint32_t>(u * u * shape.items),
                    static_cast<std::uint32_t>(random.below(shape.actors)),
                    static_cast<std::int64_t>(random.below(shape.span))});
  }
  return rows;
}

void expect_sorted(Rows rows) {
  ThreadPool pool(3);
  RowBlocks blocks;
  for (std::size_t i = 0; i < rows.size(); i += 1000) {
    blocks.emplace_back(
        rows.begin() + static_cast<std::ptrdiff_t>(i),
        rows.begin() + static_cast<std::ptrdiff_t>(std::min(i + 1000, rows.size())));
  }
  const auto sorted = sort_rows(std::move(blocks), pool);
  std::sort(rows.begin(), rows.end(), [](const Row& x, const Row& y) {
    return std::tuple(x.item, x.time, x.actor) < std::tuple(y.item, y.time, y.actor);
  });
  EXPECT_EQ(sorted, rows);
}

TEST(SortRowsTest, OrdersByItemThenTimeThenActor) {
  auto rows = random_rows(11, {60'000, 3000, 50, 40});
  rows.push_back({4'000'000'000U, 1, -5});
  rows.push_back({0, 1, INT64_MIN / 2});
  expect_sorted(std::move(rows));
}

// From two rows to all of an item, some of them the same row twice.
TEST(SortRowsTest, OrdersFloodsOfOneMomentByActor) {
  expect_sorted(random_rows(1, {30'000, 1, 5000, 600}));
  expect_sorted(random_rows(2, {30'000, 1, 4'000'000'000U, 600}));
  expect_sorted(random_rows(3, {30'000, 1, 4'000'000'000U, 2}));
  expect_sorted(random_rows(4, {30'000, 1, 3, 200}));
  expect_sorted(random_rows(5, {30'000, 400, 100'000, 1}));
}

TEST(SortRowsTest, OrdersTimesFarApart) {
  expect_sorted(random_rows(6, {30'000, 3, 50, std::uint64_t{1} << 62}));
  auto in_order = random_rows(7, {30'000, 900, 50, std::uint64_t{1} << 40});
  std::sort(in_order.begin(), in_order.end(),
            [](const Row& x, const Row& y) { return x.time < y.time; });
  expect_sorted(std::move(in_order));
}

}  // namespace
}  // namespace overt::join
