#pragma once
// MarkedActors: a bit for each actor, and which of many rows are of marked ones. The bits of a
// million actors fit near the processor; where it has AVX-512, sixteen rows are looked at at once.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/join/coaction_index.h"

namespace overt::join {

class MarkedActors {
 public:
  /// What a list may be written behind its end, in rows.
  static constexpr std::size_t kSpare = 16;

  /// Nobody is marked.
  explicit MarkedActors(std::uint32_t actors) : words_(actors / kBits + 1, 0) {}

  void mark(std::uint32_t actor) { words_[actor / kBits] |= 1U << (actor % kBits); }
  [[nodiscard]] bool is_marked(std::uint32_t actor) const {
    return (words_[actor / kBits] >> (actor % kBits) & 1U) != 0;
  }
  void unmark(std::uint32_t actor) { words_[actor / kBits] &= ~(1U << (actor % kBits)); }

  /// Writes to `out` the positions, ascending, of those of `rows` that are of marked actors, where
  /// the first of `rows` is at `position`; returns where they end. `out` has room for as many as
  /// there are rows, and kSpare more. O(rows).
  std::uint32_t* list(std::span<const CoActionIndex::Who> rows, std::uint32_t position,
                      std::uint32_t* out) const;

 private:
  static constexpr std::uint32_t kBits = 32;

  std::vector<std::uint32_t> words_;
};

namespace internal {

/// As MarkedActors::list(), of the bits `marks`.
using ListMarked = std::uint32_t* (*)(std::span<const CoActionIndex::Who> rows,
                                      const std::uint32_t* marks, std::uint32_t position,
                                      std::uint32_t* out);
/// The ways this machine has, the fastest last: all write the same.
std::vector<ListMarked> every_list_marked();

}  // namespace internal

}  // namespace overt::join
