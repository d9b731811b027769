#pragma once
// What every account acted on and in which hours: of a log, as much as the chance of its pairs asks
// for. An hour is the log's own: the first one begins with its first trace.
//
// Immutable once made; const calls at once. O(traces · log of an account's hours) to make. Memory:
// 8 bytes a trace, 4 for each hour of an account, 12 an account.

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
    const auto& block = hours_[account / kBlock];
    const std::uint32_t next = account + 1;
    const bool is_last = next % kBlock == 0 || next == accounts();
    const std::size_t end = is_last ? block.size() : hour_begins_[next];
    return std::span(block).subspan(hour_begins_[account], end - hour_begins_[account]);
  }
  /// Hints: what hours_of() reads is asked for in advance, the place some accounts before the
  /// hours.
  void prefetch_place(std::uint32_t account) const {
    __builtin_prefetch(hour_begins_.data() + account);
  }
  void prefetch_hours(std::uint32_t account) const {
    const HourCount* hours = hours_[account / kBlock].data() + hour_begins_[account];
    for (std::size_t i = 0; i < kPrefetched; i += kLineBytes / sizeof(HourCount)) {
      __builtin_prefetch(hours + i);
    }
  }

 private:
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kPrefetched = 64;  // hours; the processor goes on by itself
  static constexpr std::uint32_t kTracesOfOne = (1U << 12) - 1;  // that a HourCount holds

  static constexpr std::uint32_t kBlock = 4096;  // accounts whose hours are one list

  /// One thread's, for the hours of one account.
  struct Scratch {
    std::vector<std::uint32_t> hours;
    std::vector<std::uint32_t> traces;  // by hour; 0 between two accounts
    std::vector<std::uint64_t> marks;   // a bit for every hour with traces
    std::vector<HourCount> counts;      // of the accounts of a block
  };

  void place(std::span<const join::Row> sorted, const HourClock& clock, ThreadPool& pool);
  void count_hours(ThreadPool& pool);
  void count_hours_of(std::uint32_t account, Scratch& scratch) const;
  static void sort_hours(std::span<const Act> acts, Scratch& scratch);
  static void add_hour(std::uint32_t hour, std::uint32_t traces, std::vector<HourCount>& counts);

  std::vector<std::uint64_t> begins_;  // accounts + 1
  UninitialisedVector<Act> acts_;
  std::vector<std::uint32_t> hour_begins_;     // by account: in the list of its block
  std::vector<std::vector<HourCount>> hours_;  // by block
};

}  // namespace overt
