#pragma once
// The chance that an outsider's act on an object falls into a window (bursts.h), for windows that
// are asked for one after the other: each is sought from where the last one was, so that windows in
// the order of time cost little more than the acts between them.
//
// Not for several threads.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "model/trace_index.h"
#include "stages/confirmation/age_profile.h"
#include "stages/confirmation/bursts.h"

namespace overt {

/// A place in acts that are in the order of time.
template <typename Act>
class PlaceInTime {
 public:
  explicit PlaceInTime(std::span<const Act> acts) : acts_(acts) {}

  /// Moves to the first act at a time or later: doubling steps from here, then halves.
  std::size_t seek(TimeUs at) {
    std::size_t low = place_;   // all before it are earlier
    std::size_t high = place_;  // it and all after it are not
    for (std::size_t step = 1; high < acts_.size() && acts_[high].at < at; step *= 2) {
      low = high + 1;
      high = std::min(acts_.size(), high + step);
    }
    for (std::size_t step = 1; low > 0 && acts_[low - 1].at >= at; step *= 2) {
      high = low - 1;
      low = low > step ? low - step : 0;
    }
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      acts_[middle].at < at ? low = middle + 1 : high = middle;
    }
    return place_ = low;
  }

 private:
  std::span<const Act> acts_;
  std::size_t place_ = 0;
};

class OutsidersShare {
 public:
  /// `members_acts`: all acts of members on the object, by time.
  OutsidersShare(const TraceIndex& traces, const AgeProfile& ages, const BurstOptions& options,
                 std::uint32_t object, std::span<const GroupAct> members_acts)
      : ages_(ages),
        prior_acts_(options.prior_acts),
        others_(static_cast<double>(traces.on(object).size() - members_acts.size())),
        birth_(birth_of(traces, object)),
        bounds_{Bounds(traces.on(object), members_acts), Bounds(traces.on(object), members_acts),
                Bounds(traces.on(object), members_acts)} {}

  /// Of the acts in [from, to].
  double within(TimeUs from, TimeUs to) {
    double others_within = 0;
    for (std::size_t i = 0; i < kAround.size(); ++i) {
      const TimeUs around = kAround[i];
      const auto near = static_cast<double>(
          bounds_[i].outsiders(from - around * (to - from), to + around * (to - from)));
      others_within = std::max(others_within, near / static_cast<double>(1 + 2 * around));
    }
    const double expected = prior_acts_ * ages_.share_between(from - birth_, to - birth_);
    return std::min(1.0, (others_within + expected) / (others_ + prior_acts_));
  }

 private:
  /// The outsiders' density is the highest of the span's own and of those with so many spans more
  /// on either side: few outsiders in a wave leave single minutes empty in which their like act.
  static constexpr std::array<TimeUs, 3> kAround = {0, 2, 7};

  struct Bounds {
    Bounds(std::span<const ObjectAct> all, std::span<const GroupAct> members)
        : all_from(all), all_to(all), members_from(members), members_to(members) {}

    std::size_t outsiders(TimeUs from, TimeUs to) {
      const std::size_t acts = all_to.seek(to + 1) - all_from.seek(from);
      return acts - (members_to.seek(to + 1) - members_from.seek(from));
    }

    PlaceInTime<ObjectAct> all_from;
    PlaceInTime<ObjectAct> all_to;
    PlaceInTime<GroupAct> members_from;
    PlaceInTime<GroupAct> members_to;
  };

  const AgeProfile& ages_;
  double prior_acts_;
  double others_;  // acts of outsiders on the object
  TimeUs birth_;
  std::array<Bounds, kAround.size()> bounds_;
};

}  // namespace overt
