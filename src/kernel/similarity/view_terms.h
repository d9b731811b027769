#pragma once
// A ViewTable made ready to be searched in all views at once: rows by the commonness of their
// columns, with bounds that hold in every view. A column's rarity lies between two bounds, from the
// greatest and the least number of rows that have it in a view; from these come the least length
// (L2 norm) of a row in each view, and the most that an entry can weigh.
//
// Thread safety: const calls at once. O(entries · (views / 4 + log)) to make; memory 8 bytes an
// entry and 24 + 4 · views a row, while it is made 4 more an entry.

#include <cstdint>
#include <span>
#include <vector>

#include "base/large_blocks.h"
#include "base/parallel.h"
#include "base/uninitialised.h"
#include "kernel/similarity/view_table.h"

namespace overt::similarity {

/// What a row of length 1 weighs at most in any view.
struct RowSpread {
  float heaviest = 0;  // one entry
  float sum = 0;       // of all entries
};

/// A row's columns by rank, the commonest first; of columns that two rows or more have in a view.
struct TermRow {
  std::span<const std::uint32_t> ranks;
  std::span<const float> weights;  // the most it can be, not divided by the row's length
};

class ViewTerms {
 public:
  /// Bits of `table` from `views` on are not looked at.
  ViewTerms(const ViewTable& table, std::uint32_t views, std::uint32_t columns_min,
            ThreadPool& pool);

  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(views_of_.size()); }
  [[nodiscard]] std::uint32_t ranks_end() const {
    return static_cast<std::uint32_t>(rank_views_.size());
  }
  [[nodiscard]] std::uint64_t size() const { return ranks_.size(); }
  [[nodiscard]] TermRow row(std::uint32_t r) const {
    const std::size_t size = begins_[r + 1] - begins_[r];
    return {{ranks_.data() + begins_[r], size}, {weights_.data() + begins_[r], size}};
  }
  /// In which views a row takes part.
  [[nodiscard]] std::uint64_t views_of(std::uint32_t r) const { return views_of_[r]; }
  [[nodiscard]] const RowSpread& spread(std::uint32_t r) const { return spreads_[r]; }
  /// The least that the squares of a row's weights come to, by view.
  [[nodiscard]] const float* squares(std::uint32_t r) const {
    return squares_.data() + std::size_t{r} * views_;
  }
  [[nodiscard]] std::uint64_t rank_views(std::uint32_t rank) const { return rank_views_[rank]; }
  [[nodiscard]] std::uint32_t views() const { return views_; }

  /// Hints: first the one, some time after it the other.
  void prefetch_begin(std::uint32_t r) const { __builtin_prefetch(begins_.data() + r + 1); }
  void prefetch_ranks(std::uint32_t r) const;
  /// And, once more is asked of the row than its ranks:
  void prefetch_weights(std::uint32_t r) const;

 private:
  struct Rarity {
    float least = 0;
    float most = 0;
  };
  /// By column; the views only of columns that two rows or more have in one.
  struct Columns {
    LargeVector<Rarity> rarity;
    LargeVector<std::uint32_t> rows_with;  // 0 where no two rows have it in a view
    LargeVector<std::uint64_t> views;
  };

  void find_rows_of_views(const ViewTable& table, std::uint32_t columns_min, ThreadPool& pool);
  [[nodiscard]] Columns count_columns(const ViewTable& table, ThreadPool& pool) const;
  [[nodiscard]] LargeVector<std::uint32_t> rank_columns(const Columns& columns);
  void take_rows(const ViewTable& table, const Columns& columns,
                 const LargeVector<std::uint32_t>& rank, ThreadPool& pool);
  void take_row(const ViewTable& table, const Columns& columns,
                const LargeVector<std::uint32_t>& rank, std::uint32_t r);
  void measure_row(const ViewTable& table, const Columns& columns, std::uint32_t r);

  std::uint32_t views_;
  std::uint64_t all_views_;
  LargeVector<std::uint64_t> views_of_;  // by row
  LargeVector<std::uint64_t> begins_;
  UninitialisedVector<std::uint32_t> ranks_;
  UninitialisedVector<float> weights_;
  LargeVector<RowSpread> spreads_;
  LargeVector<float> squares_;  // rows · views
  LargeVector<std::uint64_t> rank_views_;
};

}  // namespace overt::similarity
