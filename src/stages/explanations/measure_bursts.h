#pragma once
// From moments at which members acted on an object together to the figures that explanations are
// tried on: how many members and outsiders were on the object, and when.
//
// Thread safety: const calls at once. O(A log A) for A acts on the object; memory 24 bytes an act.

#include <cstdint>
#include <span>
#include <vector>

#include "model/trace_index.h"
#include "stages/explanations/network_behaviour.h"

namespace overt {

/// Where a burst is: the chain of members' acts on an object, each near the next.
struct BurstMoment {
  std::uint32_t object = 0;
  std::uint32_t occasion = 0;
  TimeUs begin = 0;
  TimeUs end = 0;
  BurstCause cause = BurstCause::kUnknown;
};

class BurstMeasure {
 public:
  struct Options {
    TimeUs window = 60 * kMicrosPerSecond;
    TimeUs leader_guard = 2 * kMicrosPerMinute;  // a leader's act sets off what follows so soon
  };

  /// `members` and `leaders` ascending; all outlive this.
  BurstMeasure(const TraceIndex& traces, std::span<const std::uint32_t> members,
               std::span<const std::uint32_t> leaders, const Options& options)
      : traces_(traces), members_(members), leaders_(leaders), options_(options) {}

  /// The burst's window is the one that holds the most members, the first of equal ones. Where no
  /// leader's act is near, a moment said to be a leader's has no known cause.
  [[nodiscard]] BurstFigure measure(const BurstMoment& moment) const;

  /// The sources of what two members or more acted on, by number; names are for the caller to fill
  /// in. Links without an account behind them are an outlet's. O(A log A) for A acts of the
  /// members.
  [[nodiscard]] std::vector<SourceFigure> tally_sources() const;

 private:
  [[nodiscard]] bool is_member(std::uint32_t account) const;
  [[nodiscard]] SourceKind kind_of_source(std::uint32_t object) const;
  void count_window(const BurstMoment& moment, BurstFigure& figure) const;
  void count_takers(const BurstMoment& moment, BurstFigure& figure) const;
  void find_leader(const BurstMoment& moment, BurstFigure& figure) const;
  [[nodiscard]] std::vector<TimeUs> first_acts_of_outsiders(std::span<const ObjectAct> acts) const;

  const TraceIndex& traces_;
  std::span<const std::uint32_t> members_;
  std::span<const std::uint32_t> leaders_;
  Options options_;
};

}  // namespace overt
