#pragma once
// The join of a whole log within a memory budget. A log that fits is joined at once. One that does
// not is peeled partition by partition on scratch storage, and then joined in as many passes as it
// takes: each pass takes the accounts of one range of names as first accounts, and only the rows
// near theirs. The passes' pairs, one after the other, are the same bytes as the whole.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "pipeline/trace_log.h"
#include "stages/pairs/find_pairs.h"

namespace overt {

struct PairSearchOptions {
  FindPairsOptions find;
  std::uint64_t memory_bytes_max = 0;  // for names, rows and the join
};

/// Calls `take` with each pass's finder, in the order of names; the log's rows are consumed.
/// kLimitExceeded where not even one account's rows fit.
Result<void> search_pairs(TraceLog& log, const PairSearchOptions& options, ThreadPool& pool,
                          Progress& progress,
                          const std::function<Result<void>(const PairFinder&)>& take);

/// How many rows may be held in memory while reading, and in the index of one pass.
std::uint64_t rows_held_max(const TraceLog& log, std::uint64_t memory_bytes_max);
std::uint64_t rows_joined_max(const TraceLog& log, std::uint64_t memory_bytes_max);

}  // namespace overt
