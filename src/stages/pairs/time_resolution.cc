#include "stages/pairs/time_resolution.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::uint64_t kTimesMin = 20;
constexpr double kExceptionsMax = 0.001;
// Four times what chance gives: some of the accounts must be reported to the minute.
constexpr double kWholeMinutesNoted = 4.0 / 60;

TimeResolution resolution_of(TimeUs time) {
  if (time % 1000 != 0) return TimeResolution::kMicrosecond;
  if (time % kMicrosPerSecond != 0) return TimeResolution::kMillisecond;
  if (time % kMicrosPerMinute != 0) return TimeResolution::kSecond;
  if (time % kMicrosPerHour != 0) return TimeResolution::kMinute;
  if (time % kMicrosPerDay != 0) return TimeResolution::kHour;
  return TimeResolution::kDay;
}

}  // namespace

void ResolutionCounts::add(TimeUs time) { ++at[static_cast<std::size_t>(resolution_of(time))]; }

void ResolutionCounts::add(const ResolutionCounts& other) {
  for (std::size_t i = 0; i < at.size(); ++i) at[i] += other.at[i];
}

std::uint64_t ResolutionCounts::total() const {
  std::uint64_t sum = 0;
  for (const auto count : at) sum += count;
  return sum;
}

TimeResolution ResolutionCounts::resolution() const {
  const std::uint64_t all = total();
  const auto coarsest =
      static_cast<std::size_t>(all < kTimesMin ? TimeResolution::kSecond : TimeResolution::kDay);
  std::uint64_t finer = 0;
  for (std::size_t i = 0; i < coarsest; ++i) {
    finer += at[i];
    if (static_cast<double>(finer) > kExceptionsMax * static_cast<double>(all)) {
      return static_cast<TimeResolution>(i);
    }
  }
  return static_cast<TimeResolution>(coarsest);
}

double ResolutionCounts::whole_minutes() const {
  const std::uint64_t all = total();
  if (all == 0) return 0;
  const std::uint64_t whole = at[3] + at[4] + at[5];
  return static_cast<double>(whole) / static_cast<double>(all);
}

std::string format_duration(TimeUs duration) {
  if (duration % kMicrosPerHour == 0 && duration != 0) {
    return fmt::format("{} h", duration / kMicrosPerHour);
  }
  if (duration % kMicrosPerMinute == 0 && duration > kMicrosPerMinute) {
    return fmt::format("{} min", duration / kMicrosPerMinute);
  }
  if (duration % kMicrosPerSecond == 0) return fmt::format("{} s", duration / kMicrosPerSecond);
  if (duration % 1000 == 0) return fmt::format("{} ms", duration / 1000);
  return fmt::format("{} us", duration);
}

Result<WindowChoice> choose_windows(std::vector<TimeUs> windows, const ResolutionCounts& counts,
                                    bool allow_coarse) {
  CHECK(!windows.empty());
  const TimeResolution resolution = counts.resolution();
  const TimeUs unit = micros_of(resolution);
  std::sort(windows.begin(), windows.end());
  if (windows.front() < 0) {
    return Error{ErrorCode::kInvalidArgument, "a window cannot be negative; give one like 60s"};
  }
  WindowChoice choice;
  const bool too_coarse = resolution >= TimeResolution::kHour;
  if (too_coarse && !allow_coarse) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("the times of this input are whole {}s, too coarse to say who acted "
                             "together; find an export with seconds, or pass "
                             "--allow-coarse-times to count who acted in the same {} all the same",
                             name_of(resolution), name_of(resolution))};
  }
  for (TimeUs& window : windows) {
    if (resolution < TimeResolution::kMinute || window >= unit) continue;
    choice.notes.push_back(
        fmt::format("the times are whole {0}s: the window of {1} was widened to {2}, and two acts "
                    "inside it may lie almost two {0}s apart",
                    name_of(resolution), format_duration(window), format_duration(unit)));
    window = unit;
  }
  windows.erase(std::unique(windows.begin(), windows.end()), windows.end());
  choice.windows = std::move(windows);
  if (resolution < TimeResolution::kMinute && counts.total() >= kTimesMin &&
      counts.whole_minutes() > kWholeMinutesNoted) {
    choice.notes.push_back(fmt::format(
        "{:.0f} % of the times are whole minutes (chance gives 1.7 %): part of the input seems to "
        "be recorded to the minute, or posted by a scheduler; read its co-actions with care",
        100 * counts.whole_minutes()));
  }
  return choice;
}

}  // namespace overt
