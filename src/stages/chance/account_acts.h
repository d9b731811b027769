#pragma once
// What every account acted on and in which hours: of a log, as much as the chance of its pairs asks
// for. An hour is the log's own: the first one begins with its first trace.
//
// Immutable once made; const calls at once. O(traces · log of an account's hours) to make. Memory:
// 8 bytes a trace, 4 more of which those of an account's hours are used, 12 an account; while it is
// made, up to 4 an account and thread.

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "base/uninitialised.h"
#include "kernel/join/row.h"
#include "model/trace.h"

namespace overt {

/// Hours of any length, counted from the first trace on.
struct HourClock {
  TimeUs first_at = 0;
  TimeUs length = 1;

  [[nodiscard]] std::uint32_t hour_of(TimeUs at) const {
    return static_cast<std::uint32_t>((at - first_at) / length);
  }
  [[nodiscard]] TimeUs begin_of(std::uint32_t hour) const { return first_at + hour * length; }
};

class AccountActs {
 public:
  /// Four bytes, as the hours of millions of accounts are gone through. Of more traces than one
  /// holds the hour is there again.
  struct HourCount {
    std::uint32_t hour : 20;
    std::uint32_t traces : 12;
  };
  /// Of a log: one of more hours has longer ones.
  static constexpr std::uint32_t kHoursMax = 1U << 20;
  struct Act {
    std::uint32_t object;
    std::uint32_t hour;
  };

  /// `sorted` by (object, time, account), all in the first kHoursMax hours of the clock; accounts
  /// are below the bound.
  AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts, const HourClock& clock,
              ThreadPool& pool);

  [[nodiscard]] std::uint32_t accounts() const {
    return static_cast<std::uint32_t>(begins_.size() - 1);
  }
  /// One for every trace, by object.
  [[nodiscard]] std::span<const Act> of(std::uint32_t account) const {
    return {acts_.data() + begins_[account], begins_[account + 1] - begins_[account]};
  }
  /// Ascending.
  [[nodiscard]] std::span<const HourCount> hours_of(std::uint32_t account) const {
    return {hours_.data() + begins_[account], hour_counts_[account]};
  }
  /// Hints: what hours_of() reads is asked for in advance, the place some accounts before the
  /// hours.
  void prefetch_place(std::uint32_t account) const {
    __builtin_prefetch(begins_.data() + account);
    __builtin_prefetch(hour_counts_.data() + account);
  }
  void prefetch_hours(std::uint32_t account) const {
    const HourCount* hours = hours_.data() + begins_[account];
    for (std::size_t i = 0; i < kPrefetched; i += kLineBytes / sizeof(HourCount)) {
      __builtin_prefetch(hours + i);
    }
  }

 private:
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kPrefetched = 64;  // hours; the processor goes on by itself
  static constexpr std::uint32_t kTracesOfOne = (1U << 12) - 1;  // that a HourCount holds

  /// One thread's, for the hours of one account.
  struct Scratch {
    std::vector<std::uint32_t> hours;
    std::vector<std::uint32_t> traces;  // by hour; 0 between two accounts
    std::vector<std::uint64_t> marks;   // a bit for every hour with traces
  };

  void place(std::span<const join::Row> sorted, const HourClock& clock, ThreadPool& pool);
  void count_hours(ThreadPool& pool);
  /// Writes the hours of some acts; returns where they end.
  static HourCount* count_hours_of(std::span<const Act> acts, Scratch& scratch, HourCount* out);
  static HourCount* sort_hours_of(std::span<const Act> acts, Scratch& scratch, HourCount* out);
  static HourCount* add_hour(std::uint32_t hour, std::uint32_t traces, HourCount* out);

  std::vector<std::uint64_t> begins_;  // accounts + 1
  UninitialisedVector<Act> acts_;
  // As many places as acts: an account's hours are no more than its acts, and begin where they do.
  UninitialisedVector<HourCount> hours_;
  std::vector<std::uint32_t> hour_counts_;  // by account
};

}  // namespace overt
