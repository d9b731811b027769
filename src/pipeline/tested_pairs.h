#pragma once
// The pairs of a log that fits the memory, with how likely each is by chance and q over all pairs
// that were possible: what `overt pairs --chance` writes. The figures are those that networks are
// sought with (pairs_with_chance.h).
//
// On a large log nearly all pairs are chance, and to show that takes less than to reckon how
// likely they are: λ is summed up only until q cannot be below 1, and p2 reckoned only where it
// can be. Of the others the figures are left empty; q is what it is either way.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "kernel/join/row.h"
#include "model/packed_pairs.h"
#include "model/pair.h"
#include "pipeline/pair_odds.h"
#include "pipeline/trace_log.h"

namespace overt {

struct TestedPairsOptions {
  TimeUs window = 0;
  std::uint32_t min_objects = 3;
  bool witnesses = false;
  /// Pairs with a larger q are left out. Where it is below 1, as much is reckoned of a pair as
  /// shows that it is one of them, on any log.
  double q_max = 1;
  /// All figures of all pairs, on any log.
  bool exhaustive = false;
  std::uint64_t all_of_each_traces_max = kAllOfEachTracesMax;
  std::uint64_t pairs_max = 100'000'000;  // that are held: some 20 bytes each, and 28 reckoned
};

class TestedPairs {
 public:
  /// Pairs found, before any is left out for its q.
  [[nodiscard]] std::uint64_t found() const { return found_; }
  /// Of those that are in the table: whose λ and p1 were left empty, and whose p2 was.
  [[nodiscard]] std::uint64_t without_p1() const { return without_p1_; }
  [[nodiscard]] std::uint64_t without_p2() const { return without_p2_; }
  /// The table is all blocks, one after the other. Thread safety: blocks may be taken at once.
  [[nodiscard]] std::size_t blocks() const { return blocks_.size(); }
  /// With all figures: NaN is one that was left empty.
  [[nodiscard]] PairTable block(std::size_t i) const;

 private:
  friend class PairTester;
  struct Reckoned {
    std::uint32_t block;
    std::uint32_t place;  // in it
    float lambda;
    float log_p1;
    float log_p2;
    float log_p;
    float log_q;
  };
  struct Block {
    PackedPairs pairs;
    LargeVector<Witness> witnesses;  // of all pairs, one after the other
    std::size_t reckoned_begin = 0;
  };

  [[nodiscard]] std::span<const Reckoned> reckoned_in(std::size_t block) const;

  TimeUs window_ = 0;
  float log_q_max_ = 0;
  std::vector<Block> blocks_;
  std::vector<Reckoned> reckoned_;  // by block and place
  std::uint64_t found_ = 0;
  std::uint64_t without_p1_ = 0;
  std::uint64_t without_p2_ = 0;
};

/// `sorted` by (object, time, account). Errors: kCancelled; kLimitExceeded where the pairs are too
/// many.
Result<TestedPairs> find_tested_pairs(const TraceLog& log, join::Rows sorted,
                                      const TestedPairsOptions& options, ThreadPool& pool,
                                      Progress& progress);

}  // namespace overt
