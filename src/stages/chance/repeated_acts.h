#pragma once
// How often accounts meet themselves on one object: what has to be taken from all its pairs of
// traces to be left with those of different accounts.
//
// One per thread. O(n) for n traces, and O(r log r) for those r that are of accounts with more than
// one. Memory: 4 bytes an account, 16 for each of the r traces.

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
  static Pairs count_of_one(std::span<const join::Row> rows, TimeUs window);
  bool note_repeated(std::span<const join::Row> rows);

  // A number for each object, so that nothing need be cleared: even, and the next one for accounts
  // that were seen more than once.
  std::uint32_t object_ = 0;
  std::vector<std::uint32_t> seen_;  // by account: the object that it was seen on last
  std::vector<join::Row> repeated_;
};

}  // namespace overt
