#pragma once
// Partition: the vertices of a graph in disjoint parts. Plain values; the functions are pure and
// safe to call from several threads. O(n) time and memory.

#include <cstdint>
#include <span>
#include <vector>

namespace overt::graph {

/// A number for every vertex, 0 … count − 1 in the order of each part's lowest vertex.
struct Partition {
  std::vector<std::uint32_t> part;
  std::uint32_t count = 0;

  friend bool operator==(const Partition&, const Partition&) = default;
};

/// The same parts, numbered in the order of their lowest vertex. Labels are below labels.size().
Partition renumbered(std::span<const std::uint32_t> labels);

/// The vertices of every part, ascending, one part after the other: part p holds
/// vertices[offsets[p] … offsets[p + 1]).
struct PartMembers {
  std::vector<std::uint32_t> offsets;
  std::vector<std::uint32_t> vertices;

  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t part) const {
    return std::span(vertices).subspan(offsets[part], offsets[part + 1] - offsets[part]);
  }
};

PartMembers members_of(const Partition& partition);

}  // namespace overt::graph
