#pragma once
// Modularity (Newman and Girvan 2004; resolution: Reichardt and Bornholdt 2006): the share of the
// edge weight inside parts, less γ times what the vertices' strengths alone would put there:
//   Q = Σ_c [ W_c / W − γ (S_c / 2W)² ]
// with W the weight of all edges, W_c of those inside c, S_c the sum of strengths in c. A pure
// function, safe to call from several threads. O(n + m).

#include <cstdint>
#include <span>

#include "kernel/graph/graph.h"

namespace overt::graph {

/// `part` numbers the vertices' parts, below graph.vertices(). 0 for a graph without weight.
double modularity(const Graph& graph, std::span<const std::uint32_t> part, double resolution = 1);

}  // namespace overt::graph
