#include "kernel/join/peel.h"

#include <algorithm>
#include <atomic>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kRowsPerPart = std::size_t{1} << 16;

std::size_t end_of_item(const Rows& rows, std::size_t begin, std::size_t limit) {
  std::size_t end = begin + 1;
  while (end < limit && rows[end].item == rows[begin].item) ++end;
  return end;
}

class Peeler {
 public:
  Peeler(Rows& rows, const PeelOptions& options, ThreadPool& pool)
      : rows_(rows), options_(options), pool_(pool), counts_(options.actors) {}

  PeelSummary run() {
    PeelSummary summary;
    summary.rows_before = rows_.size();
    std::size_t before = 0;
    do {
      before = rows_.size();
      count_actors();
      filter();
      ++summary.rounds;
    } while (rows_.size() < before - before / 64);
    summary.rows_after = rows_.size();
    return summary;
  }

 private:
  void count_actors() {
    for (auto& count : counts_) count.store(0, std::memory_order_relaxed);
    pool_.parallel_for(rows_.size(), kRowsPerPart, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        counts_[rows_[i].actor].fetch_add(1, std::memory_order_relaxed);
      }
    });
  }

  // Compacts every part in place, then closes the gaps between the parts.
  void filter() {
    const auto bounds = split_at_items(rows_, rows_.size() / kRowsPerPart + 1);
    std::vector<std::size_t> kept_end(bounds.size() - 1);
    pool_.parallel_for(kept_end.size(), 1, [&](const Block& block) {
      for (std::size_t part = block.begin; part < block.end; ++part) {
        kept_end[part] = filter_part(bounds[part], bounds[part + 1]);
      }
    });
    auto out = rows_.begin();
    for (std::size_t part = 0; part < kept_end.size(); ++part) {
      out = std::copy(rows_.begin() + static_cast<std::ptrdiff_t>(bounds[part]),
                      rows_.begin() + static_cast<std::ptrdiff_t>(kept_end[part]), out);
    }
    rows_.erase(out, rows_.end());
  }

  // Moves the rows worth keeping to the front of [begin, end); returns where they end.
  std::size_t filter_part(std::size_t begin, std::size_t end) {
    std::size_t out = begin;
    while (begin < end) {
      const std::size_t item_end = end_of_item(rows_, begin, end);
      const std::size_t strong_end = drop_weak_actors(begin, item_end);
      out = drop_lonely(begin, strong_end, out);
      begin = item_end;
    }
    return out;
  }

  // Within one item, in place; returns the new end.
  std::size_t drop_weak_actors(std::size_t begin, std::size_t end) {
    std::size_t out = begin;
    for (std::size_t i = begin; i < end; ++i) {
      const auto count = counts_[rows_[i].actor].load(std::memory_order_relaxed);
      if (count >= options_.min_items) rows_[out++] = rows_[i];
    }
    return out;
  }

  // Copies the rows of one item that have another actor's row within the window to `out` ≤ begin.
  // Goes by runs of one actor: the nearest other rows of a run are those right beside it.
  std::size_t drop_lonely(std::size_t begin, std::size_t end, std::size_t out) {
    bool has_left = false;
    std::int64_t left = 0;
    while (begin < end) {
      std::size_t run_end = begin + 1;
      while (run_end < end && rows_[run_end].actor == rows_[begin].actor) ++run_end;
      const bool has_right = run_end < end;
      const std::int64_t right = has_right ? rows_[run_end].time : 0;
      const std::int64_t last = rows_[run_end - 1].time;
      for (std::size_t i = begin; i < run_end; ++i) {
        const std::int64_t time = rows_[i].time;
        if ((has_left && time - left <= options_.window) ||
            (has_right && right - time <= options_.window)) {
          rows_[out++] = rows_[i];
        }
      }
      has_left = true;
      left = last;
      begin = run_end;
    }
    return out;
  }

  Rows& rows_;
  const PeelOptions& options_;
  ThreadPool& pool_;
  std::vector<std::atomic<std::uint32_t>> counts_;
};

}  // namespace

std::vector<std::size_t> split_at_items(const Rows& rows, std::size_t parts) {
  CHECK_GT(parts, 0U);
  std::vector<std::size_t> bounds = {0};
  for (std::size_t part = 1; part < parts; ++part) {
    std::size_t at = std::max(bounds.back(), rows.size() / parts * part);
    while (at > 0 && at < rows.size() && rows[at].item == rows[at - 1].item) ++at;
    if (at > bounds.back() && at < rows.size()) bounds.push_back(at);
  }
  bounds.push_back(rows.size());
  return bounds;
}

PeelSummary peel(Rows& rows, const PeelOptions& options, ThreadPool& pool) {
  CHECK_GE(options.window, 0);
  if (rows.empty()) return {};
  return Peeler(rows, options, pool).run();
}

}  // namespace overt::join
