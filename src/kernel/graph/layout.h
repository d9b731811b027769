#pragma once
// Positions in the plane for a picture of a graph: a force-directed layout in the manner of
// Fruchterman and Reingold (1991) and ForceAtlas2 (Jacomy et al. 2014): edges pull in proportion to
// their length, vertices push each other away by the inverse of their distance and the product of
// their degrees, so that communities stand apart. The start is the layout of the graph's Leiden
// communities as vertices (Walshaw 2001); forces between far vertices are summed by a quadtree
// (Barnes and Hut 1986). Components are laid out by themselves and packed side by side.
//
// Deterministic for a seed. A pure function, safe to call from several threads. O(i (n log n + m))
// for i iterations, bounded by iterations_max and by `work_max`; O(n + m) memory.

#include <cstdint>
#include <vector>

#include "kernel/graph/graph.h"

namespace overt::graph {

struct Point {
  double x = 0;
  double y = 0;
};

struct LayoutOptions {
  std::uint64_t seed = 1;
  std::uint32_t iterations_max = 150;  // of the forces, on each height
  /// Very large graphs get fewer iterations: at most about this many vertex and edge visits.
  std::uint64_t work_max = 400'000'000;
};

/// A position for every vertex, all within [0, 1]² with their proportions kept and no two at one
/// place.
std::vector<Point> layout(const Graph& graph, const LayoutOptions& options);

}  // namespace overt::graph
