#include "kernel/graph/modularity.h"

#include <vector>

#include "base/check.h"

namespace overt::graph {

double modularity(const Graph& graph, std::span<const std::uint32_t> part, double resolution) {
  CHECK_EQ(part.size(), graph.vertices());
  std::vector<double> strength(graph.vertices(), 0.0);
  double inside = 0;  // both directions, as `total`
  double total = 0;
  for (std::uint32_t vertex = 0; vertex < graph.vertices(); ++vertex) {
    CHECK_LT(part[vertex], graph.vertices());
    const auto neighbours = graph.neighbours(vertex);
    const auto weights = graph.weights(vertex);
    double row = 0;
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      row += weights[i];
      if (part[neighbours[i]] == part[vertex]) inside += weights[i];
    }
    strength[part[vertex]] += row;
    total += row;
  }
  if (total <= 0) return 0;
  double expected = 0;
  for (const double sum : strength) expected += (sum / total) * (sum / total);
  return inside / total - resolution * expected;
}

}  // namespace overt::graph
