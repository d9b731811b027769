#pragma once
// Graph: an undirected weighted graph in compressed rows. Vertices are 0 … n − 1; no self-loops,
// no parallel edges. Immutable, so safe to read from several threads.

#include <cstdint>
#include <span>
#include <vector>

namespace overt::graph {

struct Edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  double weight = 1;  // finite and not negative
};

/// The rows of a graph: the neighbours of v are neighbours[offsets[v] … offsets[v + 1]).
struct Rows {
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> neighbours;
  std::vector<double> weights;
};

class Graph {
 public:
  /// Each undirected edge is given once, in any order and direction; duplicates add their weights,
  /// self-loops are dropped. O(n + m).
  Graph(std::uint32_t vertices, std::span<const Edge> edges);

  /// Takes rows that are already as this class keeps them: every edge in both its rows with the
  /// same weight, each row ascending. O(1): only the sizes are checked.
  explicit Graph(Rows rows);

  [[nodiscard]] std::uint32_t vertices() const {
    return static_cast<std::uint32_t>(rows_.offsets.size() - 1);
  }
  [[nodiscard]] std::uint64_t edges() const { return rows_.neighbours.size() / 2; }
  [[nodiscard]] std::span<const std::uint32_t> neighbours(std::uint32_t vertex) const {
    return {rows_.neighbours.data() + rows_.offsets[vertex], degree(vertex)};
  }
  [[nodiscard]] std::span<const double> weights(std::uint32_t vertex) const {
    return {rows_.weights.data() + rows_.offsets[vertex], degree(vertex)};
  }
  [[nodiscard]] std::uint64_t degree(std::uint32_t vertex) const {
    return rows_.offsets[vertex + 1] - rows_.offsets[vertex];
  }
  [[nodiscard]] const Rows& rows() const { return rows_; }

 private:
  Rows rows_;  // neighbours ascending within a vertex
};

/// Sum of the weights of each vertex' edges. O(n + m).
std::vector<double> strengths(const Graph& graph);

/// The graph of `vertices` (ascending) and the edges between them; vertices[i] becomes i. `place`
/// is scratch of graph.vertices() entries, so that taking many small parts of a large graph stays
/// cheap. O(edges of `vertices`).
Graph induced_subgraph(const Graph& graph, std::span<const std::uint32_t> vertices,
                       std::span<std::uint32_t> place);

}  // namespace overt::graph
