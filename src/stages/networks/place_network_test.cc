#include "stages/networks/place_network.h"

#include <cmath>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(PlaceNetworkTest, PutsAccountsOfOnePairNearEachOther) {
  PairTable table;
  Network network;
  // Two groups of five, all paired inside, joined by one pair.
  for (std::uint32_t i = 0; i < 10; ++i) network.members.push_back({.account = {100 + i}});
  for (std::uint32_t i = 0; i < 10; ++i) {
    for (std::uint32_t j = i + 1; j < 10; ++j) {
      if (i / 5 != j / 5 && !(i == 4 && j == 5)) continue;
      network.pairs.push_back(static_cast<std::uint32_t>(table.pairs.size()));
      table.pairs.push_back({.a = {100 + i}, .b = {100 + j}, .objects = 4});
    }
  }
  const auto points = place_network(network, table, 1);
  ASSERT_EQ(points.size(), 10U);
  const auto distance = [&](std::size_t i, std::size_t j) {
    return std::hypot(points[i].x - points[j].x, points[i].y - points[j].y);
  };
  EXPECT_LT(distance(0, 1), distance(0, 9));
  EXPECT_LT(distance(8, 9), distance(0, 9));
  const auto again = place_network(network, table, 1);
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i].x, again[i].x);
    EXPECT_EQ(points[i].y, again[i].y);
  }
}

}  // namespace
}  // namespace overt
