#pragma once
// What every account acted on and in which hours: of a log, as much as the chance of its pairs asks
// for. An hour is the log's own: the first one begins with its first trace.
//
// Immutable once made; const calls at once. O(traces · log of an account's hours) to make. Memory:
// 8 bytes a trace, 8 for each hour of an account and for each object it acted on again, 16 an
// account.

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
  struct HourCount {
    std::uint32_t hour;
    std::uint32_t traces;
  };
  /// An object of an account, and one of its hours: each list in its own order.
  struct Act {
    std::uint32_t object;
    std::uint32_t hour;
  };

  /// An account that acted on the object more than once.
  struct Repeated {
    std::uint32_t object;
    std::uint32_t account;
    friend auto operator<=>(const Repeated&, const Repeated&) = default;
  };

  /// `sorted` by (object, time, account); accounts are below the bound.
  AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts, const HourClock& clock,
              ThreadPool& pool);

  [[nodiscard]] std::uint32_t accounts() const {
    return static_cast<std::uint32_t>(begins_.size() - 1);
  }
  /// One for every trace: objects ascending, and hours ascending.
  [[nodiscard]] std::span<const Act> of(std::uint32_t account) const {
    return {acts_.data() + begins_[account], begins_[account + 1] - begins_[account]};
  }
  /// Ascending, each once.
  [[nodiscard]] std::span<const HourCount> hours_of(std::uint32_t account) const {
    return {hours_.data() + hour_begins_[account],
            hour_begins_[account + 1] - hour_begins_[account]};
  }
  /// Hints: what hours_of() reads is asked for in advance, the place some accounts before the
  /// hours.
  void prefetch_place(std::uint32_t account) const {
    __builtin_prefetch(hour_begins_.data() + account);
  }
  void prefetch_hours(std::uint32_t account) const {
    const HourCount* hours = hours_.data() + hour_begins_[account];
    for (std::size_t i = 0; i < kPrefetched; i += kLineBytes / sizeof(HourCount)) {
      __builtin_prefetch(hours + i);
    }
  }
  /// Who acted on the object more than once.
  [[nodiscard]] std::span<const Repeated> who_repeated(std::uint32_t object) const;

 private:
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kPrefetched = 32;  // hours; the processor goes on by itself

  void place(std::span<const join::Row> sorted, const HourClock& clock, ThreadPool& pool);
  void sort_hours(ThreadPool& pool);
  /// Leaves the hours of one account ascending; returns how many different ones there are.
  std::uint32_t sort_hours_of(std::uint32_t account, std::vector<std::uint32_t>& hours);
  void count_hours(ThreadPool& pool);
  void note_repeated(std::uint32_t account, std::vector<Repeated>& repeated) const;

  std::vector<std::uint64_t> begins_;  // accounts + 1
  UninitialisedVector<Act> acts_;
  std::vector<std::uint64_t> hour_begins_;  // accounts + 1
  UninitialisedVector<HourCount> hours_;
  std::vector<Repeated> repeated_;  // ascending
  std::vector<bool> is_repeated_;   // by object, as far as there are any
};

}  // namespace overt
