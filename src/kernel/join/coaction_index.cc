#include "kernel/join/coaction_index.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "kernel/join/peel.h"

namespace overt::join {
namespace {

constexpr std::size_t kActorGrain = 1024;
constexpr std::uint32_t kActorsMax = std::uint32_t{1} << 31;
// Each part counts by actor; more parts would cost more memory than they save time.
constexpr std::size_t kPartsMax = 16;
constexpr std::size_t kRowsPerPartMin = std::size_t{1} << 10;

// The processor's own is not in the oldest ones we run on, and a call costs more than this.
std::uint32_t bits_set(std::uint64_t word) {
  word -= (word >> 1U) & 0x5555'5555'5555'5555U;
  word = (word & 0x3333'3333'3333'3333U) + ((word >> 2U) & 0x3333'3333'3333'3333U);
  word = (word + (word >> 4U)) & 0x0F0F'0F0F'0F0F'0F0FU;
  return static_cast<std::uint32_t>((word * 0x0101'0101'0101'0101U) >> 56U);
}

}  // namespace

// What an index shares with its thinned copies, while it is built.
struct CoActionIndex::Shared {
  std::shared_ptr<Actors> actors = std::make_shared<Actors>();
  std::shared_ptr<Items> items = std::make_shared<Items>();
  std::shared_ptr<Layout> layout = std::make_shared<Layout>();
};

// Builds an index from parts, one a thread: equal runs of rows, of which each but the first may
// begin within an item.
class CoActionIndex::Builder {
 public:
  Builder(CoActionIndex& index, const Shared& shared, const Rows& rows,
          std::span<const std::uint32_t> actors_in_order, ThreadPool& pool)
      : index_(index),
        actors_(*shared.actors),
        items_(*shared.items),
        layout_(*shared.layout),
        rows_(rows),
        actors_in_order_(actors_in_order),
        pool_(pool) {
    const std::size_t parts =
        std::min({pool.threads(), kPartsMax, rows.size() / kRowsPerPartMin + 1});
    for (std::size_t part = 0; part <= parts; ++part) {
      bounds_.push_back(rows.size() * part / parts);
    }
    parts_.resize(parts);
  }

  void build() {
    for (const auto actor : actors_in_order_) ids_ = std::max(ids_, actor + 1);
    for_each_part([this](std::size_t part) { count(part); });
    number_actors();
    place_parts();
    index_.times_.resize(rows_.size());
    index_.who_.resize(rows_.size());
    layout_.places.resize(rows_.size());
    layout_.actor_rows.resize(rows_.size());
    for_each_part([this](std::size_t part) { lay_out(part); });
    add_up_work();
  }

 private:
  // All that a row asks of its actor, in one place, as actors come in no order.
  struct OfActor {
    std::uint32_t rows = 0;  // then where its next row goes
    Who who = {0};
    std::uint64_t work = 0;
  };
  struct Part {
    LargeVector<OfActor> of;       // by id of the input
    std::uint32_t items = 0;       // that begin in it
    std::uint32_t first_item = 0;  // of those
    std::uint64_t cost = 0;        // here of the item it begins within
  };

  template <typename Body>
  void for_each_part(const Body& body) {
    pool_.parallel_for(parts_.size(), 1, [&](const Block& block) {
      for (std::size_t part = block.begin; part < block.end; ++part) body(part);
    });
  }

  void count(std::size_t number) {
    Part& part = parts_[number];
    part.of.assign(ids_, {});
    for (std::size_t i = bounds_[number]; i < bounds_[number + 1]; ++i) {
      CHECK_LT(rows_[i].actor, ids_);
      ++part.of[rows_[i].actor].rows;
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
    std::vector<bool> ranked(ids_, false);
    for (std::uint32_t rank = 0; rank < actors; ++rank) {
      CHECK(!ranked[actors_in_order_[rank]]);
      ranked[actors_in_order_[rank]] = true;
      for (const Part& part : parts_) count[rank] += part.of[actors_in_order_[rank]].rows;
      most = std::max(most, count[rank]);
    }
    std::vector<std::uint32_t> with_more(std::size_t{most} + 2, 0);
    for (const auto rows : count) ++with_more[most - rows + 1];
    for (std::size_t i = 1; i < with_more.size(); ++i) with_more[i] += with_more[i - 1];
    actors_.rank.resize(actors);
    actors_.at.resize(actors);
    actors_.begin.assign(std::size_t{actors} + 1, 0);
    for (std::uint32_t rank = 0; rank < actors; ++rank) {
      const std::uint32_t actor = with_more[most - count[rank]]++;
      actors_.rank[actor] = rank;
      actors_.at[rank] = actor;
      actors_.begin[rank + 1] = actors_.begin[rank] + count[rank];
    }
  }

  // Where each part's items begin, and where it puts its rows of each actor.
  void place_parts() {
    std::uint32_t items = 0;
    for (Part& part : parts_) {
      part.first_item = items;
      items += part.items;
    }
    items_.ids.resize(items);
    layout_.item_begin.resize(std::size_t{items} + 1);
    layout_.item_begin.back() = static_cast<std::uint32_t>(rows_.size());
    items_.cost.resize(items);
    for (std::uint32_t rank = 0; rank < actors_.rank.size(); ++rank) {
      std::uint32_t next = actors_.begin[rank];
      for (Part& part : parts_) {
        OfActor& of = part.of[actors_in_order_[rank]];
        of.who = {actors_.at[rank] << 1 | 1U};
        next += std::exchange(of.rows, next);
      }
    }
  }

  void lay_out(std::size_t number) {
    Part& part = parts_[number];
    std::size_t begin = bounds_[number];
    const std::size_t part_end = bounds_[number + 1];
    if (begin < part_end && !begins_item(begin)) {
      const Run run = {begin, end_of_run(begin, part_end)};
      const auto item_begin =
          std::lower_bound(rows_.begin(), rows_.end(), rows_[begin].item,
                           [](const Row& row, std::uint32_t item) { return row.item < item; });
      part.cost = lay_out_rows(
          part, part.first_item - 1, run,
          {static_cast<std::size_t>(item_begin - rows_.begin()), end_of_item(run.end)});
      begin = run.end;
    }
    for (std::uint32_t item = part.first_item; begin < part_end; ++item) {
      const Run run = {begin, end_of_run(begin, part_end)};
      items_.ids[item] = rows_[begin].item;
      layout_.item_begin[item] = static_cast<std::uint32_t>(begin);
      items_.cost[item] = lay_out_rows(part, item, run, {begin, end_of_item(run.end)});
      begin = run.end;
    }
  }

  struct Run {
    std::size_t begin;
    std::size_t end;
  };

  [[nodiscard]] std::size_t end_of_run(std::size_t begin, std::size_t part_end) const {
    std::size_t end = begin + 1;
    while (end < part_end && !begins_item(end)) ++end;
    return end;
  }

  // Of the item whose rows in a part end there.
  [[nodiscard]] std::size_t end_of_item(std::size_t end) const {
    if (end == rows_.size() || begins_item(end)) return end;
    const auto behind = std::upper_bound(
        rows_.begin() + static_cast<std::ptrdiff_t>(end), rows_.end(), rows_[end].item,
        [](std::uint32_t item, const Row& row) { return item < row.item; });
    return static_cast<std::size_t>(behind - rows_.begin());
  }

  // The first row from `begin` on, of the same item, that is within the window of `row`.
  [[nodiscard]] std::size_t first_in_window(std::size_t begin, std::size_t row) const {
    const auto first = std::partition_point(
        rows_.begin() + static_cast<std::ptrdiff_t>(begin),
        rows_.begin() + static_cast<std::ptrdiff_t>(row),
        [&](const Row& before) { return rows_[row].time - before.time > index_.options_.window; });
    return static_cast<std::size_t>(first - rows_.begin());
  }

  // A run of rows of one item, whose rows are all those of `of_item`. Their cost.
  std::uint64_t lay_out_rows(Part& part, std::uint32_t item, Run run, Run of_item) {
    const std::int64_t window = index_.options_.window;
    auto low = static_cast<std::uint32_t>(first_in_window(of_item.begin, run.begin));
    auto high = static_cast<std::uint32_t>(run.begin);
    std::uint64_t cost = 0;
    for (auto row = static_cast<std::uint32_t>(run.begin); row < run.end; ++row) {
      OfActor& of = part.of[rows_[row].actor];
      const std::int64_t time = rows_[row].time;
      CHECK(of.who.generates());  // it is among the actors in order
      while (time - rows_[low].time > window) ++low;
      while (high < of_item.end && rows_[high].time - time <= window) ++high;
      index_.times_[row] = time;
      index_.who_[row] = of.who;
      const std::uint32_t place = of.rows++;
      layout_.actor_rows[place] = row;
      layout_.places[place] = {item, low, high};
      of.work += high - low;
      cost += high - low - 1;
    }
    return cost;
  }

  void add_up_work() {
    actors_.work.assign(actors_.rank.size(), 1);
    for (const Part& part : parts_) {
      if (part.cost > 0) items_.cost[part.first_item - 1] += part.cost;
      for (std::size_t rank = 0; rank < actors_in_order_.size(); ++rank) {
        actors_.work[rank] += part.of[actors_in_order_[rank]].work;
      }
    }
  }

  CoActionIndex& index_;
  Actors& actors_;
  Items& items_;
  Layout& layout_;
  const Rows& rows_;
  std::span<const std::uint32_t> actors_in_order_;
  ThreadPool& pool_;
  std::uint32_t ids_ = 0;  // all ids of the input are below
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
  const Shared shared;
  actors_ = shared.actors;
  items_ = shared.items;
  layout_ = shared.layout;
  Builder(*this, shared, rows, actors_in_order, pool).build();
  Rows().swap(rows);
  choose_prefixes(*shared.actors, *shared.items, pool);
}

std::unique_ptr<CoActionIndex> CoActionIndex::from_rank(std::uint32_t rank) const {
  CHECK(moves_.empty());
  CHECK_LE(rank, actors());
  std::unique_ptr<CoActionIndex> index(new CoActionIndex());
  index->options_ = options_;
  index->actors_ = actors_;
  index->items_ = items_;
  index->layout_ = layout_;
  index->first_rank_ = rank;
  index->move_rows();
  index->times_.resize(index->moves_.back().before);
  index->who_.resize(index->moves_.back().before);
  std::size_t out = 0;
  for (std::size_t i = 0; i < index->moves_.size(); ++i) {
    for (std::uint64_t left = index->moves_[i].stay; left != 0; left &= left - 1) {
      const std::size_t row = i * kMovesRows + static_cast<std::size_t>(std::countr_zero(left));
      index->times_[out] = times_[row];
      index->who_[out++] = who_[row];
    }
  }
  return index;
}

// The last of moves_ says how many rows there are.
void CoActionIndex::move_rows() {
  const std::size_t rows = layout_->actor_rows.size();
  moves_.assign(rows / kMovesRows + 2, {});
  for (std::size_t i = begin_at(first_rank_); i < rows; ++i) {
    const std::uint32_t row = layout_->actor_rows[i];
    moves_[row / kMovesRows].stay |= std::uint64_t{1} << (row % kMovesRows);
  }
  std::uint32_t before = 0;
  for (Moves& moves : moves_) {
    moves.before = before;
    before += bits_set(moves.stay);
  }
}

std::uint32_t CoActionIndex::moved(std::uint32_t row) const {
  const Moves& moves = moves_[row / kMovesRows];
  const std::uint64_t below = (std::uint64_t{1} << (row % kMovesRows)) - 1;
  return moves.before + bits_set(moves.stay & below);
}

void CoActionIndex::locate(std::uint32_t rank, Located& to) const {
  CHECK_GE(rank, first_rank_);
  const std::size_t begin = begin_at(rank);
  const std::size_t count = rows_of(rank);
  to.rows = std::span(layout_->actor_rows).subspan(begin, count);
  const auto rest = std::span<const Place>(layout_->places).subspan(begin);
  to.ahead = rest.first(std::min(rest.size(), count + kAhead));
  if (!moves_.empty()) {
    to.own_rows.clear();
    to.own_places.clear();
    for (const std::uint32_t row : to.rows) to.own_rows.push_back(moved(row));
    for (const Place& place : to.ahead) {
      to.own_places.push_back({place.item, moved(place.window_low), moved(place.window_high)});
    }
    to.rows = to.own_rows;
    to.ahead = to.own_places;
  }
  to.places = to.ahead.first(count);
}

std::span<const std::uint32_t> CoActionIndex::rows_on_item(std::uint32_t rank, std::uint32_t item,
                                                           std::vector<std::uint32_t>& own) const {
  const auto all = std::span(layout_->actor_rows).subspan(begin_at(rank), rows_of(rank));
  const auto begin = std::lower_bound(all.begin(), all.end(), layout_->item_begin[item]);
  const auto end = std::lower_bound(begin, all.end(), layout_->item_begin[item + 1]);
  if (moves_.empty()) return {begin, end};
  own.clear();
  for (auto row = begin; row != end; ++row) own.push_back(moved(*row));
  return own;
}

void CoActionIndex::find_heavy_items(Items& items) const {
  for (std::uint32_t item = 0; item < items.ids.size(); ++item) {
    const std::uint64_t item_rows = layout_->item_begin[item + 1] - layout_->item_begin[item];
    if (items.cost[item] > item_rows * options_.heavy_degree) items.heavy.push_back(item);
  }
  items.heavy_masks_exact = items.heavy.size() <= 64;
}

bool CoActionIndex::is_heavy(std::uint32_t item_index) const {
  return std::binary_search(items_->heavy.begin(), items_->heavy.end(), item_index);
}

void CoActionIndex::choose_prefixes(Actors& actors, Items& items, ThreadPool& pool) {
  find_heavy_items(items);
  actors.heavy_mask.assign(actors.rank.size(), 0);
  if (items.heavy.empty()) return;
  pool.parallel_for(actors.rank.size(), kActorGrain, [&](const Block& block) {
    for (std::size_t rank = block.begin; rank < block.end; ++rank) {
      choose_prefix(static_cast<std::uint32_t>(rank), actors, items);
    }
  });
}

// Marks the costliest heavy items, at most k − 1, as not generating.
void CoActionIndex::choose_prefix(std::uint32_t rank, Actors& actors, const Items& items) {
  Located located;
  locate(rank, located);
  const auto places = located.places;
  std::vector<std::uint32_t> heavy;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::uint32_t item = places[i].item;
    if ((i == 0 || places[i - 1].item != item) && is_heavy(item)) heavy.push_back(item);
  }
  for (const auto item : heavy) {
    const auto place = std::lower_bound(items.heavy.begin(), items.heavy.end(), item);
    actors.heavy_mask[actors.at[rank]] |= std::uint64_t{1} << ((place - items.heavy.begin()) % 64);
  }
  const std::size_t count = std::min<std::size_t>(heavy.size(), options_.min_items - 1);
  if (count == 0) return;
  std::partial_sort(heavy.begin(), heavy.begin() + static_cast<std::ptrdiff_t>(count), heavy.end(),
                    [&](std::uint32_t x, std::uint32_t y) {
                      return items.cost[x] != items.cost[y] ? items.cost[x] > items.cost[y] : x > y;
                    });
  heavy.resize(count);
  std::sort(heavy.begin(), heavy.end());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!std::binary_search(heavy.begin(), heavy.end(), places[i].item)) continue;
    who_[located.rows[i]].bits &= ~1U;
    actors.work[rank] -= places[i].window_size();
  }
}

}  // namespace overt::join
