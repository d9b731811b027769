#pragma once
// Row: an actor touched an item at a time. The input of the co-action join.

#include <cstdint>

namespace overt::join {

struct Row {
  std::uint32_t item = 0;
  std::uint32_t actor = 0;
  std::int64_t time = 0;

  friend bool operator==(const Row&, const Row&) = default;
};

/// Positions are 32-bit: a join takes fewer rows than this.
inline constexpr std::uint64_t kRowsMax = 0xFFFF'FFF0U;

}  // namespace overt::join
