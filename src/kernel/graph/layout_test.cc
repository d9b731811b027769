#include "kernel/graph/layout.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

double nearest_two(const std::vector<Point>& points) {
  double nearest = 2;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) nearest = std::min(nearest, distance(points[i], points[j]));
  }
  return nearest;
}

/// Mean distance to the middle of the own community, over that of the middles to each other.
double spread_of_communities(const SampleGraph& sample, const std::vector<Point>& points) {
  const std::uint32_t count = sample.truth.back() + 1;
  std::vector<Point> middle(count);
  std::vector<double> members(count, 0);
  for (std::uint32_t v = 0; v < sample.vertices; ++v) ++members[sample.truth[v]];
  for (std::uint32_t v = 0; v < sample.vertices; ++v) {
    const std::uint32_t c = sample.truth[v];
    middle[c].x += points[v].x / members[c];
    middle[c].y += points[v].y / members[c];
  }
  double inside = 0;
  for (std::uint32_t v = 0; v < sample.vertices; ++v) {
    inside += distance(points[v], middle[sample.truth[v]]) / sample.vertices;
  }
  return inside / nearest_two(middle);
}

TEST(LayoutTest, StandsCommunitiesApart) {
  const SampleGraph sample =
      planted_partition({.communities = 10, .members = 40, .degree = 14, .mixing = 0.1});
  EXPECT_LT(spread_of_communities(sample, layout(sample.graph(), {})), 0.5);
  const SampleGraph ring = ring_of_cliques(12, 8);
  EXPECT_LT(spread_of_communities(ring, layout(ring.graph(), {})), 0.4);
}

TEST(LayoutTest, EdgesAreShorterThanChance) {
  const SampleGraph sample = random_graph(300, 360, 1);
  const std::vector<Point> points = layout(sample.graph(), {});
  double linked = 0;
  double any = 0;
  for (const Edge& edge : sample.edges) {
    linked += distance(points[edge.from], points[edge.to]);
    any += distance(points[edge.from], points[(edge.to + 150) % 300]);
  }
  EXPECT_LT(linked, 0.35 * any);
}

TEST(LayoutTest, PlacesNoVerticesOneAndTwo) {
  EXPECT_TRUE(layout(Graph(0, {}), {}).empty());
  const std::vector<Point> one = layout(Graph(1, {}), {});
  EXPECT_EQ(one[0].x, 0.5);
  EXPECT_EQ(one[0].y, 0.5);
  const std::vector<Edge> edges = {{0, 1, 1}};
  EXPECT_NEAR(nearest_two(layout(Graph(2, edges), {})), 1, 1e-9);
}

TEST(LayoutTest, PacksIsolatedComponentsWithoutOverlap) {
  SampleGraph sample = ring_of_cliques(6, 5);
  for (std::uint32_t pair = 0; pair < 40; ++pair) {
    sample.edges.push_back({sample.vertices, sample.vertices + 1, 1});
    sample.vertices += 2;
  }
  sample.vertices += 30;
  const std::vector<Point> points = layout(sample.graph(), {});
  EXPECT_GT(nearest_two(points), 0.15 / std::sqrt(sample.vertices));
  double longest_pair = 0;
  for (std::uint32_t v = 30; v < 110; v += 2) {
    longest_pair = std::max(longest_pair, distance(points[v], points[v + 1]));
  }
  EXPECT_LT(longest_pair, 0.15);
}

TEST(LayoutTest, SurvivesExtremeWeights) {
  const std::vector<Edge> edges = {{0, 1, 1e300}, {1, 2, 0}, {2, 3, 1e-300}, {3, 0, 1}};
  for (const Point& point : layout(Graph(4, edges), {})) {
    EXPECT_TRUE(point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1);
  }
}

TEST(LayoutTest, BoundsTheWorkOfLargeGraphs) {
  const Graph graph = random_graph(20'000, 30'000, 1).graph();
  EXPECT_EQ(layout(graph, {.work_max = 1'000'000}).size(), 20'000U);
}

RC_GTEST_PROP(LayoutTest, IsInTheUnitSquareApartAndRepeatable, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(2 + random.below(80));
  SampleGraph sample = random_graph(n, random.below(3 * n), seed);
  for (Edge& edge : sample.edges) edge.weight = std::exp(8 * random.uniform());
  const Graph graph = sample.graph();
  const std::vector<Point> points = layout(graph, {.seed = seed, .iterations_max = 40});
  const std::vector<Point> again = layout(graph, {.seed = seed, .iterations_max = 40});
  for (std::uint32_t v = 0; v < n; ++v) {
    RC_ASSERT(points[v].x >= 0 && points[v].x <= 1 && points[v].y >= 0 && points[v].y <= 1);
    RC_ASSERT(points[v].x == again[v].x && points[v].y == again[v].y);
  }
  RC_ASSERT(nearest_two(points) > 0.1 / n);
}

}  // namespace
}  // namespace overt::graph
