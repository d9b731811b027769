#include "kernel/join/coaction_index.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "kernel/join/peel.h"

namespace overt::join {
namespace {

constexpr std::size_t kActorGrain = 1024;
constexpr std::uint32_t kActorsMax = std::uint32_t{1} << 31;
constexpr std::uint32_t kUnranked = 0xFFFF'FFFFU;
// Each part counts by actor; more parts would cost more memory than they save time.
constexpr std::size_t kPartsMax = 16;
constexpr std::size_t kRowsPerPartMin = std::size_t{1} << 10;

}  // namespace

// Builds an index from parts: runs of whole items, one a thread.
class CoActionIndex::Builder {
 public:
  Builder(CoActionIndex& index, const Rows& rows, std::span<const std::uint32_t> actors_in_order,
          ThreadPool& pool)
      : index_(index), rows_(rows), actors_in_order_(actors_in_order), pool_(pool) {
    const std::size_t parts =
        std::min({pool.threads(), kPartsMax, rows.size() / kRowsPerPartMin + 1});
    bounds_ = split_at_items(rows, parts);
    parts_.resize(bounds_.size() - 1);
  }

  void build() {
    for (const auto actor : actors_in_order_) ids_ = std::max(ids_, actor + 1);
    for_each_part([this](std::size_t part) { count(part); });
    number_actors();
    place_parts();
    index_.times_.resize(rows_.size());
    index_.who_.resize(rows_.size());
    index_.places_.resize(rows_.size());
    index_.actor_rows_.resize(rows_.size());
    for_each_part([this](std::size_t part) { lay_out(part); });
    add_up_work();
  }

 private:
  struct Part {
    std::vector<std::uint32_t> rows_of;  // by id of the input, then where an actor's next row goes
    std::vector<std::uint64_t> work_at;  // by rank
    std::uint32_t items = 0;
    std::uint32_t first_item = 0;
  };

  template <typename Body>
  void for_each_part(const Body& body) {
    pool_.parallel_for(parts_.size(), 1, [&](const Block& block) {
      for (std::size_t part = block.begin; part < block.end; ++part) body(part);
    });
  }

  void count(std::size_t number) {
    Part& part = parts_[number];
    part.rows_of.assign(ids_, 0);
    for (std::size_t i = bounds_[number]; i < bounds_[number + 1]; ++i) {
      CHECK_LT(rows_[i].actor, ids_);
      ++part.rows_of[rows_[i].actor];
      part.items += begins_item(i) ? 1 : 0;
    }
  }

  [[nodiscard]] bool begins_item(std::size_t row) const {
    return row == 0 || rows_[row].item != rows_[row - 1].item;
  }

  // Most rows first, then by rank: a counting sort.
  void number_actors() {
    const auto actors = static_cast<std::uint32_t>(actors_in_order_.size());
    std::vector<std::uint32_t> count(actors, 0);  // by rank
    std::uint32_t most = 0;
    rank_of_.assign(ids_, kUnranked);
    for (std::uint32_t rank = 0; rank < actors; ++rank) {
      CHECK_EQ(rank_of_[actors_in_order_[rank]], kUnranked);
      rank_of_[actors_in_order_[rank]] = rank;
      for (const Part& part : parts_) count[rank] += part.rows_of[actors_in_order_[rank]];
      most = std::max(most, count[rank]);
    }
    std::vector<std::uint32_t> with_more(std::size_t{most} + 2, 0);
    for (const auto rows : count) ++with_more[most - rows + 1];
    for (std::size_t i = 1; i < with_more.size(); ++i) with_more[i] += with_more[i - 1];
    index_.rank_.resize(actors);
    index_.actor_at_.resize(actors);
    index_.begin_.assign(std::size_t{actors} + 1, 0);
    for (std::uint32_t rank = 0; rank < actors; ++rank) {
      const std::uint32_t actor = with_more[most - count[rank]]++;
      index_.rank_[actor] = rank;
      index_.actor_at_[rank] = actor;
      index_.begin_[rank + 1] = index_.begin_[rank] + count[rank];
    }
  }

  // Where each part's items begin, and where it puts its rows of each actor.
  void place_parts() {
    std::uint32_t items = 0;
    for (Part& part : parts_) {
      part.first_item = items;
      items += part.items;
      part.work_at.assign(index_.actors(), 0);
    }
    index_.item_ids_.resize(items);
    index_.item_begin_.resize(std::size_t{items} + 1);
    index_.item_begin_.back() = static_cast<std::uint32_t>(rows_.size());
    index_.item_cost_.resize(items);
    for (std::uint32_t rank = 0; rank < index_.actors(); ++rank) {
      std::uint32_t next = index_.begin_[rank];
      for (Part& part : parts_) {
        const std::uint32_t rows = std::exchange(part.rows_of[actors_in_order_[rank]], next);
        next += rows;
      }
    }
  }

  void lay_out(std::size_t number) {
    Part& part = parts_[number];
    std::uint32_t item = part.first_item;
    for (std::size_t begin = bounds_[number]; begin < bounds_[number + 1]; ++item) {
      std::size_t end = begin + 1;
      while (end < bounds_[number + 1] && rows_[end].item == rows_[begin].item) ++end;
      index_.item_ids_[item] = rows_[begin].item;
      index_.item_begin_[item] = static_cast<std::uint32_t>(begin);
      lay_out_item(part, item, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
      begin = end;
    }
  }

  void lay_out_item(Part& part, std::uint32_t item, std::uint32_t begin, std::uint32_t end) {
    const std::int64_t window = index_.options_.window;
    std::uint32_t low = begin;
    std::uint32_t high = begin;
    std::uint64_t cost = 0;
    for (std::uint32_t row = begin; row < end; ++row) {
      const std::uint32_t id = rows_[row].actor;
      const std::int64_t time = rows_[row].time;
      const std::uint32_t rank = rank_of_[id];
      CHECK_NE(rank, kUnranked);
      while (time - rows_[low].time > window) ++low;
      while (high < end && rows_[high].time - time <= window) ++high;
      index_.times_[row] = time;
      index_.who_[row] = {index_.actor_at_[rank] << 1 | 1U};
      const std::uint32_t place = part.rows_of[id]++;
      index_.actor_rows_[place] = row;
      index_.places_[place] = {item, low, high};
      part.work_at[rank] += high - low;
      cost += high - low - 1;
    }
    index_.item_cost_[item] = cost;
  }

  void add_up_work() {
    index_.work_.assign(index_.actors(), 1);
    for (const Part& part : parts_) {
      for (std::size_t rank = 0; rank < part.work_at.size(); ++rank) {
        index_.work_[rank] += part.work_at[rank];
      }
    }
  }

  CoActionIndex& index_;
  const Rows& rows_;
  std::span<const std::uint32_t> actors_in_order_;
  ThreadPool& pool_;
  std::uint32_t ids_ = 0;               // all ids of the input are below
  std::vector<std::uint32_t> rank_of_;  // by id of the input
  std::vector<std::size_t> bounds_;
  std::vector<Part> parts_;
};

CoActionIndex::CoActionIndex(Rows rows, std::span<const std::uint32_t> actors_in_order,
                             const IndexOptions& options, ThreadPool& pool)
    : options_(options) {
  CHECK_GE(options.window, 0);
  CHECK_GE(options.min_items, 1U);
  CHECK_LT(rows.size(), kRowsMax);
  CHECK_LT(actors_in_order.size(), kActorsMax);
  Builder(*this, rows, actors_in_order, pool).build();
  Rows().swap(rows);
  choose_prefixes(pool);
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
  if (heavy_items_.empty()) return;
  pool.parallel_for(actors(), kActorGrain, [&](const Block& block) {
    for (std::size_t rank = block.begin; rank < block.end; ++rank) {
      choose_prefix(static_cast<std::uint32_t>(rank));
    }
  });
}

// Marks the costliest heavy items, at most k − 1, as not generating.
void CoActionIndex::choose_prefix(std::uint32_t rank) {
  const auto places = places_at(rank);
  std::vector<std::uint32_t> heavy;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::uint32_t item = places[i].item;
    if ((i == 0 || places[i - 1].item != item) && is_heavy(item)) heavy.push_back(item);
  }
  for (const auto item : heavy) {
    const auto place = std::lower_bound(heavy_items_.begin(), heavy_items_.end(), item);
    heavy_mask_[actor_at_[rank]] |= std::uint64_t{1} << ((place - heavy_items_.begin()) % 64);
  }
  const std::size_t count = std::min<std::size_t>(heavy.size(), options_.min_items - 1);
  if (count == 0) return;
  std::partial_sort(heavy.begin(), heavy.begin() + static_cast<std::ptrdiff_t>(count), heavy.end(),
                    [&](std::uint32_t x, std::uint32_t y) {
                      return item_cost_[x] != item_cost_[y] ? item_cost_[x] > item_cost_[y] : x > y;
                    });
  heavy.resize(count);
  std::sort(heavy.begin(), heavy.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!std::binary_search(heavy.begin(), heavy.end(), places[i].item)) continue;
    who_[rows_at(rank)[i]].bits &= ~1U;
    work_[rank] -= places[i].window_size();
  }
}

}  // namespace overt::join
