#include "stages/networks/account_groups.h"

#include <utility>

#include "kernel/graph/connected_components.h"
#include "kernel/graph/core_numbers.h"
#include "kernel/graph/leiden.h"
#include "kernel/graph/partition.h"

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

/// A community is taken apart only along clearer lines than a component, at this share of the
/// resolution: random sparse graphs fall apart by chance, and every level would cut again, while
/// groups that were merged for lack of resolution hardly touch.
constexpr double kAgainResolution = 0.5;
/// The last iterations on a large graph take as long as the first and move single accounts
/// at the rim; its communities are looked at again anyway.
double improvement_min_for(const graph::Graph& graph) {
  constexpr std::uint32_t kLarge = 2'000;
  return graph.vertices() > kLarge ? 5e-3 : graph::LeidenOptions{}.improvement_min;
}

class Grouping {
 public:
  Grouping(const graph::Graph& graph, const NetworkOptions& options)
      : graph_(graph), options_(options), place_(graph.vertices(), 0) {
    result_.part.assign(graph.vertices(), 0);
  }

  graph::Partition run() {
    const graph::Partition components = graph::connected_components(graph_);
    const graph::PartMembers members = graph::members_of(components);
    for (std::uint32_t c = 0; c < components.count; ++c) {
      const auto vertices = members.of(c);
      waiting_.push_back({{vertices.begin(), vertices.end()}, true});
      while (!waiting_.empty()) {
        const Candidate candidate = std::move(waiting_.back());
        waiting_.pop_back();
        take_apart(candidate);
      }
    }
    return std::move(result_);
  }

 private:
  /// Connected vertices that may still hold several groups.
  struct Candidate {
    std::vector<std::uint32_t> vertices;  // ascending
    bool is_component;
  };

  /// Up to three connected vertices are one community whatever the weights: any cut lowers the
  /// modularity (at a resolution of 1 or less).
  void take_apart(const Candidate& candidate) {
    const auto& vertices = candidate.vertices;
    if (vertices.size() <= 3 && options_.resolution <= 1) return keep(vertices);
    const graph::Graph part = graph::induced_subgraph(graph_, vertices, place_);
    const double share = candidate.is_component ? 1 : kAgainResolution;
    const graph::Communities found =
        graph::leiden(part, {.resolution = share * options_.resolution,
                             .seed = options_.seed,
                             .improvement_min = improvement_min_for(part)});
    if (found.partition.count == 1) return keep(vertices);
    const graph::PartMembers members = graph::members_of(found.partition);
    for (std::uint32_t community = 0; community < found.partition.count; ++community) {
      Candidate next = {{}, false};
      for (const std::uint32_t i : members.of(community)) next.vertices.push_back(vertices[i]);
      waiting_.push_back(std::move(next));
    }
  }

  void keep(const std::vector<std::uint32_t>& vertices) {
    for (const std::uint32_t vertex : vertices) result_.part[vertex] = result_.count;
    ++result_.count;
  }

  const graph::Graph& graph_;
  const NetworkOptions& options_;
  std::vector<std::uint32_t> place_;
  std::vector<Candidate> waiting_;
  graph::Partition result_;
};

}  // namespace

VertexGroups find_account_groups(const graph::Graph& graph, const NetworkOptions& options) {
  VertexGroups result;
  result.core = graph::core_numbers(graph);
  result.group.assign(graph.vertices(), kNoGroup);
  const std::vector<std::uint32_t> inside = vertices_of_core(result.core, options.core_min);
  std::vector<std::uint32_t> place(graph.vertices(), 0);
  const graph::Graph core = graph::induced_subgraph(graph, inside, place);
  const graph::Partition groups = Grouping(core, options).run();
  for (std::size_t i = 0; i < inside.size(); ++i) result.group[inside[i]] = groups.part[i];
  result.count = groups.count;
  return result;
}

}  // namespace overt
