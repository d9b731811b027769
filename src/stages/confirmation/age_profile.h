#pragma once
// AgeProfile: when, after an object appears, accounts act on it: the pooled answer of the whole
// log. What an object's own takers cannot tell because they are too few is taken from here. Ages
// are counted in bins four to the octave from a second on; an object counts for a hundred acts at
// most, so that no giant speaks for all.
//
// Thread safety: const calls at once. O(traces) to make; share_between() O(1).

#include <array>
#include <cstdint>

#include "base/parallel.h"
#include "model/trace_index.h"

namespace overt {

class AgeProfile {
 public:
  AgeProfile(const TraceIndex& traces, ThreadPool& pool);

  /// The share of acts at an age in [from, to]; ages before 0 count as 0.
  [[nodiscard]] double share_between(TimeUs from, TimeUs to) const;

 private:
  static constexpr std::size_t kBins = 160;
  using Acts = std::array<std::uint64_t, kBins>;  // in parts, by bin

  static void count(const TraceIndex& traces, std::uint32_t object, Acts& acts);
  /// Where an age lies: whole bins and the part of the next.
  static double place_of(TimeUs age);
  [[nodiscard]] double share_before(TimeUs age) const;

  std::array<double, kBins + 1> below_{};  // share of acts before a bin begins
};

/// When an object was published, or first acted on.
TimeUs birth_of(const TraceIndex& traces, std::uint32_t object);

}  // namespace overt
