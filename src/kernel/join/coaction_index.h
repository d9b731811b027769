#pragma once
// CoActionIndex: the peeled rows laid out for the join. Rows stay in (item, time) order in two
// parallel columns; every actor knows the positions of its rows and which positions lie within the
// window of each; and every actor's costliest items are marked as not generating.
//
// The rare-first prefix. Order the items by cost: light before heavy, then by the number of row
// pairs within the window, then by id. Leave out of actor a the s_a costliest of its items, where
// s_a is the number of its heavy items, at most k − 1. If a and b co-act on K ≥ k items, the j-th
// cheapest of them has at least K − j items of a above it, so it is left out of neither as long as
// K − j ≥ max(s_a, s_b): at least K − max(s_a, s_b) ≥ 1 common items generate the pair on both
// sides. So every pair that counts is met among generating rows, and what is missing of its K lies
// on items that are heavy: K ≤ met + (heavy items common to a and b).
// (Prefix filtering after Chaudhuri, Ganti and Kaushik 2006 and Bayardo, Ma and Srikant 2007, with
// the window as the filter and a prefix of each actor's own.)
//
// Actors are numbered by how many rows they have, most first, so that what a walk keeps of those it
// meets most often shares a few cache lines. Their ranks are the caller's order, in which they are
// walked: what is read of the walking actor alone lies in that order. Immutable once built: any
// number of threads may read it. Memory: 28 bytes a row, 28 an actor, 20 an item; while it is
// built, 16 an id of the input and thread.
//
// A pair is found by the actor of lower rank, so who has been walked need not be met again:
// from_rank() is the same index without the rows of those before. It shares all but the columns of
// rows, and reckons the positions of an actor's rows among its own when that actor is walked.
// Memory: 12 bytes a row that is left, and 2 bits for each there was.

#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "kernel/join/row.h"

namespace overt::join {

struct IndexOptions {
  std::int64_t window = 0;  // the widest, inclusive
  std::uint32_t min_items = 1;
  /// Items whose rows have more than this many other rows within the window on average are heavy.
  std::uint32_t heavy_degree = 1024;
};

class CoActionIndex {
 public:
  /// `rows` sorted by (item, time, actor); consumed. `actors_in_order` lists every actor that
  /// occurs, each once, by the ids of the rows: its place there is its rank.
  CoActionIndex(Rows rows, std::span<const std::uint32_t> actors_in_order,
                const IndexOptions& options, ThreadPool& pool);

  /// The rows of the actors from `rank` on alone, under other positions; actors, ranks and items
  /// stay what they are. Of the index of all rows alone, which need not outlive it. O(rows).
  [[nodiscard]] std::unique_ptr<CoActionIndex> from_rank(std::uint32_t rank) const;
  /// Actors of lower ranks have no rows here.
  [[nodiscard]] std::uint32_t first_rank() const { return first_rank_; }

  [[nodiscard]] std::uint32_t actors() const {
    return static_cast<std::uint32_t>(actors_->rank.size());
  }
  [[nodiscard]] std::uint32_t rank(std::uint32_t actor) const { return actors_->rank[actor]; }
  [[nodiscard]] std::uint32_t actor_at(std::uint32_t rank) const { return actors_->at[rank]; }
  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(times_.size()); }
  [[nodiscard]] std::uint32_t items() const {
    return static_cast<std::uint32_t>(items_->ids.size());
  }
  [[nodiscard]] const IndexOptions& options() const { return options_; }

  /// What the walk needs of a row.
  struct Place {
    std::uint32_t item;         // index of its item
    std::uint32_t window_low;   // all rows of its item within the window of it, itself
    std::uint32_t window_high;  // included, are in [window_low, window_high)
    [[nodiscard]] std::uint32_t window_size() const { return window_high - window_low; }
  };
  /// An actor's rows: their positions, ascending, so in runs of one item each, and their places,
  /// here followed by some of those of the next actors. One for each thread, used again and again.
  struct Located {
    std::span<const std::uint32_t> rows;
    std::span<const Place> places;
    std::span<const Place> ahead;  // places, and kAhead more where there are

    std::vector<std::uint32_t> own_rows;  // where they had to be reckoned
    std::vector<Place> own_places;
  };
  static constexpr std::size_t kAhead = 8;
  /// Those of the actor at `rank`, which is not before first_rank().
  void locate(std::uint32_t rank, Located& to) const;
  /// The positions of the actor's rows on one item, held by the index or by `own`.
  [[nodiscard]] std::span<const std::uint32_t> rows_on_item(std::uint32_t rank, std::uint32_t item,
                                                            std::vector<std::uint32_t>& own) const;
  /// Asks for the window of a row.
  void prefetch_window(const Place& place) const {
    const Who* const window = &who_[place.window_low];
    __builtin_prefetch(window);
    __builtin_prefetch(window + kWhoPerLine);
  }
  /// At least the number of heavy items that both actors touched.
  [[nodiscard]] std::uint32_t common_heavy_max(std::uint32_t a, std::uint32_t b) const {
    const std::uint64_t common = actors_->heavy_mask[a] & actors_->heavy_mask[b];
    return items_->heavy_masks_exact ? static_cast<std::uint32_t>(std::popcount(common))
                                     : (common == 0 ? 0 : 0xFFFFU);
  }
  [[nodiscard]] bool has_heavy(std::uint32_t actor) const {
    return actors_->heavy_mask[actor] != 0;
  }
  [[nodiscard]] bool is_heavy(std::uint32_t item_index) const;

  [[nodiscard]] std::int64_t time(std::uint32_t row) const { return times_[row]; }
  /// Asks for it.
  void prefetch_time(std::uint32_t row) const { __builtin_prefetch(&times_[row]); }
  /// The actor of a row, and whether the row may generate pairs.
  struct Who {
    std::uint32_t bits;  // actor << 1 | generates
    [[nodiscard]] std::uint32_t actor() const { return bits >> 1; }
    [[nodiscard]] std::uint32_t generates() const { return bits & 1U; }
  };
  [[nodiscard]] std::span<const Who> who(std::uint32_t low, std::uint32_t high) const {
    return std::span(who_).subspan(low, high - low);
  }
  [[nodiscard]] std::uint32_t actor(std::uint32_t row) const { return who_[row].actor(); }
  [[nodiscard]] bool generates(std::uint32_t row) const { return who_[row].generates() != 0; }

  [[nodiscard]] std::uint32_t item(std::uint32_t index) const { return items_->ids[index]; }

  /// Predicted work of the join for the actor at `rank`: rows met while generating.
  [[nodiscard]] std::uint64_t work_at(std::uint32_t rank) const { return actors_->work[rank]; }

 private:
  class Builder;
  class Thinner;
  static constexpr std::size_t kWhoPerLine = 16;

  // What every index of the same rows says of the actors,
  struct Actors {
    LargeVector<std::uint32_t> rank;        // by actor
    LargeVector<std::uint32_t> at;          // by rank
    LargeVector<std::uint32_t> begin;       // by rank: the rows of those before, in the first index
    LargeVector<std::uint64_t> heavy_mask;  // by actor
    LargeVector<std::uint64_t> work;        // by rank
  };
  // and of the items.
  struct Items {
    LargeVector<std::uint32_t> ids;
    LargeVector<std::uint64_t> cost;
    std::vector<std::uint32_t> heavy;  // ascending
    bool heavy_masks_exact = true;     // one bit an item; else bits are shared
  };

  // Where the rows of the index of all rows are.
  struct Layout {
    LargeVector<std::uint32_t> item_begin;
    UninitialisedVector<std::uint32_t> actor_rows;  // by rank
    UninitialisedVector<Place> places;              // theirs
  };

  struct Shared;

  CoActionIndex() = default;
  void choose_prefixes(Actors& actors, Items& items, ThreadPool& pool);
  void find_heavy_items(Items& items) const;
  void choose_prefix(std::uint32_t rank, Actors& actors, const Items& items);

  [[nodiscard]] std::size_t begin_at(std::uint32_t rank) const { return actors_->begin[rank]; }
  [[nodiscard]] std::size_t rows_of(std::uint32_t rank) const {
    return actors_->begin[rank + 1] - actors_->begin[rank];
  }

  // Which of 64 rows of the index of all rows are here, and how many of those before.
  struct Moves {
    std::uint64_t stay = 0;
    std::uint32_t before = 0;
  };
  static constexpr std::uint32_t kMovesRows = 64;
  void move_rows();
  // How many of the rows before `row` are here: where it is, if it is.
  [[nodiscard]] std::uint32_t moved(std::uint32_t row) const;

  IndexOptions options_;
  std::shared_ptr<const Actors> actors_;
  std::shared_ptr<const Items> items_;
  std::shared_ptr<const Layout> layout_;
  std::uint32_t first_rank_ = 0;
  LargeVector<Moves> moves_;  // none where all rows are here
  UninitialisedVector<std::int64_t> times_;
  UninitialisedVector<Who> who_;
};

}  // namespace overt::join
