#pragma once
// CoActionIndex: the peeled rows laid out for the join. Rows stay in (item, time) order in two
// parallel columns; every actor knows the positions of its rows; every row knows which positions
// lie within the window of it; and every actor's costliest items are marked as not generating.
//
// The rare-first prefix. Order the items by cost: light before heavy, then by the number of row
// pairs within the window, then by id. Leave out of actor a the s_a costliest of its items. If a
// and b co-act on K items, the j-th cheapest of them has at least K − j items of a above it, so it
// is left out of neither as long as K − j ≥ max(s_a, s_b): at least K − max(s_a, s_b) common items
// generate the pair on both sides. So a pair with K ≥ k is met at least k − max(s_a, s_b) times
// among generating rows, and the costly items need only be looked at for pairs that were. s_a is
// the number of a's items that are heavy, at most k − 1: light actors pay nothing. (Prefix
// filtering after Chaudhuri, Ganti and Kaushik 2006 and Bayardo, Ma and Srikant 2007, with the
// window as the filter and a prefix of each actor's own.)
//
// Actors are numbered by rank, the caller's order of output. Immutable once built: any number of
// threads may read it. Memory: 28 bytes a row, 9 an actor, 20 an item.

#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "kernel/join/row.h"

namespace overt::join {

struct IndexOptions {
  std::int64_t window = 0;  // the widest, inclusive
  std::uint32_t min_items = 1;
  /// Items whose rows have more than this many other rows within the window on average are heavy.
  std::uint32_t heavy_degree = 96;
};

class CoActionIndex {
 public:
  /// `rows` sorted by (item, time, actor); consumed. `actors_in_order` lists every actor that
  /// occurs, each once: its place there is its rank.
  CoActionIndex(std::vector<Row> rows, std::span<const std::uint32_t> actors_in_order,
                const IndexOptions& options, ThreadPool& pool);

  [[nodiscard]] std::uint32_t actors() const {
    return static_cast<std::uint32_t>(actor_begin_.size() - 1);
  }
  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(times_.size()); }
  [[nodiscard]] std::uint32_t items() const { return static_cast<std::uint32_t>(item_ids_.size()); }
  [[nodiscard]] const IndexOptions& options() const { return options_; }

  /// Positions of the actor's rows, ascending, so in runs of one item each.
  [[nodiscard]] std::span<const std::uint32_t> rows_of(std::uint32_t actor) const {
    return std::span(actor_rows_)
        .subspan(actor_begin_[actor], actor_begin_[actor + 1] - actor_begin_[actor]);
  }
  [[nodiscard]] std::uint32_t left_out(std::uint32_t actor) const { return left_out_[actor]; }

  [[nodiscard]] std::int64_t time(std::uint32_t row) const { return times_[row]; }
  [[nodiscard]] std::uint32_t actor(std::uint32_t row) const { return who_[row] >> 2; }
  [[nodiscard]] bool generates(std::uint32_t row) const { return (who_[row] & kGenerates) != 0; }
  /// True where the row's actor has other rows on the same item.
  [[nodiscard]] bool repeats(std::uint32_t row) const { return (who_[row] & kRepeats) != 0; }
  /// All rows of its item within the window of the row, itself included, are in [low, high).
  [[nodiscard]] std::uint32_t window_low(std::uint32_t row) const { return window_low_[row]; }
  [[nodiscard]] std::uint32_t window_high(std::uint32_t row) const { return window_high_[row]; }
  /// True where both rows beside it on the item are the same actor's: it meets no other actor
  /// that one of them does not meet at least as closely.
  [[nodiscard]] bool is_inside_run(std::uint32_t row) const;

  [[nodiscard]] std::uint32_t item_index(std::uint32_t row) const { return item_of_[row]; }
  [[nodiscard]] std::uint32_t item(std::uint32_t index) const { return item_ids_[index]; }
  [[nodiscard]] std::uint32_t item_begin(std::uint32_t index) const { return item_begin_[index]; }
  [[nodiscard]] std::uint32_t item_end(std::uint32_t index) const { return item_begin_[index + 1]; }

  /// Predicted work of the join for one actor: rows met while generating.
  [[nodiscard]] std::uint64_t work_of(std::uint32_t actor) const;

 private:
  static constexpr std::uint32_t kGenerates = 1;
  static constexpr std::uint32_t kRepeats = 2;

  void lay_out_rows(const std::vector<Row>& rows, std::span<const std::uint32_t> rank_of,
                    ThreadPool& pool);
  void find_windows(ThreadPool& pool);
  void index_actors();
  void choose_prefixes(ThreadPool& pool);
  void choose_prefix(std::uint32_t actor);

  IndexOptions options_;
  std::vector<std::int64_t> times_;
  std::vector<std::uint32_t> who_;  // rank << 2 | repeats << 1 | generates
  std::vector<std::uint32_t> item_of_;
  std::vector<std::uint32_t> window_low_;
  std::vector<std::uint32_t> window_high_;
  std::vector<std::uint32_t> item_ids_;
  std::vector<std::uint32_t> item_begin_;
  std::vector<std::uint64_t> item_cost_;
  std::vector<std::uint32_t> actor_begin_;
  std::vector<std::uint32_t> actor_rows_;
  std::vector<std::uint8_t> left_out_;
};

}  // namespace overt::join
