#pragma once
// What every account acted on and in which hours: of a log, as much as the chance of its pairs asks
// for. An hour is the log's own: the first one begins with its first trace.
//
// Immutable once made; const calls at once. O(traces · log of an account's hours) to make. Memory:
// 8 bytes a trace, 12 an account, a bit an object; while it is made, up to 4 an account and thread.

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
  double hours_per_time = 1 / static_cast<double>(length);

  /// Of a time from the first on, in one of fewer than 2^31 hours. Multiplied and put right, as a
  /// division takes several times as long.
  [[nodiscard]] std::uint32_t hour_of(TimeUs at) const {
    const TimeUs since = at - first_at;
    const auto hour = static_cast<std::int32_t>(static_cast<double>(since) * hours_per_time);
    const TimeUs rest = since - hour * length;
    return static_cast<std::uint32_t>(hour + (rest >= length ? 1 : 0) - (rest < 0 ? 1 : 0));
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

  /// `sorted` by (object, time, account), all in the first kHoursMax hours of the clock; accounts
  /// and objects are below the bounds.
  AccountActs(std::span<const join::Row> sorted, std::uint32_t accounts, std::uint32_t objects,
              const HourClock& clock, ThreadPool& pool);

  [[nodiscard]] std::uint32_t accounts() const {
    return static_cast<std::uint32_t>(begins_.size() - 1);
  }
  /// One for every trace, ascending.
  [[nodiscard]] std::span<const std::uint32_t> objects_of(std::uint32_t account) const {
    return {&words_[2 * begins_[account]].number, acts_of(account)};
  }
  /// Ascending.
  [[nodiscard]] std::span<const HourCount> hours_of(std::uint32_t account) const {
    return hours_at(hours_begin(account), hour_counts_[account]);
  }
  /// Whether an account acted on the object several times.
  [[nodiscard]] bool has_repeats(std::uint32_t object) const {
    return (repeats_[object / 64] >> object % 64 & 1) != 0;
  }
  /// hours_of(), for who noted their place and number: the account's own memory is not looked at.
  [[nodiscard]] std::size_t hours_begin(std::uint32_t account) const {
    return begins_[account] + begins_[account + 1];
  }
  [[nodiscard]] std::span<const HourCount> hours_at(std::size_t begin, std::uint32_t count) const {
    return {&words_[begin].hour, count};
  }

 private:
  static constexpr std::uint32_t kTracesOfOne = (1U << 12) - 1;  // that a HourCount holds

  /// While acts are placed an object or the hour of the act on it; then an object or a count.
  union Word {
    std::uint32_t number;
    HourCount hour;
  };
  /// One thread's, for the hours of one account.
  struct Scratch {
    std::vector<std::uint32_t> hours;
    std::vector<std::uint32_t> traces;  // by hour; 0 between two accounts
    std::vector<std::uint64_t> marks;   // a bit for every hour with traces
    std::vector<HourCount> counted;     // of the account, and room for more
  };

  [[nodiscard]] std::size_t acts_of(std::uint32_t account) const {
    return begins_[account + 1] - begins_[account];
  }

  void place(std::span<const join::Row> sorted, const HourClock& clock, ThreadPool& pool);
  void count_hours(ThreadPool& pool);
  void settle(std::uint32_t account, Scratch& scratch);
  void note_repeat(std::uint32_t object);
  /// How many were counted.
  static std::size_t count_hours_of(std::span<const Word> acts, Scratch& scratch);
  static std::size_t sort_hours_of(std::span<const Word> acts, Scratch& scratch);
  static HourCount* add_hour(std::uint32_t hour, std::uint32_t traces, HourCount* out);

  std::vector<std::uint64_t> begins_;  // accounts + 1, in acts
  // Two for each act, of an account first its objects and then its hours, which are no more.
  UninitialisedVector<Word> words_;
  std::vector<std::uint32_t> hour_counts_;  // by account
  std::vector<std::uint64_t> repeats_;      // a bit an object
};

}  // namespace overt
