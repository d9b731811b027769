#include "kernel/similarity/view_terms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "kernel/similarity/bit_counts.h"

namespace overt::similarity {
namespace {

constexpr std::uint32_t kNoRank = 0xFFFF'FFFFU;
constexpr std::size_t kRowsAtOnce = 4096;
constexpr std::size_t kColumnsAtOnce = 16384;
/// Instead of infinity: what a row whose least length is 0 may weigh.
constexpr double kAnyWeight = 1e15;

/// The rows that have each column, ascending, of those that take part in a view.
class RowsByColumn {
 public:
  RowsByColumn(const ViewTable& table, const LargeVector<std::uint64_t>& views_of, ThreadPool& pool)
      : begins_(std::size_t{table.columns} + 1, 0) {
    for (std::uint32_t r = 0; r < table.rows(); ++r) {
      if (views_of[r] == 0) continue;
      for (const ViewEntry& entry : table.row(r)) ++begins_[entry.column + 1];
    }
    for (std::uint32_t c = 0; c < table.columns; ++c) begins_[c + 1] += begins_[c];
    rows_.resize(begins_.back());
    fill(table, views_of, pool);
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t column) const {
    return {rows_.data() + begins_[column], begins_[column + 1] - begins_[column]};
  }

 private:
  // Every thread goes through the whole table and takes columns of its own.
  void fill(const ViewTable& table, const LargeVector<std::uint64_t>& views_of, ThreadPool& pool) {
    LargeVector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
    pool.parallel_for(pool.threads(), 1, [&](const Block& block) {
      const auto part = [&](std::size_t p) {
        return static_cast<std::uint32_t>(std::uint64_t{table.columns} * p / pool.threads());
      };
      const std::uint32_t first = part(block.begin);
      const std::uint32_t end = part(block.begin + 1);
      for (std::uint32_t r = 0; r < table.rows(); ++r) {
        if (views_of[r] == 0) continue;
        for (const ViewEntry& entry : table.row(r)) {
          if (entry.column >= first && entry.column < end) rows_[next[entry.column]++] = r;
        }
      }
    });
  }

  LargeVector<std::uint64_t> begins_;
  UninitialisedVector<std::uint32_t> rows_;
};

/// In which views as many columns as asked for were seen.
class EnoughColumns {
 public:
  explicit EnoughColumns(std::uint32_t columns) : seen_(columns, 0) {}
  void clear() { std::fill(seen_.begin(), seen_.end(), 0); }
  void add(std::uint64_t views) {
    for (std::size_t k = seen_.size(); k > 1; --k) seen_[k - 1] |= seen_[k - 2] & views;
    seen_[0] |= views;
  }
  [[nodiscard]] std::uint64_t views() const { return seen_.back(); }

 private:
  std::vector<std::uint64_t> seen_;  // k: in which views more than k were
};

double rarity_of(std::uint32_t rows, std::uint32_t rows_with) {
  return std::max(0.0, std::log(static_cast<double>(rows) / std::max(1U, rows_with)));
}

}  // namespace

ViewTerms::ViewTerms(const ViewTable& table, std::uint32_t views, std::uint32_t columns_min,
                     ThreadPool& pool)
    : views_(views), all_views_(views == kViewsMax ? ~0ULL : (1ULL << views) - 1) {
  CHECK(views >= 1 && views <= kViewsMax);
  CHECK(columns_min >= 1);
  find_rows_of_views(table, columns_min, pool);
  const Columns columns = count_columns(table, pool);
  const auto rank = rank_columns(columns);
  take_rows(table, columns, rank, pool);
}

void ViewTerms::prefetch_ranks(std::uint32_t r) const {
  constexpr std::uint64_t kRanksOfLine = 16;
  const std::uint64_t end = begins_[r + 1];
  if (end < kRanksOfLine) return;
  __builtin_prefetch(ranks_.data() + end - 1);
  __builtin_prefetch(ranks_.data() + end - kRanksOfLine);
  if (begins_[r] + 2 * kRanksOfLine < end) {
    __builtin_prefetch(ranks_.data() + end - 2 * kRanksOfLine);
  }
}

void ViewTerms::prefetch_weights(std::uint32_t r) const {
  __builtin_prefetch(views_of_.data() + r);
  __builtin_prefetch(squares(r));
  __builtin_prefetch(squares(r) + views_ - 1);
  const std::uint64_t end = begins_[r + 1];
  if (end > begins_[r]) __builtin_prefetch(weights_.data() + end - 1);
}

void ViewTerms::find_rows_of_views(const ViewTable& table, std::uint32_t columns_min,
                                   ThreadPool& pool) {
  views_of_.resize(table.rows());
  pool.parallel_for(table.rows(), kRowsAtOnce, [&](const Block& block) {
    EnoughColumns enough(columns_min);
    for (std::size_t r = block.begin; r < block.end; ++r) {
      enough.clear();
      for (const ViewEntry& entry : table.row(static_cast<std::uint32_t>(r))) {
        enough.add(entry.views & all_views_);
      }
      views_of_[r] = enough.views();
    }
  });
}

ViewTerms::Columns ViewTerms::count_columns(const ViewTable& table, ThreadPool& pool) const {
  BitCounts rows;
  for (const std::uint64_t views : views_of_) rows.add(views);
  const std::uint32_t fewest = rows.least(all_views_);
  const std::uint32_t most = rows.most(all_views_);
  Columns columns;
  columns.rarity.resize(table.columns);
  columns.rows_with.resize(table.columns);
  columns.views.resize(table.columns);
  for (const ViewEntry& entry : table.entries) {
    columns.views[entry.column] = entry.views & all_views_;
  }
  const RowsByColumn rows_by_column(table, views_of_, pool);
  pool.parallel_for(table.columns, kColumnsAtOnce, [&](const Block& block) {
    BitCounts with;
    for (std::size_t i = block.begin; i < block.end; ++i) {
      const auto column = static_cast<std::uint32_t>(i);
      with.clear();
      for (const std::uint32_t r : rows_by_column.of(column)) {
        with.add(views_of_[r] & columns.views[column]);
      }
      // A view where one row alone has it matters to no pair.
      const std::uint64_t several = with.several();
      columns.rarity[i].least =
          static_cast<float>(rarity_of(fewest, with.most(columns.views[column])));
      if (several == 0) continue;
      columns.rarity[i].most = static_cast<float>(rarity_of(most, with.least(several)));
      columns.rows_with[i] = static_cast<std::uint32_t>(rows_by_column.of(column).size());
    }
  });
  return columns;
}

// From the commonest to the rarest, by counting; of columns as common as each other the first comes
// first.
LargeVector<std::uint32_t> ViewTerms::rank_columns(const Columns& columns) {
  const auto& rows_with = columns.rows_with;
  const std::uint32_t most =
      rows_with.empty() ? 0 : *std::max_element(rows_with.begin(), rows_with.end());
  std::vector<std::uint32_t> next(std::size_t{most} + 1, 0);  // by rows: the rank to give
  for (const std::uint32_t rows : rows_with) ++next[rows];
  std::uint32_t ranks = 0;
  for (std::uint32_t rows = most; rows > 0; --rows) ranks += std::exchange(next[rows], ranks);
  rank_views_.resize(ranks);
  LargeVector<std::uint32_t> rank(rows_with.size(), kNoRank);
  for (std::size_t column = 0; column < rows_with.size(); ++column) {
    if (rows_with[column] == 0) continue;
    rank[column] = next[rows_with[column]]++;
    rank_views_[rank[column]] = columns.views[column];
  }
  return rank;
}

void ViewTerms::take_rows(const ViewTable& table, const Columns& columns,
                          const LargeVector<std::uint32_t>& rank, ThreadPool& pool) {
  const std::uint32_t rows = table.rows();
  begins_.assign(std::size_t{rows} + 1, 0);
  pool.parallel_for(rows, kRowsAtOnce, [&](const Block& block) {
    for (std::size_t r = block.begin; r < block.end; ++r) {
      if (views_of_[r] == 0) continue;
      for (const ViewEntry& entry : table.row(static_cast<std::uint32_t>(r))) {
        if (rank[entry.column] != kNoRank) ++begins_[r + 1];
      }
    }
  });
  for (std::uint32_t r = 0; r < rows; ++r) begins_[r + 1] += begins_[r];
  ranks_.resize(begins_.back());
  weights_.resize(begins_.back());
  spreads_.resize(rows);
  squares_.resize(std::size_t{rows} * views_);
  pool.parallel_for(rows, kRowsAtOnce, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      const auto r = static_cast<std::uint32_t>(i);
      if (views_of_[r] == 0) continue;
      take_row(table, columns, rank, r);
      measure_row(table, columns, r);
    }
  });
}

void ViewTerms::take_row(const ViewTable& table, const Columns& columns,
                         const LargeVector<std::uint32_t>& rank, std::uint32_t r) {
  std::vector<std::pair<std::uint32_t, float>> terms;
  for (const ViewEntry& entry : table.row(r)) {
    if (rank[entry.column] == kNoRank) continue;
    terms.emplace_back(rank[entry.column], entry.weight * columns.rarity[entry.column].most);
  }
  std::sort(terms.begin(), terms.end(),
            [](const auto& x, const auto& y) { return x.first < y.first; });
  std::uint64_t at = begins_[r];
  for (const auto& [place, weight] : terms) {
    ranks_[at] = place;
    weights_[at++] = weight;
  }
}

// The least length in each view; and what the row weighs at most, divided by it.
void ViewTerms::measure_row(const ViewTable& table, const Columns& columns, std::uint32_t r) {
  std::array<double, kViewsMax> square{};
  std::array<double, kViewsMax> sum{};
  std::array<double, kViewsMax> heaviest{};
  for (const ViewEntry& entry : table.row(r)) {
    const auto& rarity = columns.rarity[entry.column];
    const double least = static_cast<double>(entry.weight) * static_cast<double>(rarity.least);
    const double most = static_cast<double>(entry.weight) * static_cast<double>(rarity.most);
    for_each_view(entry.views & views_of_[r], [&](std::uint32_t view) {
      square[view] += least * least;
      sum[view] += most;
      heaviest[view] = std::max(heaviest[view], most);
    });
  }
  RowSpread& spread = spreads_[r];
  for_each_view(views_of_[r], [&](std::uint32_t view) {
    squares_[std::size_t{r} * views_ + view] = static_cast<float>(square[view]);
    const double length = std::sqrt(square[view]);
    const auto share = [&](double weight) {
      return static_cast<float>(weight < kAnyWeight * length ? weight / length : kAnyWeight);
    };
    if (sum[view] <= 0) return;
    spread.heaviest = std::max(spread.heaviest, share(heaviest[view]));
    spread.sum = std::max(spread.sum, share(sum[view]));
  });
}

}  // namespace overt::similarity
