#include "kernel/graph/connected_components.h"

#include <limits>
#include <vector>

#include "base/check.h"

namespace overt::graph {
namespace {

constexpr std::uint32_t kUnseen = std::numeric_limits<std::uint32_t>::max();

template <typename SameGroup>
Partition search(const Graph& graph, const SameGroup& same_group) {
  Partition result;
  result.part.assign(graph.vertices(), kUnseen);
  std::vector<std::uint32_t> stack;
  for (std::uint32_t start = 0; start < graph.vertices(); ++start) {
    if (result.part[start] != kUnseen) continue;
    result.part[start] = result.count;
    stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t vertex = stack.back();
      stack.pop_back();
      for (const std::uint32_t next : graph.neighbours(vertex)) {
        if (result.part[next] != kUnseen || !same_group(vertex, next)) continue;
        result.part[next] = result.count;
        stack.push_back(next);
      }
    }
    ++result.count;
  }
  return result;
}

}  // namespace

Partition connected_components(const Graph& graph) {
  return search(graph, [](std::uint32_t, std::uint32_t) { return true; });
}

Partition connected_within(const Graph& graph, std::span<const std::uint32_t> group) {
  CHECK_EQ(group.size(), graph.vertices());
  return search(graph, [group](std::uint32_t a, std::uint32_t b) { return group[a] == group[b]; });
}

}  // namespace overt::graph
