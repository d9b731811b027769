#pragma once
// Groups of vertices that belong together: communities of the k-core, sought in every connected
// component by itself, with the same seed, so that one component's groups do not depend on
// another's. Every community is then looked at again by itself, as long as that takes it clearly
// apart: in a large component the modularity prefers to merge dozens of dense groups that hardly
// touch. A pure function, safe to call from several threads. O(m log n) a level, few levels.

#include <cstdint>
#include <limits>
#include <vector>

#include "kernel/graph/graph.h"
#include "stages/networks/find_networks.h"

namespace overt {

inline constexpr std::uint32_t kNoGroup = std::numeric_limits<std::uint32_t>::max();

struct VertexGroups {
  std::vector<std::uint32_t> group;  // of each vertex; kNoGroup outside the k-core
  std::uint32_t count = 0;
  std::vector<std::uint32_t> core;  // core number of each vertex
};

VertexGroups find_account_groups(const graph::Graph& graph, const NetworkOptions& options);

}  // namespace overt
