#include "kernel/graph/core_numbers.h"

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/graph/igraph_oracle.h"
#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

TEST(CoreNumbersTest, CliqueWithATailAndALonelyVertex) {
  const std::vector<Edge> edges = {{0, 1, 1}, {0, 2, 1}, {0, 3, 1}, {1, 2, 1},
                                   {1, 3, 1}, {2, 3, 1}, {3, 4, 1}, {4, 5, 1}};
  EXPECT_EQ(core_numbers(Graph(7, edges)), (std::vector<std::uint32_t>{3, 3, 3, 3, 1, 1, 0}));
}

TEST(CoreNumbersTest, AStarIsAOneCoreWhateverItsSize) {
  std::vector<Edge> star;
  for (std::uint32_t v = 1; v < 1000; ++v) star.push_back({0, v, 1});
  EXPECT_EQ(core_numbers(Graph(1000, star)), std::vector<std::uint32_t>(1000, 1));
}

TEST(CoreNumbersTest, NoVertexAtAll) { EXPECT_TRUE(core_numbers(Graph(0, {})).empty()); }

RC_GTEST_PROP(CoreNumbersTest, EqualsIgraphOnRandomGraphs, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(1 + random.below(200));
  const Graph graph = random_graph(n, random.below(8 * n), seed).graph();
  RC_ASSERT(core_numbers(graph) == IgraphOracle(graph).core_numbers());
}

}  // namespace
}  // namespace overt::graph
