#include "kernel/graph/modularity.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/graph/igraph_oracle.h"
#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

TEST(ModularityTest, TwoTrianglesJoinedByAnEdge) {
  const std::vector<Edge> edges = {{0, 1, 1}, {1, 2, 1}, {0, 2, 1}, {3, 4, 1},
                                   {4, 5, 1}, {3, 5, 1}, {2, 3, 1}};
  const Graph graph(6, edges);
  const std::vector<std::uint32_t> halves = {0, 0, 0, 1, 1, 1};
  EXPECT_NEAR(modularity(graph, halves), 6.0 / 7 - 0.5, 1e-12);
  EXPECT_NEAR(modularity(graph, halves, 2), 6.0 / 7 - 1, 1e-12);
  EXPECT_NEAR(modularity(graph, std::vector<std::uint32_t>(6, 0)), 0, 1e-12);
}

TEST(ModularityTest, IsZeroWithoutWeight) {
  EXPECT_EQ(modularity(Graph(3, {}), std::vector<std::uint32_t>{0, 1, 2}), 0);
}

RC_GTEST_PROP(ModularityTest, EqualsIgraphOnRandomWeightedPartitions, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(2 + random.below(60));
  SampleGraph sample = random_graph(n, 1 + random.below(200), seed);
  sample.edges.push_back({0, 1, 1});
  for (Edge& edge : sample.edges) edge.weight = 0.01 + random.uniform();
  std::vector<std::uint32_t> part(n);
  for (std::uint32_t& p : part) p = static_cast<std::uint32_t>(random.below(n));
  const double resolution = 0.1 + 3 * random.uniform();
  const Graph graph = sample.graph();
  const double expected = IgraphOracle(graph).modularity(part, resolution);
  RC_ASSERT(std::abs(modularity(graph, part, resolution) - expected) < 1e-9);
}

}  // namespace
}  // namespace overt::graph
