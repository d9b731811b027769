#pragma once
// DisjointSets: which of a number of things belong together, as pairs of them are joined (Tarjan &
// van Leeuwen 1984, with path halving). The least number of a set stands for it, whatever the order
// of joining. Not thread-safe. O(log n) amortised a call.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "base/check.h"

namespace overt {

class DisjointSets {
 public:
  /// Each of [0, count) alone.
  explicit DisjointSets(std::size_t count) : parent_(count) {
    CHECK_LE(count, std::size_t{0xFFFF'FFFFU});
    std::iota(parent_.begin(), parent_.end(), 0U);
  }

  /// The number that stands for the set of `i`.
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }

  void join(std::uint32_t x, std::uint32_t y) {
    x = find(x);
    y = find(y);
    parent_[std::max(x, y)] = std::min(x, y);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace overt
