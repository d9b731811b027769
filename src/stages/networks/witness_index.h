#pragma once
// The witnesses of chosen pairs by object, so that all pairs on one object are met together.
// Immutable, safe to read from several threads. O(witnesses + largest object id) to make.

#include <cstdint>
#include <span>

#include "base/large_blocks.h"
#include "base/uninitialised.h"
#include "model/pair.h"

namespace overt {

class WitnessIndex {
 public:
  struct Entry {
    std::uint32_t pair;   // place among the chosen
    std::uint32_t place;  // of the witness among those of its pair
  };

  /// `chosen` are indices into table.pairs.
  WitnessIndex(const PairTable& table, std::span<const std::uint32_t> chosen);

  /// All object ids are below; some may have no entry.
  [[nodiscard]] std::uint32_t objects() const {
    return static_cast<std::uint32_t>(begins_.size() - 2);
  }
  /// In the order of `chosen`.
  [[nodiscard]] std::span<const Entry> of(std::uint32_t object) const {
    return {entries_.data() + begins_[object], begins_[object + 1] - begins_[object]};
  }

 private:
  LargeVector<std::uint32_t> begins_;  // by object; one more than there are ends
  UninitialisedVector<Entry> entries_;
};

inline std::span<const Witness> witnesses_of(const PairTable& table, const Pair& pair) {
  if (pair.witness_count == 0) return {};
  return std::span(table.witnesses).subspan(pair.witness_begin, pair.witness_count);
}

}  // namespace overt
