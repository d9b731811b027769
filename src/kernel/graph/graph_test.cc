#include "kernel/graph/graph.h"

#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

using Row = std::vector<std::uint32_t>;

Row row_of(const Graph& graph, std::uint32_t vertex) {
  const auto row = graph.neighbours(vertex);
  return {row.begin(), row.end()};
}

TEST(GraphTest, MergesParallelEdgesAndDropsSelfLoops) {
  const std::vector<Edge> edges = {{2, 0, 1}, {0, 2, 2.5}, {1, 1, 7}, {0, 1, 1}, {2, 0, 4}};
  const Graph graph(4, edges);
  EXPECT_EQ(graph.vertices(), 4U);
  EXPECT_EQ(graph.edges(), 2U);
  EXPECT_EQ(row_of(graph, 0), (Row{1, 2}));
  EXPECT_EQ(row_of(graph, 1), (Row{0}));
  EXPECT_EQ(row_of(graph, 2), (Row{0}));
  EXPECT_TRUE(row_of(graph, 3).empty());
  EXPECT_EQ(graph.weights(0)[1], 7.5);
  EXPECT_EQ(graph.weights(2)[0], 7.5);
  EXPECT_EQ(strengths(graph), (std::vector<double>{8.5, 1, 7.5, 0}));
}

TEST(GraphTest, HoldsNoVertexAtAll) {
  const Graph graph(0, {});
  EXPECT_EQ(graph.vertices(), 0U);
  EXPECT_EQ(graph.edges(), 0U);
}

RC_GTEST_PROP(GraphTest, EqualsAnOrderedMapOfPairs, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(1 + random.below(12));
  SampleGraph sample = random_graph(n, random.below(60), seed);
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> expected;
  for (Edge& edge : sample.edges) {
    edge.weight = random.uniform();
    if (edge.from == edge.to) continue;
    expected[{edge.from, edge.to}] += edge.weight;
    expected[{edge.to, edge.from}] += edge.weight;
  }
  const Graph graph = sample.graph();
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> found;
  for (std::uint32_t v = 0; v < n; ++v) {
    RC_ASSERT(std::is_sorted(graph.neighbours(v).begin(), graph.neighbours(v).end()));
    for (std::size_t i = 0; i < graph.degree(v); ++i) {
      found[{v, graph.neighbours(v)[i]}] = graph.weights(v)[i];
    }
  }
  RC_ASSERT(found == expected);
  RC_ASSERT(graph.edges() * 2 == expected.size());
}

RC_GTEST_PROP(GraphTest, InducedSubgraphKeepsTheEdgesBetweenItsVertices, (std::uint64_t seed)) {
  const SampleGraph sample = random_graph(30, 90, seed);
  const Graph graph = sample.graph();
  Random random(seed, 1);
  std::vector<std::uint32_t> chosen;
  std::vector<std::uint32_t> number(30, 30);
  for (std::uint32_t v = 0; v < 30; ++v) {
    if (!random.chance(0.5)) continue;
    number[v] = static_cast<std::uint32_t>(chosen.size());
    chosen.push_back(v);
  }
  std::vector<Edge> edges;
  for (const Edge& edge : sample.edges) {
    if (number[edge.from] == 30 || number[edge.to] == 30) continue;
    edges.push_back({number[edge.from], number[edge.to], edge.weight});
  }
  const Graph expected(static_cast<std::uint32_t>(chosen.size()), edges);
  std::vector<std::uint32_t> place(30, 0);
  const Graph found = induced_subgraph(graph, chosen, place);
  RC_ASSERT(found.rows().offsets == expected.rows().offsets);
  RC_ASSERT(found.rows().neighbours == expected.rows().neighbours);
  RC_ASSERT(found.rows().weights == expected.rows().weights);
}

}  // namespace
}  // namespace overt::graph
