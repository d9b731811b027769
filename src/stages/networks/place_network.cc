#include "stages/networks/place_network.h"

#include <cmath>
#include <unordered_map>

#include "base/check.h"

namespace overt {

std::vector<graph::Point> place_network(const Network& network, const PairTable& table,
                                        std::uint64_t seed) {
  std::unordered_map<std::uint32_t, std::uint32_t> vertex_of;
  for (std::uint32_t i = 0; i < network.members.size(); ++i) {
    vertex_of.emplace(network.members[i].account.value, i);
  }
  std::vector<graph::Edge> edges;
  edges.reserve(network.pairs.size());
  for (const auto index : network.pairs) {
    const Pair& pair = table.pairs[index];
    // Strong pairs draw closer, but not in proportion: one heavy pair must not fold the picture.
    edges.push_back(
        {vertex_of.at(pair.a.value), vertex_of.at(pair.b.value), std::log2(1.0 + pair.objects)});
  }
  graph::LayoutOptions options;
  options.seed = seed;
  return graph::layout(graph::Graph(static_cast<std::uint32_t>(network.members.size()), edges),
                       options);
}

}  // namespace overt
