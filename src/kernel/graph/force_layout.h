#pragma once
// Moves the vertices of one connected graph until pull and push balance (layout.h says how). Pure
// functions, safe to call from several threads. O(n log n + m) an iteration.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/graph/layout.h"

namespace overt::graph {

/// `masses` scale the push of a vertex; `points` are where they start, and come back moved.
void balance_forces(const Graph& graph, std::span<const double> masses, std::uint32_t iterations,
                    std::vector<Point>& points);

/// Pushes points apart that are nearer than `distance_min`, the whole as little as possible.
void keep_apart(double distance_min, std::uint32_t rounds, std::vector<Point>& points);

}  // namespace overt::graph
