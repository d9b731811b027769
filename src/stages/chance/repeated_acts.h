#pragma once
// How often accounts meet themselves on one object: what has to be taken from all its pairs of
// traces to be left with those of different accounts.
//
// One per thread. O(n) for n traces, whoever they are of. Memory: 60 bytes for each trace of the
// largest object.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/join/row.h"
#include "model/trace.h"

namespace overt {

class RepeatedActs {
 public:
  struct Pairs {
    std::uint64_t all = 0;
    std::uint64_t close = 0;  // at most the window apart

    friend bool operator==(const Pairs&, const Pairs&) = default;
  };

  /// The pairs of traces that are one account's. `rows` are of one object, by time.
  [[nodiscard]] Pairs count(std::span<const join::Row> rows, TimeUs window);

 private:
  /// What was seen of an account on the object: its traces are a chain through next_.
  struct Seen {
    std::uint32_t object = 0;  // the number of the object it is of; that of another: nobody
    std::uint32_t account = 0;
    std::uint32_t traces = 0;
    std::uint32_t last = 0;    // of the chain
    std::uint32_t begin = 0;   // the first that may be close to the next
    std::uint32_t within = 0;  // from there on
  };

  static Pairs count_few(std::span<const join::Row> rows, TimeUs window);
  [[nodiscard]] Seen& seen_of(std::uint32_t account, std::size_t mask);

  std::uint32_t object_ = 0;  // a number for each, so that nothing need be cleared
  std::vector<Seen> seen_;    // a hash table, half of it empty
  std::vector<std::uint32_t> next_;
};

}  // namespace overt
