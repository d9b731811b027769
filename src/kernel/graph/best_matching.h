#pragma once
// The heaviest way of giving each vertex on the left at most one on the right, and none to two: the
// assignment problem on a sparse bipartite graph. Left vertices come one after the other, each by
// the best alternating path from it (Kuhn 1955, Naval Research Logistics 2:83), so whatever can
// gain by giving way does. Weights are whole numbers: no rounding decides.
//
// Thread safety: a pure function. O(left · v · e) at worst, v and e those of one component of the
// graph; near-linear where components are small.

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace overt::graph {

struct MatchingEdge {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::int64_t weight = 1;  // above 0, below 2^40
};

inline constexpr std::uint32_t kUnmatched = std::numeric_limits<std::uint32_t>::max();

/// The partner of each left vertex, or kUnmatched; of greatest total weight. Among equals the order
/// of the edges decides, so the same edges in the same order give the same answer. No two edges
/// join the same vertices.
std::vector<std::uint32_t> best_matching(std::uint32_t left_count, std::uint32_t right_count,
                                         std::span<const MatchingEdge> edges);

}  // namespace overt::graph
