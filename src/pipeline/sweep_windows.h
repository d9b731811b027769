#pragma once
// The sweep: how the number of pairs grows with the window. Asked for beside the method itself, so
// it may cost what the join costs and not the square of a wide window's density: windows in which
// too many traces meet are left out, and that is said.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "kernel/join/row.h"
#include "model/pair.h"
#include "model/run.h"
#include "pipeline/trace_log.h"

namespace overt {

struct SweepOptions {
  std::vector<TimeUs> windows;  // ascending
  TimeUs window = 0;            // the one of them that networks are sought at
  std::uint32_t min_objects = 3;
  /// Logs of up to so many traces are counted from pairs with one common object on.
  std::uint64_t from_one_traces_max = 2'000'000;
  /// A window in which more pairs of traces meet is left out.
  std::uint64_t close_pairs_max = 500'000'000;
};

struct WindowSweep {
  std::uint32_t from = 1;      // the least number of common objects that is counted
  std::vector<SweepRow> rows;  // by window; without those left out, and where `from` is above 1
                               // without options.window, which the method's own join counts
  std::vector<LimitHit> limits;
};

/// Pairs of rows on one object at most `window` apart. `sorted` by (object, time).
std::uint64_t count_close_pairs(const join::Rows& sorted, TimeUs window);

/// Counts on a copy of the log's rows. Errors: kCancelled.
Result<WindowSweep> sweep_windows(const TraceLog& log, const SweepOptions& options,
                                  ThreadPool& pool, Progress& progress);

}  // namespace overt
