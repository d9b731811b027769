#pragma once
// Groups in which everyone is tied to the group's centre, so that a chain of small steps does not
// tie its ends: greedy star cover (Aslam, Pelekhov and Rus 2004). Vertices in order of degree, then
// of number: a vertex that is not yet tied becomes a centre, and ties its free neighbours. In the
// end each of the others goes to the centre that it is most like; of equals, to the first.
//
// Pure function, thread-safe; O(n + m log m). Depends on the numbers of the vertices only between
// those of equal degree.

#include <cstdint>
#include <span>
#include <vector>

namespace overt::text {

/// An undirected edge, once; a ≠ b.
struct Tie {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  double likeness = 0;
};

/// The centre of each of n vertices; a vertex without edges is its own.
std::vector<std::uint32_t> star_centres(std::uint32_t n, std::span<const Tie> ties);

}  // namespace overt::text
