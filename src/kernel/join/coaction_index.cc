#include "kernel/join/coaction_index.h"

#include <algorithm>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kItemGrain = 1024;
constexpr std::size_t kActorGrain = 1024;
constexpr std::uint32_t kActorsMax = std::uint32_t{1} << 31;
constexpr std::uint32_t kUnranked = 0xFFFF'FFFFU;

std::vector<std::uint32_t> ranks(std::span<const std::uint32_t> actors_in_order) {
  std::uint32_t largest = 0;
  for (const auto actor : actors_in_order) largest = std::max(largest, actor);
  std::vector<std::uint32_t> rank_of(std::size_t{largest} + 1, kUnranked);
  for (std::uint32_t rank = 0; rank < actors_in_order.size(); ++rank) {
    CHECK_EQ(rank_of[actors_in_order[rank]], kUnranked);
    rank_of[actors_in_order[rank]] = rank;
  }
  return rank_of;
}

}  // namespace

CoActionIndex::CoActionIndex(Rows rows, std::span<const std::uint32_t> actors_in_order,
                             const IndexOptions& options, ThreadPool& pool)
    : options_(options) {
  CHECK_GE(options.window, 0);
  CHECK_GE(options.min_items, 1U);
  CHECK_LT(rows.size(), kRowsMax);
  CHECK_LT(actors_in_order.size(), kActorsMax);
  const auto rank_of = ranks(actors_in_order);
  actor_begin_.assign(actors_in_order.size() + 1, 0);
  lay_out_rows(rows, rank_of, pool);
  Rows().swap(rows);
  find_windows(pool);
  index_actors();
  choose_prefixes(pool);
}

void CoActionIndex::lay_out_rows(const Rows& rows, std::span<const std::uint32_t> rank_of,
                                 ThreadPool& pool) {
  times_.resize(rows.size());
  who_.resize(rows.size());
  places_.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].item != rows[i - 1].item) {
      item_begin_.push_back(static_cast<std::uint32_t>(i));
      item_ids_.push_back(rows[i].item);
    }
    places_[i].item = static_cast<std::uint32_t>(item_ids_.size() - 1);
  }
  item_begin_.push_back(static_cast<std::uint32_t>(rows.size()));
  pool.parallel_for(rows.size(), std::size_t{1} << 16, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      times_[i] = rows[i].time;
      CHECK_LT(rows[i].actor, rank_of.size());
      CHECK_NE(rank_of[rows[i].actor], kUnranked);
      who_[i] = {rank_of[rows[i].actor] << 1 | 1U};
    }
  });
}

void CoActionIndex::find_windows(ThreadPool& pool) {
  item_cost_.resize(item_ids_.size());
  pool.parallel_for(item_ids_.size(), kItemGrain, [&](const Block& block) {
    for (std::size_t item = block.begin; item < block.end; ++item) {
      const std::uint32_t end = item_begin_[item + 1];
      std::uint32_t low = item_begin_[item];
      std::uint32_t high = low;
      std::uint64_t cost = 0;
      for (std::uint32_t row = item_begin_[item]; row < end; ++row) {
        while (times_[row] - times_[low] > options_.window) ++low;
        while (high < end && times_[high] - times_[row] <= options_.window) ++high;
        places_[row].window_low = low;
        places_[row].window_high = high;
        cost += high - low - 1;
      }
      item_cost_[item] = cost;
    }
  });
}

void CoActionIndex::index_actors() {
  for (const auto who : who_) ++actor_begin_[who.actor() + 1];
  for (std::size_t a = 1; a < actor_begin_.size(); ++a) actor_begin_[a] += actor_begin_[a - 1];
  actor_rows_.resize(who_.size());
  std::vector<std::uint32_t> next(actor_begin_.begin(), actor_begin_.end() - 1);
  for (std::uint32_t row = 0; row < who_.size(); ++row) {
    actor_rows_[next[who_[row].actor()]++] = row;
  }
}

void CoActionIndex::find_heavy_items() {
  for (std::uint32_t item = 0; item < items(); ++item) {
    const std::uint64_t item_rows = item_begin_[item + 1] - item_begin_[item];
    if (item_cost_[item] > item_rows * options_.heavy_degree) heavy_items_.push_back(item);
  }
  heavy_masks_exact_ = heavy_items_.size() <= 64;
}

bool CoActionIndex::is_heavy(std::uint32_t item_index) const {
  return std::binary_search(heavy_items_.begin(), heavy_items_.end(), item_index);
}

void CoActionIndex::choose_prefixes(ThreadPool& pool) {
  find_heavy_items();
  heavy_mask_.assign(actors(), 0);
  work_.assign(actors(), 1);
  pool.parallel_for(actors(), kActorGrain, [&](const Block& block) {
    for (std::size_t actor = block.begin; actor < block.end; ++actor) {
      choose_prefix(static_cast<std::uint32_t>(actor));
      for (const auto row : rows_of(static_cast<std::uint32_t>(actor))) {
        if (generates(row)) work_[actor] += places_[row].window_high - places_[row].window_low;
      }
    }
  });
}

// Marks the costliest heavy items, at most k − 1, as not generating.
void CoActionIndex::choose_prefix(std::uint32_t actor) {
  const auto rows = rows_of(actor);
  std::vector<std::uint32_t> heavy;
  for (std::size_t begin = 0; begin < rows.size();) {
    const std::uint32_t item = places_[rows[begin]].item;
    std::size_t end = begin + 1;
    while (end < rows.size() && places_[rows[end]].item == item) ++end;
    if (is_heavy(item)) heavy.push_back(item);
    begin = end;
  }
  for (const auto item : heavy) {
    const auto place = std::lower_bound(heavy_items_.begin(), heavy_items_.end(), item);
    heavy_mask_[actor] |= std::uint64_t{1} << ((place - heavy_items_.begin()) % 64);
  }
  const std::size_t count = std::min<std::size_t>(heavy.size(), options_.min_items - 1);
  if (count == 0) return;
  std::partial_sort(heavy.begin(), heavy.begin() + static_cast<std::ptrdiff_t>(count), heavy.end(),
                    [&](std::uint32_t x, std::uint32_t y) {
                      return item_cost_[x] != item_cost_[y] ? item_cost_[x] > item_cost_[y] : x > y;
                    });
  heavy.resize(count);
  std::sort(heavy.begin(), heavy.end());
  for (const auto row : rows) {
    if (std::binary_search(heavy.begin(), heavy.end(), places_[row].item)) who_[row].bits &= ~1U;
  }
}

bool CoActionIndex::is_inside_run(std::uint32_t row) const {
  const std::uint32_t item = places_[row].item;
  return row > item_begin_[item] && row + 1 < item_begin_[item + 1] &&
         actor(row - 1) == actor(row) && actor(row + 1) == actor(row);
}

}  // namespace overt::join
