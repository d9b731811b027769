#pragma once
// Row: an actor touched an item at a time. The input of the co-action join.

#include <cstdint>

#include "base/uninitialised.h"

namespace overt::join {

// Without initial values, so that large arrays of rows need not be cleared first.
struct Row {
  std::uint32_t item;
  std::uint32_t actor;
  std::int64_t time;

  friend bool operator==(const Row&, const Row&) = default;
};

using Rows = UninitialisedVector<Row>;

/// Positions are 32-bit: a join takes fewer rows than this.
inline constexpr std::uint64_t kRowsMax = 0xFFFF'FFF0U;

}  // namespace overt::join
