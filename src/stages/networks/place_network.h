#pragma once
// Where the members of a network stand in its picture.
// Thread safety: a pure function. Complexity: that of graph::layout.

#include <cstdint>
#include <vector>

#include "kernel/graph/layout.h"
#include "model/network.h"
#include "model/pair.h"

namespace overt {

/// A point in [0, 1]² for each of network.members, in their order; drawn together by their pairs.
/// The same network and seed give the same picture.
std::vector<graph::Point> place_network(const Network& network, const PairTable& table,
                                        std::uint64_t seed);

}  // namespace overt
