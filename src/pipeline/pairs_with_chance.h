#pragma once
// Every pair of a log that fits the memory, with how likely it is by chance, and q over all pairs
// that were possible. What networks are sought in, and what `overt pairs --chance` writes: one
// function, so that the figures are the same.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "kernel/join/row.h"
#include "model/pair.h"
#include "model/run.h"
#include "model/trace_index.h"
#include "pipeline/trace_log.h"

namespace overt {

struct PairsWithChanceOptions {
  TimeUs window = 0;
  std::uint32_t min_objects = 3;
  double level = 0.05;                   // q at which a pair counts as significant
  std::uint64_t pairs_max = 40'000'000;  // held in memory
  /// On logs with more traces, pairs below min_objects are kept only where chance makes them rare,
  /// as of the others there are as many as the square of the density gives.
  std::uint64_t all_of_each_traces_max = 2'000'000;
  /// Whether p2 is reckoned on such logs where it cannot matter: of m possible pairs pairs_max are
  /// found at most, so none with p ≥ p1 > level · pairs_max / m passes Benjamini and Hochberg's
  /// procedure. A network shows the whole chance of each of its pairs.
  bool timing_of_likely = true;
};

struct PairsWithChance {
  /// At `window`, with witnesses. Pairs below min_objects that can propose a network are in it too,
  /// because q is adjusted over what may be looked at.
  PairTable table;
  ChanceSummary chance;     // splits aside
  std::uint64_t pairs = 0;  // of the table with min_objects or more
  std::vector<LimitHit> limits;
};

/// Sees every block of pairs, in order; those with chance as far as it was reckoned.
using PairsVisitor = std::function<void(const PairTable&)>;

/// `sorted` by (object, time, account), and `index` made of them. Errors: kCancelled;
/// kLimitExceeded where pairs are too many to hold.
Result<PairsWithChance> find_pairs_with_chance(const TraceLog& log, const TraceIndex& index,
                                               join::Rows sorted,
                                               const PairsWithChanceOptions& options,
                                               ThreadPool& pool, Progress& progress,
                                               const PairsVisitor& visit = {});

}  // namespace overt
