#include "pipeline/sweep_windows.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/ordered.h"
#include "base/time.h"
#include "kernel/join/sort_rows.h"
#include "stages/pairs/count_sweep.h"
#include "stages/pairs/find_pairs.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;

class Sweep {
 public:
  Sweep(const TraceLog& log, const SweepOptions& options, ThreadPool& pool, Progress& progress)
      : log_(log), options_(options), pool_(pool), progress_(progress) {}

  Result<WindowSweep> run() {
    sweep_.from = log_.traces <= options_.from_one_traces_max ? 1 : options_.min_objects;
    std::vector<TimeUs> windows = options_.windows;
    if (sweep_.from > 1) std::erase(windows, options_.window);
    if (windows.empty()) return std::move(sweep_);
    join::Rows sorted = join::sort_rows(join::RowBlocks(log_.rows), pool_);
    leave_out_wide(sorted, windows);
    if (!windows.empty()) RETURN_IF_ERROR(count(std::move(sorted), std::move(windows)));
    return std::move(sweep_);
  }

 private:
  // The method's own window is never left out: it has been joined already, or will be.
  void leave_out_wide(const join::Rows& sorted, std::vector<TimeUs>& windows) {
    std::uint64_t left_out = 0;
    std::string names;
    std::erase_if(windows, [&](TimeUs window) {
      if (window <= options_.window) return false;
      if (count_close_pairs(sorted, window) <= options_.close_pairs_max) return false;
      names += (names.empty() ? "" : ", ") + format_duration(window);
      ++left_out;
      return true;
    });
    if (left_out == 0) return;
    sweep_.limits.push_back(
        {"sweep_close_pairs", options_.close_pairs_max, left_out,
         fmt::format("the sweep does not show {}: more traces than that meet within it", names)});
  }

  Result<void> count(join::Rows sorted, std::vector<TimeUs> windows) {
    const auto sources = log_.source_of_object();
    FindPairsOptions find;
    find.windows = windows;
    find.min_objects = sweep_.from;
    const PairFinder finder(std::move(sorted), log_.accounts.id_bound(), sources, log_,
                            std::move(find), pool_);
    SweepCounter counter({.windows = std::move(windows),
                          .from = sweep_.from,
                          .min_objects = options_.min_objects,
                          .accounts = log_.accounts.id_bound()});
    std::vector<PairFinder::Scratch> scratch;
    for (std::size_t i = 0; i < pool_.threads(); ++i) scratch.emplace_back(finder);
    bool cancelled = false;
    progress_.begin("sweeping windows", finder.blocks(), "blocks");
    produce_in_order<PairTable>(
        pool_, finder.blocks(), kBlocksWaiting,
        [&](std::size_t block, std::size_t worker) { return finder.find(block, scratch[worker]); },
        [&](const PairTable& table) {
          counter.count(table);
          progress_.advance(1);
          cancelled = progress_.cancelled();
          return !cancelled;
        });
    progress_.end();
    if (cancelled) return Error{ErrorCode::kCancelled, "interrupted"};
    sweep_.rows = counter.rows();
    return {};
  }

  const TraceLog& log_;
  const SweepOptions& options_;
  ThreadPool& pool_;
  Progress& progress_;
  WindowSweep sweep_;
};

}  // namespace

std::uint64_t count_close_pairs(const join::Rows& sorted, TimeUs window) {
  std::uint64_t count = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    while (sorted[begin].item != sorted[i].item || sorted[i].time - sorted[begin].time > window) {
      ++begin;
    }
    count += i - begin;
  }
  return count;
}

Result<WindowSweep> sweep_windows(const TraceLog& log, const SweepOptions& options,
                                  ThreadPool& pool, Progress& progress) {
  return Sweep(log, options, pool, progress).run();
}

}  // namespace overt
