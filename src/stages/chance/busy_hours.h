#pragma once
// The accounts that are active in many hours, with their traces as one byte for each hour of the
// log. Most pairs are of such accounts, and what they expect of each other is a sum over hours that
// goes much faster over bytes in a row than over a list of the hours that are not empty.
//
// Immutable once made; const calls at once. Memory: 16 bytes an account, and a byte for each hour
// of those in it, which is no more than twice what their lists take.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "base/uninitialised.h"
#include "stages/chance/account_acts.h"

namespace overt {

class BusyHours {
 public:
  /// Rows of bytes, and what they are multiplied with, are this long or a multiple of it.
  static constexpr std::size_t kHoursAtOnce = 16;
  static std::size_t padded(std::uint32_t hours) {
    return (hours + kHoursAtOnce - 1) / kHoursAtOnce * kHoursAtOnce;
  }

  BusyHours() = default;  // nobody
  /// All hours of `acts` are below `hours`.
  BusyHours(const AccountActs& acts, std::uint32_t hours, ThreadPool& pool);

  /// By hour, padded with 0; empty where the account is not among them.
  [[nodiscard]] std::span<const std::uint8_t> of(std::uint32_t account) const {
    if (account >= places_.size() || !places_[account].busy) return {};
    return {traces_.data() + places_[account].begin, hours_};
  }
  /// Of who is not among them, as AccountActs has it; its place is known from the same memory.
  [[nodiscard]] std::span<const AccountActs::HourCount> list_of(std::uint32_t account,
                                                                const AccountActs& acts) const {
    return acts.hours_at(places_[account].begin, places_[account].hours);
  }
  /// Hints: what of() and list_of() read is asked for in advance, the place some accounts before
  /// the first hours. Always inlined: g++ 12 takes a function that only gives hints to do nothing,
  /// and drops what calls it.
  [[gnu::always_inline]] void prefetch_place(std::uint32_t account) const {
    __builtin_prefetch(places_.data() + account);
  }
  [[gnu::always_inline]] void prefetch_hours(std::uint32_t account, const AccountActs& acts) const {
    const Place& place = places_[account];
    const auto* const first = place.busy ? static_cast<const void*>(traces_.data() + place.begin)
                                         : acts.hours_at(place.begin, place.hours).data();
    for (std::size_t i = 0; i < kPrefetched; i += kLineBytes) {
      __builtin_prefetch(static_cast<const char*>(first) + i);
    }
  }

 private:
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kPrefetched = 128;  // bytes; the processor goes on by itself
  // From one row to the next, so that none begins within a line.
  [[nodiscard]] std::size_t stride() const {
    return (hours_ + kLineBytes - 1) / kLineBytes * kLineBytes;
  }

  struct Place {
    std::uint64_t begin;  // in traces_, or of acts
    std::uint32_t hours;  // in the list
    bool busy;
  };

  void fill(const AccountActs& acts, std::uint32_t account);

  std::size_t hours_ = 0;
  UninitialisedVector<Place> places_;  // by account
  UninitialisedVector<std::uint8_t> traces_;
};

/// Σ rates[i] · traces[i], in one order on every machine; or as much of it as is `enough`. Both as
/// long as each other.
double expected(std::span<const std::uint8_t> traces, std::span<const double> rates, double enough);

namespace internal {
using Expected = double (*)(std::span<const std::uint8_t>, std::span<const double>, double);
/// The ways to do it that this machine has, which all give the same: the fastest last.
std::vector<Expected> every_expected();
}  // namespace internal

}  // namespace overt
