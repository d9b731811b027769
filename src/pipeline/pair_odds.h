#pragma once
// What chance gives every pair of a log: made once, before any pair is sought.

#include <cstdint>
#include <memory>

#include "base/parallel.h"
#include "base/progress.h"
#include "kernel/join/row.h"
#include "pipeline/trace_log.h"
#include "stages/chance/pair_chance.h"

namespace overt {

/// On a log with more traces not everything is reckoned of every pair: there are as many as the
/// square of the density gives, and nearly all are chance.
inline constexpr std::uint64_t kAllOfEachTracesMax = 2'000'000;

/// `sorted` by (object, time, account): all traces of the log.
std::unique_ptr<const PairChance> make_pair_odds(const TraceLog& log, const join::Rows& sorted,
                                                 TimeUs window, ThreadPool& pool,
                                                 Progress& progress);

}  // namespace overt
