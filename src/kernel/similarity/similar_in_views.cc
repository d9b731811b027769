#include "kernel/similarity/similar_in_views.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace overt::similarity {
namespace {

/// The vectors of a view, weighed as they are asked for.
class ViewVectors {
 public:
  ViewVectors(const ViewTable& table, const LargeVector<std::uint64_t>& views_of,
              std::uint32_t view)
      : table_(table), view_(view), rows_with_(table.columns, 0), lengths_(table.rows(), kNotYet) {
    for (std::uint32_t r = 0; r < table.rows(); ++r) {
      if (!has_view(views_of[r])) continue;
      ++rows_;
      for (const ViewEntry& entry : table.row(r)) {
        if (has_view(entry.views)) ++rows_with_[entry.column];
      }
    }
    for (std::uint32_t with = 1; with < kRaritiesKept; ++with)
      rarities_.push_back(log_rarity(with));
  }

  /// Of rows that take part.
  SimilarPair multiply(std::uint32_t a, std::uint32_t b) {
    find_common(a, b);
    SimilarPair pair = {a, b, 0, static_cast<std::uint32_t>(common_.size())};
    const double length_a = length(a);
    const double length_b = length(b);
    for (const SharedColumn& common : common_) {
      pair.cosine += (common.weight_a / length_a) * (common.weight_b / length_b);
    }
    return pair;
  }

 private:
  static constexpr double kNotYet = -1;
  static constexpr std::uint32_t kRaritiesKept = 1024;

  struct SharedColumn {
    std::uint32_t rows_with;
    std::uint32_t column;
    double weight_a;
    double weight_b;
  };

  [[nodiscard]] bool has_view(std::uint64_t views) const { return (views >> view_ & 1U) != 0; }

  [[nodiscard]] double log_rarity(std::uint32_t with) const {
    return std::log(static_cast<double>(rows_) / with);
  }
  [[nodiscard]] double rarity(std::uint32_t column) const {
    const std::uint32_t with = rows_with_[column];
    return with < kRaritiesKept ? rarities_[with - 1] : log_rarity(with);
  }

  // In an order that does not hang on which row is which, from the commonest to the rarest: sums
  // are then the same to the last bit. What all rows have weighs nothing and is left out.
  void find_common(std::uint32_t a, std::uint32_t b) {
    common_.clear();
    const auto other = table_.row(b);
    auto at = other.begin();
    for (const ViewEntry& entry : table_.row(a)) {
      while (at != other.end() && at->column < entry.column) ++at;
      if (at == other.end()) break;
      if (at->column != entry.column || !has_view(entry.views)) continue;
      const double rare = rarity(entry.column);
      if (rare <= 0) continue;
      common_.push_back({rows_with_[entry.column], entry.column,
                         static_cast<double>(entry.weight) * rare,
                         static_cast<double>(at->weight) * rare});
    }
    std::sort(common_.begin(), common_.end(), [](const SharedColumn& x, const SharedColumn& y) {
      return x.rows_with != y.rows_with ? x.rows_with > y.rows_with : x.column < y.column;
    });
  }

  double length(std::uint32_t row) {
    double& length = lengths_[row];
    if (length != kNotYet) return length;
    double square = 0;
    for (const ViewEntry& entry : table_.row(row)) {
      if (!has_view(entry.views)) continue;
      const double weight = static_cast<double>(entry.weight) * rarity(entry.column);
      if (weight > 0) square += weight * weight;
    }
    return length = std::sqrt(square);
  }

  const ViewTable& table_;
  std::uint32_t view_;
  std::uint32_t rows_ = 0;
  LargeVector<std::uint32_t> rows_with_;  // by column
  LargeVector<double> lengths_;           // by row
  std::vector<double> rarities_;          // of columns that 1, 2, … rows have
  std::vector<SharedColumn> common_;
};

bool is_better(const SimilarPair& x, const SimilarPair& y) {
  if (x.cosine != y.cosine) return x.cosine > y.cosine;
  return x.a != y.a ? x.a < y.a : x.b < y.b;
}

void keep_best(std::uint64_t count, SimilarRows& found) {
  auto& pairs = found.pairs;
  if (pairs.size() <= count) return;
  std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count), pairs.end(),
                   is_better);
  found.pairs_left_out += pairs.size() - count;
  pairs.resize(count);
}

}  // namespace

SimilarInViews::SimilarInViews(const ViewTable& table, std::uint32_t views,
                               const SimilarityOptions& options, ThreadPool& pool,
                               const RowsDone& done)
    : table_(table), options_(options) {
  CHECK(options.cosine_min > 0 && options.cosine_min <= 1);
  const ViewTerms terms(table, views, options.columns_min, pool);
  views_of_.resize(table.rows());
  for (std::uint32_t r = 0; r < table.rows(); ++r) views_of_[r] = terms.views_of(r);
  candidates_ = find_candidates(terms, options, pool, done);
}

SimilarRows SimilarInViews::in(std::uint32_t view) const {
  SimilarRows found;
  ViewVectors vectors(table_, views_of_, view);
  for (const Candidate& candidate : candidates_.pairs) {
    if ((candidate.views >> view & 1U) == 0) continue;
    const SimilarPair pair = vectors.multiply(candidate.a, candidate.b);
    if (pair.cosine < options_.cosine_min || pair.common < std::max(1U, options_.common_min)) {
      continue;
    }
    found.pairs.push_back(pair);
    if (found.pairs.size() > 2 * options_.pairs_max) keep_best(options_.pairs_max, found);
  }
  keep_best(options_.pairs_max, found);
  std::sort(found.pairs.begin(), found.pairs.end(),
            [](const auto& x, const auto& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  return found;
}

}  // namespace overt::similarity
