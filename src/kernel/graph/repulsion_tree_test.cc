#include "kernel/graph/repulsion_tree.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"

namespace overt::graph {
namespace {

RC_GTEST_PROP(RepulsionTreeTest, IsNearTheExactSum, (std::uint64_t seed)) {
  Random random(seed);
  std::vector<Point> points(200);
  std::vector<double> masses(200);
  for (std::size_t i = 0; i < 200; ++i) {
    points[i] = {random.normal(), random.normal()};
    masses[i] = 1 + random.uniform();
  }
  const RepulsionTree tree(points, masses);
  const Point at = {3 + random.uniform(), random.normal()};
  Point exact;
  for (std::size_t i = 0; i < 200; ++i) {
    const double dx = at.x - points[i].x;
    const double dy = at.y - points[i].y;
    exact.x += masses[i] * dx / (dx * dx + dy * dy);
    exact.y += masses[i] * dy / (dx * dx + dy * dy);
  }
  const Point found = tree.push_at(at);
  const double error = std::hypot(found.x - exact.x, found.y - exact.y);
  RC_ASSERT(error < 0.1 * std::hypot(exact.x, exact.y));
}

TEST(RepulsionTreeTest, ManyPointsAtOnePlaceCountTogether) {
  const std::vector<Point> points(500, Point{1, 1});
  const std::vector<double> masses(500, 2);
  const RepulsionTree tree(points, masses);
  EXPECT_NEAR(tree.push_at({3, 1}).x, 500, 1e-6);
  EXPECT_EQ(tree.push_at({1, 1}).x, 0);
}

TEST(RepulsionTreeTest, NoPointsPushNothing) {
  EXPECT_EQ(RepulsionTree({}, {}).push_at({1, 2}).x, 0);
}

}  // namespace
}  // namespace overt::graph
