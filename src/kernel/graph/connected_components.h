#pragma once
// Connected components, of a whole graph and within given groups of its vertices. Depth-first
// search with an explicit stack (Hopcroft and Tarjan 1973). Pure functions, safe to call from
// several threads. O(n + m) time, O(n) memory.

#include <cstdint>
#include <span>

#include "kernel/graph/graph.h"
#include "kernel/graph/partition.h"

namespace overt::graph {

Partition connected_components(const Graph& graph);

/// Vertices are in one part where a path inside one group joins them.
Partition connected_within(const Graph& graph, std::span<const std::uint32_t> group);

}  // namespace overt::graph
