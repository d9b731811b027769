#pragma once
// Every pair of a log that fits the memory, with how likely it is by chance, and q over all pairs
// that were possible: what networks are sought in. The figures are those of `overt pairs --chance`
// (tested_pairs.h).
//
// Tested are the pairs with min_objects or more; all others have p = 1 to them, so that q can be
// reckoned again from the table that is written.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "kernel/join/row.h"
#include "model/pair.h"
#include "model/run.h"
#include "pipeline/pair_odds.h"
#include "pipeline/trace_log.h"
#include "stages/chance/pair_chance.h"

namespace overt {

struct PairsWithChanceOptions {
  TimeUs window = 0;
  std::uint32_t min_objects = 3;
  double level = 0.05;                   // q at which a pair counts as significant
  std::uint64_t pairs_max = 40'000'000;  // held in memory
  /// On logs with more traces p2 is reckoned only where it can matter to q
  /// (kernel/stats/bounded_hypotheses.h), as p is p1 or more, and of the pairs that activity alone
  /// makes likely only so many are held: there are as many as the square of the density gives.
  std::uint64_t all_of_each_traces_max = kAllOfEachTracesMax;
  /// Of those with min_objects or more, and of those with fewer: beyond, the likeliest are left
  /// out.
  std::uint64_t likely_max = 3'000'000;
  std::uint64_t likely_with_few_objects_max = 3'000'000;
  /// Nothing is left out and all is reckoned, on any log, as long as pairs_max holds: to see that
  /// what is left out does not matter.
  bool exhaustive = false;
};

struct PairsWithChance {
  /// At `window`. log_p2 is NaN where it was not reckoned; log_p is log_p1 then.
  PairTable table;
  ChanceSummary chance;     // splits aside
  std::uint64_t pairs = 0;  // with min_objects or more
  std::vector<LimitHit> limits;
  std::unique_ptr<const PairChance> odds;  // what the chances are from
};

/// Sees every block of pairs, in order, p2 and q aside and without the witnesses of those left out.
using PairsVisitor = std::function<void(const PairTable&)>;

/// `sorted` by (object, time, account). Errors: kCancelled; kLimitExceeded where pairs that are
/// rare by chance are too many to hold.
Result<PairsWithChance> find_pairs_with_chance(const TraceLog& log, join::Rows sorted,
                                               const PairsWithChanceOptions& options,
                                               ThreadPool& pool, Progress& progress,
                                               const PairsVisitor& visit = {});

/// Reckons p2 of a pair, and so its p, where that was left out. q stays as it is.
void add_timing(const PairChance& odds, PairChance::Scratch& scratch, Pair& pair);

}  // namespace overt
