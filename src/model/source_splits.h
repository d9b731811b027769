#pragma once
// SourceSplits: which sources are looked at to discover networks (half D) and which to confirm them
// (half C), several times over. Drawn from a key and the sources' names alone, so it is fixed
// before any overlap is seen, can be drawn again by anybody, and does not depend on the order of
// the input.
//
// Thread safety: const reads at once. O(sources) to make, 8 bytes a source.

#include <cstdint>
#include <vector>

#include "model/trace_index.h"

namespace overt {

inline constexpr std::uint32_t kSplitsMax = 64;

class SourceSplits {
 public:
  /// 1 … kSplitsMax splits.
  SourceSplits(const TraceIndex& traces, std::uint64_t key, std::uint32_t splits);

  [[nodiscard]] std::uint32_t splits() const { return splits_; }
  /// Whether a source is in half D of a split; otherwise it is in half C.
  [[nodiscard]] bool discovers(std::uint32_t source, std::uint32_t split) const {
    return (discovering(source) >> split & 1U) != 0;
  }
  /// The same for all splits: bit r is split r.
  [[nodiscard]] std::uint64_t discovering(std::uint32_t source) const { return masks_[source]; }

 private:
  std::uint32_t splits_;
  std::vector<std::uint64_t> masks_;  // by source: bit r is its half in split r
};

}  // namespace overt
