#pragma once
// Core numbers: the k-core is the largest part of a graph in which every vertex has k neighbours
// or more; a vertex' core number is the largest k whose core it is in. Bucket algorithm of
// Batagelj and Zaveršnik (2003), "An O(m) algorithm for cores decomposition of networks". Weights
// play no part. A pure function, safe to call from several threads. O(n + m) time, O(n) memory.

#include <cstdint>
#include <vector>

#include "kernel/graph/graph.h"

namespace overt::graph {

std::vector<std::uint32_t> core_numbers(const Graph& graph);

}  // namespace overt::graph
