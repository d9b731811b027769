#pragma once
// How often accounts meet themselves on one object: what has to be taken from all its pairs of
// traces to be left with those of different accounts.
//
// One per thread. O(n) for n traces, and O(r log r) for those r that are of accounts with more than
// one. Memory: 2 bytes an account, 8 for each of the r traces.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/join/row.h"
#include "model/trace.h"

namespace overt {

class RepeatedActs {
 public:
  /// Accounts are below the bound.
  explicit RepeatedActs(std::uint32_t accounts) : seen_(accounts, 0) {}

  struct Pairs {
    std::uint64_t all = 0;
    std::uint64_t close = 0;  // at most the window apart

    friend bool operator==(const Pairs&, const Pairs&) = default;
  };

  /// The pairs of traces that are one account's. `rows` are of one object, by time.
  [[nodiscard]] Pairs count(std::span<const join::Row> rows, TimeUs window);

 private:
  static Pairs count_few(std::span<const join::Row> rows, TimeUs window);
  /// Of `acts` of one account.
  static Pairs count_of_one(std::span<const join::Row> rows, std::span<const std::uint64_t> acts,
                            TimeUs window);
  bool note_repeated(std::span<const join::Row> rows);

  // A number for each object, so that nothing need be cleared until all were used: even, and the
  // next one for accounts that were seen more than once. Small, as those of all accounts are to
  // stay near the processor.
  std::uint16_t object_ = 0;
  std::vector<std::uint16_t> seen_;      // by account: the object that it was seen on last
  std::vector<std::uint64_t> repeated_;  // of a trace the account, and behind it its place
};

}  // namespace overt
