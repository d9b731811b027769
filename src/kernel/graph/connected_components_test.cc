#include "kernel/graph/connected_components.h"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/graph/igraph_oracle.h"
#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

using Labels = std::vector<std::uint32_t>;

TEST(ConnectedComponentsTest, NumbersPartsInTheOrderOfTheirLowestVertex) {
  const std::vector<Edge> edges = {{4, 2, 1}, {1, 3, 1}};
  const Partition found = connected_components(Graph(6, edges));
  EXPECT_EQ(found.part, (Labels{0, 1, 2, 1, 2, 3}));
  EXPECT_EQ(found.count, 4U);
}

TEST(ConnectedComponentsTest, FollowsPathsInsideOneGroupOnly) {
  const std::vector<Edge> path = {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}, {3, 4, 1}};
  const Labels group = {0, 0, 1, 0, 0};
  EXPECT_EQ(connected_within(Graph(5, path), group).part, (Labels{0, 0, 1, 2, 2}));
}

TEST(ConnectedComponentsTest, WalksALongPathWithoutRecursion) {
  std::vector<Edge> path;
  for (std::uint32_t v = 0; v < 200'000; ++v) path.push_back({v, v + 1, 1});
  EXPECT_EQ(connected_components(Graph(200'001, path)).count, 1U);
}

RC_GTEST_PROP(ConnectedComponentsTest, EqualsIgraphOnRandomGraphs, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(1 + random.below(300));
  const Graph graph = random_graph(n, random.below(2 * n), seed).graph();
  const Partition found = connected_components(graph);
  RC_ASSERT(found == renumbered(IgraphOracle(graph).components()));
}

}  // namespace
}  // namespace overt::graph
