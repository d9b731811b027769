#include "stages/pairs/interpolated_times.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

namespace overt {
namespace {

constexpr std::size_t kGapsMin = 4;
constexpr TimeUs kFirstGapMin = 12 * kMicrosPerSecond;
constexpr TimeUs kHalfTolerance = 900'000;  // times of whole seconds are off by one half
constexpr TimeUs kSameTolerance = 300'000;
constexpr std::uint64_t kShare = 100;  // one trace in so many
constexpr std::uint64_t kExcess = 10;  // series for each one backwards
constexpr std::uint64_t kSeriesMin = 20;

class Series {
 public:
  explicit Series(std::span<const TimeUs> times) : times_(times) {}

  HalvedGaps count() const {
    HalvedGaps counted;
    for (std::size_t i = 1; i + 1 < times_.size(); ++i) {
      const std::size_t last = end_of_halving(i);
      if (last - i + 1 < kGapsMin || gap(i) < kFirstGapMin) continue;
      const std::size_t end = end_of_pile(last);
      ++counted.series;
      counted.acts += end - i + 1;
      i = end;
    }
    return counted;
  }

 private:
  /// Between the act before and this one.
  [[nodiscard]] TimeUs gap(std::size_t i) const { return std::abs(times_[i] - times_[i - 1]); }

  [[nodiscard]] bool halves(std::size_t i) const {
    return gap(i) > 0 && std::abs(gap(i + 1) - gap(i) / 2) < kHalfTolerance;
  }

  /// The last of the gaps from i on of which each is half of the one before.
  [[nodiscard]] std::size_t end_of_halving(std::size_t i) const {
    while (i + 1 < times_.size() && halves(i)) ++i;
    return i;
  }

  [[nodiscard]] std::size_t end_of_pile(std::size_t i) const {
    while (i + 1 < times_.size() && gap(i + 1) < kSameTolerance) ++i;
    return i;
  }

  std::span<const TimeUs> times_;
};

void add(const HalvedGaps& more, HalvedGaps& sum) {
  sum.series += more.series;
  sum.acts += more.acts;
}

}  // namespace

HalvedGaps count_halved_gaps(std::span<const TimeUs> times) { return Series(times).count(); }

bool InterpolatedTimes::is_suspicious() const {
  return forwards.series >= kSeriesMin && forwards.series >= kExcess * backwards.series &&
         forwards.acts * kShare >= traces;
}

InterpolatedTimes find_interpolated_times(const TraceIndex& traces) {
  InterpolatedTimes found;
  found.traces = traces.traces();
  std::vector<TimeUs> times;
  for (std::uint32_t object = 0; object < traces.objects(); ++object) {
    const auto acts = traces.on(object);
    if (acts.size() <= kGapsMin) continue;
    times.clear();
    for (const ObjectAct& act : acts) times.push_back(act.at);
    const HalvedGaps forwards = count_halved_gaps(times);
    std::reverse(times.begin(), times.end());
    add(forwards, found.forwards);
    add(count_halved_gaps(times), found.backwards);
    if (forwards.series > 0) ++found.objects;
  }
  return found;
}

std::optional<std::string> note_interpolated(const InterpolatedTimes& found) {
  if (!found.is_suspicious()) return std::nullopt;
  return fmt::format(
      "{} of {} traces have times that look filled in by whoever collected the log, not observed: "
      "they stand in {} series on {} objects in which each gap is half of the one before ({} such "
      "series backwards in time, where only chance makes them). Filled-in times pile up into "
      "bursts that nobody made: leave them out before anything is concluded "
      "(docs/findings-on-public-data.md)",
      found.forwards.acts, found.traces, found.forwards.series, found.objects,
      found.backwards.series);
}

}  // namespace overt
