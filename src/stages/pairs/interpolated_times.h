#pragma once
// Times that nobody observed: a collector that does not know when an act happened may put it
// halfway between the last known time and the next one, again and again, so that each gap is half
// of the one before, and everything without a time piles up before an act that has one. Such piles
// look like bursts; whoever reads a report must know (docs/findings-on-public-data.md).
//
// A series is four gaps or more on one object of which each is half of the one before (to 0.9 s),
// the first of 12 s or more; the acts that follow at the same time (to 0.3 s) belong to it. What
// chance gives is counted on the same log backwards in time, where gaps that halve are gaps that
// doubled: people's gaps know nothing of that direction at this scale, a collector's do.
//
// Thread safety: a pure function. O(traces), memory of the busiest object.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "model/trace_index.h"

namespace overt {

struct HalvedGaps {
  std::uint64_t series = 0;
  std::uint64_t acts = 0;  // in them
};

/// Of one object: times from the first act on, or from the last one back.
HalvedGaps count_halved_gaps(std::span<const TimeUs> times);

struct InterpolatedTimes {
  HalvedGaps forwards;
  HalvedGaps backwards;       // what chance gives
  std::uint64_t objects = 0;  // with a series forwards
  std::uint64_t traces = 0;

  /// At least one trace in a hundred, and ten times as many series as backwards.
  [[nodiscard]] bool is_suspicious() const;
};

InterpolatedTimes find_interpolated_times(const TraceIndex& traces);

/// For the reader of a run, where times look interpolated.
std::optional<std::string> note_interpolated(const InterpolatedTimes& found);

}  // namespace overt
