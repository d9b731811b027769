#pragma once
// The accounts that are active in many hours, with their traces as one byte for each hour of the
// log. Most pairs are of such accounts, and what they expect of each other is a sum over hours that
// goes much faster over bytes in a row than over a list of the hours that are not empty.
//
// Immutable once made; const calls at once. Memory: 4 bytes an account, and a byte for each hour of
// those in it, which is no more than twice what their lists take.

#include <algorithm>
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
    if (account >= places_.size() || places_[account] == kNone) return {};
    return {traces_.data() + places_[account] * row_, row_};
  }
  /// Hints, as AccountActs has them. Whether the account is among them.
  void prefetch_place(std::uint32_t account) const { __builtin_prefetch(places_.data() + account); }
  bool prefetch(std::uint32_t account) const {
    const auto row = of(account);
    const std::size_t end = std::min(row.size(), kPrefetched);
    for (std::size_t i = 0; i < end; i += kLineBytes) __builtin_prefetch(row.data() + i);
    return !row.empty();
  }

 private:
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kPrefetched = 256;  // bytes; the processor goes on by itself
  static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

  void fill(const AccountActs& acts, std::uint32_t account);

  std::size_t row_ = 0;
  std::vector<std::uint32_t> places_;  // by account: which row
  UninitialisedVector<std::uint8_t> traces_;
};

/// Σ rates[i] · traces[i], in one order on every machine. Both as long as each other.
double expected(std::span<const std::uint8_t> traces, std::span<const double> rates);

namespace internal {
using Expected = double (*)(std::span<const std::uint8_t>, std::span<const double>);
/// The ways to do it that this machine has, which all give the same: the fastest last.
std::vector<Expected> every_expected();
}  // namespace internal

}  // namespace overt
