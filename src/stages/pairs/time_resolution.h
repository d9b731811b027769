#pragma once
// How fine the times of a log really are, and what that means for a window. Times given to the
// minute must not be read as synchrony: the window is widened to what the times can carry, or the
// join is refused, and the reader is told.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace overt {

/// How many times are whole microseconds, milliseconds, … days, each counted at its coarsest.
struct ResolutionCounts {
  std::array<std::uint64_t, 6> at{};  // by TimeResolution

  void add(TimeUs time);
  void add(const ResolutionCounts& other);
  [[nodiscard]] std::uint64_t total() const;

  /// The coarsest resolution that all but a thousandth of the times have; with fewer than
  /// 20 times never coarser than a second, since so few can be round by chance.
  [[nodiscard]] TimeResolution resolution() const;
  /// Share of the times that are whole minutes; a sixtieth is chance.
  [[nodiscard]] double whole_minutes() const;
};

struct WindowChoice {
  std::vector<TimeUs> windows;     // ascending, distinct
  std::vector<std::string> notes;  // what was widened and why
};

/// Widens windows finer than the resolution to it. Times to the hour or the day are refused
/// (kLimitExceeded) unless `allow_coarse`; a window under 0 is kInvalidArgument.
Result<WindowChoice> choose_windows(std::vector<TimeUs> windows, const ResolutionCounts& counts,
                                    bool allow_coarse);

/// "60 s", "500 ms", "5 min", "2 h".
std::string format_duration(TimeUs duration);

}  // namespace overt
