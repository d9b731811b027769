#pragma once
// Which vertices a vertex commands: those of which it and what it commands already hold more than
// a threshold together, and those that one of them commands outright. The weakest link decides,
// not the product of the shares: 51 % of a holder of 51 % commands, with 26 % of the whole (La
// Porta, Lopez-de-Silanes & Shleifer 1999, "Corporate ownership around the world", Journal of
// Finance 54:471). Cycles need no care: the set only grows. A pure function, safe to call from
// several threads. O(vertices + edges) time and memory.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/flow/weighted_share.h"

namespace overt::flow {

/// `from` commands `to`, whatever it holds.
struct Command {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

struct Commands {
  std::span<const Share> shares;
  std::span<const Command> outright;
};

/// By vertex whether `holder` commands it; true for the holder itself. `threshold` is exceeded, not
/// reached: with 0.5, two holders of one half each command nothing.
std::vector<bool> majority_reach(std::uint32_t vertices, const Commands& commands,
                                 std::uint32_t holder, double threshold = 0.5);

}  // namespace overt::flow
