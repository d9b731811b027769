#include "stages/networks/account_groups.h"

#include <span>

#include "kernel/graph/connected_components.h"
#include "kernel/graph/core_numbers.h"
#include "kernel/graph/leiden.h"

namespace overt {
namespace {

std::vector<std::uint32_t> vertices_of_core(const std::vector<std::uint32_t>& core,
                                            std::uint32_t core_min) {
  std::vector<std::uint32_t> inside;
  for (std::uint32_t vertex = 0; vertex < core.size(); ++vertex) {
    if (core[vertex] >= core_min) inside.push_back(vertex);
  }
  return inside;
}

/// Up to three connected vertices are one community whatever the weights: any cut lowers the
/// modularity (at a resolution of 1 or less).
graph::Partition communities_of(const graph::Graph& component, const NetworkOptions& options) {
  if (component.vertices() <= 3 && options.resolution <= 1) {
    return {std::vector<std::uint32_t>(component.vertices(), 0), 1};
  }
  return graph::leiden(component, {.resolution = options.resolution, .seed = options.seed})
      .partition;
}

}  // namespace

AccountGroups find_account_groups(const graph::Graph& graph, const NetworkOptions& options) {
  AccountGroups result;
  result.core = graph::core_numbers(graph);
  result.group.assign(graph.vertices(), kNoGroup);
  const std::vector<std::uint32_t> inside = vertices_of_core(result.core, options.core_min);
  std::vector<std::uint32_t> place(graph.vertices(), 0);
  const graph::Graph core = graph::induced_subgraph(graph, inside, place);
  const graph::Partition components = graph::connected_components(core);
  const graph::PartMembers members = graph::members_of(components);
  place.assign(core.vertices(), 0);
  for (std::uint32_t c = 0; c < components.count; ++c) {
    const auto vertices = members.of(c);
    const graph::Graph component = graph::induced_subgraph(core, vertices, place);
    const graph::Partition found = communities_of(component, options);
    for (std::size_t i = 0; i < vertices.size(); ++i) {
      result.group[inside[vertices[i]]] = result.count + found.part[i];
    }
    result.count += found.count;
  }
  return result;
}

}  // namespace overt
