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

class PeelRound {
 public:
  PeelRound(Rows& rows, const PeelOptions& options, std::span<const std::uint32_t> counts,
            ThreadPool& pool)
      : rows_(rows), options_(options), counts_(counts), pool_(pool) {}

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

 private:
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
      if (counts_[rows_[i].actor] >= options_.min_items) rows_[out++] = rows_[i];
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
  std::span<const std::uint32_t> counts_;
  ThreadPool& pool_;
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

void count_actors(std::span<const Row> rows, std::span<std::uint32_t> counts, ThreadPool& pool) {
  pool.parallel_for(rows.size(), kRowsPerPart, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      std::atomic_ref<std::uint32_t>(counts[rows[i].actor]).fetch_add(1, std::memory_order_relaxed);
    }
  });
}

void peel_round(Rows& rows, const PeelOptions& options, std::span<const std::uint32_t> counts,
                ThreadPool& pool) {
  if (!rows.empty()) PeelRound(rows, options, counts, pool).filter();
}

PeelSummary peel(Rows& rows, const PeelOptions& options, ThreadPool& pool) {
  CHECK_GE(options.window, 0);
  PeelSummary summary;
  summary.rows_before = rows.size();
  std::vector<std::uint32_t> counts(options.actors);
  std::size_t before = rows.size();
  while (before > 0) {
    std::fill(counts.begin(), counts.end(), 0U);
    count_actors(rows, counts, pool);
    peel_round(rows, options, counts, pool);
    ++summary.rounds;
    if (rows.size() >= before - before / 64) break;
    before = rows.size();
  }
  summary.rows_after = rows.size();
  return summary;
}

void keep_near(Rows& rows, std::int64_t window, const std::vector<bool>& chosen,
               const std::vector<bool>& kept) {
  std::vector<bool> near(rows.size(), false);
  const auto mark = [&](std::size_t i, const Row*& last) {
    if (last != nullptr && last->item != rows[i].item) last = nullptr;
    if (chosen[rows[i].actor]) last = &rows[i];
    if (last == nullptr || !kept[rows[i].actor]) return;
    const std::int64_t gap =
        std::max(rows[i].time, last->time) - std::min(rows[i].time, last->time);
    if (gap <= window) near[i] = true;
  };
  const Row* before = nullptr;
  for (std::size_t i = 0; i < rows.size(); ++i) mark(i, before);
  const Row* after = nullptr;
  for (std::size_t i = rows.size(); i-- > 0;) mark(i, after);
  std::size_t out = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (near[i]) rows[out++] = rows[i];
  }
  rows.resize(out);
}

}  // namespace overt::join
