#include "kernel/graph/partition.h"

#include <limits>
#include <numeric>

#include "base/check.h"

namespace overt::graph {

Partition renumbered(std::span<const std::uint32_t> labels) {
  constexpr std::uint32_t kUnnumbered = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> number(labels.size(), kUnnumbered);
  Partition result;
  result.part.reserve(labels.size());
  for (const std::uint32_t label : labels) {
    CHECK_LT(label, labels.size());
    if (number[label] == kUnnumbered) number[label] = result.count++;
    result.part.push_back(number[label]);
  }
  return result;
}

PartMembers members_of(const Partition& partition) {
  PartMembers result;
  result.offsets.assign(std::size_t{partition.count} + 1, 0);
  for (const std::uint32_t part : partition.part) ++result.offsets[part + 1];
  std::partial_sum(result.offsets.begin(), result.offsets.end(), result.offsets.begin());
  result.vertices.resize(partition.part.size());
  std::vector<std::uint32_t> next = result.offsets;
  for (std::uint32_t vertex = 0; vertex < partition.part.size(); ++vertex) {
    result.vertices[next[partition.part[vertex]]++] = vertex;
  }
  return result;
}

}  // namespace overt::graph
