#pragma once
// The igraph library as the tests' second opinion. Only test programs include this: igraph is
// under the GPL and never linked into what is shipped. Not thread-safe.

#include <cstdint>
#include <vector>

#include <igraph/igraph.h>

#include "kernel/graph/graph.h"

namespace overt::graph {

class IgraphOracle {
 public:
  explicit IgraphOracle(const Graph& graph);
  ~IgraphOracle();
  IgraphOracle(const IgraphOracle&) = delete;
  IgraphOracle& operator=(const IgraphOracle&) = delete;

  [[nodiscard]] std::vector<std::uint32_t> components() const;
  [[nodiscard]] std::vector<std::uint32_t> core_numbers() const;
  [[nodiscard]] double modularity(const std::vector<std::uint32_t>& part, double resolution) const;
  /// The communities of its own Leiden, repeated until stable.
  [[nodiscard]] std::vector<std::uint32_t> leiden(double resolution) const;

 private:
  igraph_t graph_;
  igraph_vector_t weights_;
};

}  // namespace overt::graph
