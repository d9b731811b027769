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
  double weight = 1;
};

class Graph {
 public:
  /// Each undirected edge is given once, in any order and direction; duplicates add their weights,
  /// self-loops are dropped. O(n + m).
  Graph(std::uint32_t vertices, std::span<const Edge> edges);

  [[nodiscard]] std::uint32_t vertices() const {
    return static_cast<std::uint32_t>(offsets_.size() - 1);
  }
  [[nodiscard]] std::uint64_t edges() const { return neighbours_.size() / 2; }
  [[nodiscard]] std::span<const std::uint32_t> neighbours(std::uint32_t vertex) const {
    return {neighbours_.data() + offsets_[vertex], offsets_[vertex + 1] - offsets_[vertex]};
  }
  [[nodiscard]] std::span<const double> weights(std::uint32_t vertex) const {
    return {weights_.data() + offsets_[vertex], offsets_[vertex + 1] - offsets_[vertex]};
  }

 private:
  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint32_t> neighbours_;  // ascending within a vertex
  std::vector<double> weights_;
};

}  // namespace overt::graph
