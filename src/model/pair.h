#pragma once
// Pair: two accounts and the distinct objects on which both acted within a window of each other.

#include <cstdint>

#include "base/chunked_vector.h"
#include "base/large_blocks.h"
#include "model/trace.h"

namespace overt {

/// One object on which the two accounts of a pair acted within the window: their closest times.
struct Witness {
  ObjectId object;
  TimeUs a_at = 0;
  TimeUs b_at = 0;
};

struct Pair {
  AccountId a;  // a < b in the byte order of the account names
  AccountId b;
  std::uint32_t objects = 0;     // K: distinct objects
  std::uint32_t sources = 0;     // K^s: distinct sources among them
  std::uint64_t co_actions = 0;  // pairs of their events on one object within the window
  TimeUs first_at = 0;           // earliest and latest event of all co-actions
  TimeUs last_at = 0;
  TimeUs median_gap = 0;  // of the witnesses' gaps, the lower middle of an even number
  TimeUs window = 0;
  /// The smaller of: distinct witness times of a, of b. Three objects in one post are one occasion.
  std::uint32_t occasions = 0;
  /// How likely that is by chance (stages/chance), in natural logarithms; q over all pairs that
  /// were possible. Not known before it is asked for.
  float lambda = 0;
  float log_p1 = 0;
  float log_p2 = 0;  // NaN where p1 alone says chance; p is then p1, or more
  float log_p = 0;
  float log_q = 0;
  std::uint32_t witness_count = 0;
  std::uint64_t witness_begin = 0;  // into PairTable::witnesses
};

/// Pairs sorted by (a, b, window). AccountId and ObjectId index the run's name tables
/// (model/names.h).
struct PairTable {
  TimeUs window = 0;  // the widest
  ChunkedVector<Pair> pairs;
  LargeVector<Witness> witnesses;
};

}  // namespace overt
