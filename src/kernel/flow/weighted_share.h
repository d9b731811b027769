#pragma once
// A part of one thing that another holds: the edge of a graph of holdings.

#include <cstdint>

namespace overt::flow {

/// `holder` holds `share` of `held`, in [0, 1].
struct Share {
  std::uint32_t holder = 0;
  std::uint32_t held = 0;
  double share = 0;
};

}  // namespace overt::flow
