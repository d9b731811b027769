#include "kernel/similarity/similar_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace overt::similarity {
namespace {

/// Bounds may be off by the rounding of a few thousand additions, never by this much.
constexpr double kSlack = 1e-9;

/// An entry of a row of length 1, its column by rank: the commonest first.
struct Term {
  std::uint32_t rank = 0;
  double weight = 0;
  double before = 0;  // the length of what stands before it in the row
};

/// Rows of length 1, without columns that only one row has.
struct Terms {
  std::vector<std::uint64_t> begins = {0};
  std::vector<Term> terms;
  std::uint32_t ranks = 0;

  [[nodiscard]] std::span<const Term> row(std::uint32_t r) const {
    return {terms.data() + begins[r], begins[r + 1] - begins[r]};
  }
};

constexpr std::uint32_t kNoRank = 0xFFFF'FFFFU;

/// By column: its place from the commonest to the rarest; kNoRank where fewer than two rows have
/// it.
std::vector<std::uint32_t> rank_columns(const Table& table, std::uint32_t& ranks) {
  std::vector<std::uint32_t> rows_with(table.columns, 0);
  for (const Entry& entry : table.entries) ++rows_with.at(entry.column);
  // Counting sort: of columns as common as each other the first comes first.
  const std::uint32_t most =
      rows_with.empty() ? 0 : *std::max_element(rows_with.begin(), rows_with.end());
  std::vector<std::uint32_t> next(std::size_t{most} + 1, 0);  // by rows: the rank to give
  for (const std::uint32_t rows : rows_with) ++next[rows];
  ranks = 0;
  for (std::uint32_t rows = most; rows > 1; --rows) {
    ranks += std::exchange(next[rows], ranks);
  }
  std::vector<std::uint32_t> rank(table.columns, kNoRank);
  for (std::uint32_t column = 0; column < table.columns; ++column) {
    if (rows_with[column] > 1) rank[column] = next[rows_with[column]]++;
  }
  return rank;
}

Terms terms_of(const Table& table) {
  Terms terms;
  const auto rank = rank_columns(table, terms.ranks);
  for (std::uint32_t r = 0; r < table.rows(); ++r) {
    double square = 0;
    for (const Entry& entry : table.row(r)) square += entry.weight * entry.weight;
    const double length = std::sqrt(square);
    const auto begin = static_cast<std::ptrdiff_t>(terms.terms.size());
    for (const Entry& entry : table.row(r)) {
      if (rank[entry.column] == kNoRank) continue;
      terms.terms.push_back({rank[entry.column], entry.weight / length, 0});
    }
    std::sort(terms.terms.begin() + begin, terms.terms.end(),
              [](const Term& x, const Term& y) { return x.rank < y.rank; });
    double before = 0;
    for (auto term = terms.terms.begin() + begin; term != terms.terms.end(); ++term) {
      term->before = std::sqrt(before);
      before += term->weight * term->weight;
    }
    terms.begins.push_back(terms.terms.size());
  }
  return terms;
}

struct Product {
  double cosine = 0;
  std::uint32_t common = 0;
};

Product multiply(std::span<const Term> x, std::span<const Term> y) {
  Product product;
  auto b = y.begin();
  for (const Term& a : x) {
    while (b != y.end() && b->rank < a.rank) ++b;
    if (b == y.end()) break;
    if (b->rank != a.rank) continue;
    product.cosine += a.weight * b->weight;
    ++product.common;
  }
  return product;
}

/// Whether the product can reach `least`: from the rarest column on, as that soon says no.
bool may_reach(std::span<const Term> x, std::span<const Term> y, double least) {
  double product = 0;
  auto a = x.rbegin();
  auto b = y.rbegin();
  while (a != x.rend() && b != y.rend()) {
    if (a->rank > b->rank) {
      ++a;
    } else if (a->rank < b->rank) {
      ++b;
    } else {
      product += a->weight * b->weight;
      if (product + a->before * b->before < least) return false;
      ++a;
      ++b;
    }
  }
  return product >= least;
}

/// What the index holds of a row: at one of its columns. Rounded, as it only says who is looked at.
struct Posting {
  std::uint32_t row = 0;
  float weight = 0;
  float before = 0;
};
/// More than a few hundred roundings of such numbers come to.
constexpr float kRoundingSlack = 1e-4F;

bool is_better(const SimilarPair& x, const SimilarPair& y) {
  if (x.cosine != y.cosine) return x.cosine > y.cosine;
  return x.a != y.a ? x.a < y.a : x.b < y.b;
}

class Search {
 public:
  Search(const Terms& terms, std::uint32_t rows, const SimilarityOptions& options)
      : terms_(terms),
        rows_(rows),
        options_(options),
        least_(options.cosine_min - kSlack),
        least_met_(static_cast<float>(least_) - kRoundingSlack),
        index_(terms.ranks),
        so_far_(rows, kNotSeen) {}

  SimilarRows run() {
    for (std::uint32_t row = 0; row < rows_; ++row) {
      if (found_.steps > options_.steps_max) {
        found_.rows_left_out = rows_ - row;
        break;
      }
      look_up(row);
      verify(row);
      add_to_index(row);
    }
    keep_best();
    std::sort(found_.pairs.begin(), found_.pairs.end(),
              [](const auto& x, const auto& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
    return std::move(found_);
  }

 private:
  static constexpr float kNotSeen = -1;
  static constexpr float kGivenUp = -2;

  // From the rarest column to the commonest, as far as a partner may be met there first. Those met
  // by then are few: looking at each is cheaper than at all who have the common columns.
  void look_up(std::uint32_t row) {
    const auto terms = terms_.row(row);
    for (auto term = terms.rbegin(); term != terms.rend(); ++term) {
      if (std::hypot(term->before, term->weight) < least_) break;
      const Posting own = {row, static_cast<float>(term->weight), static_cast<float>(term->before)};
      for (const Posting& posting : index_[term->rank]) meet(own, posting);
      found_.steps += index_[term->rank].size();
    }
  }

  void meet(const Posting& own, const Posting& posting) {
    float& so_far = so_far_[posting.row];
    if (so_far == kGivenUp) return;
    if (so_far == kNotSeen) {
      touched_.push_back(posting.row);
      so_far = 0;
    }
    so_far += own.weight * posting.weight;
    if (so_far + own.before * posting.before < least_met_) so_far = kGivenUp;
  }

  void verify(std::uint32_t row) {
    for (const std::uint32_t other : touched_) {
      const bool given_up = so_far_[other] == kGivenUp;
      so_far_[other] = kNotSeen;
      if (given_up || !may_reach(terms_.row(other), terms_.row(row), least_)) continue;
      const Product product = multiply(terms_.row(other), terms_.row(row));
      if (product.cosine < options_.cosine_min || product.common < options_.common_min) continue;
      found_.pairs.push_back({other, row, product.cosine, product.common});
    }
    touched_.clear();
    if (found_.pairs.size() > 2 * options_.pairs_max) keep_best();
  }

  void add_to_index(std::uint32_t row) {
    for (const Term& term : terms_.row(row)) {
      if (std::hypot(term.before, term.weight) < least_) continue;
      index_[term.rank].push_back(
          {row, static_cast<float>(term.weight), static_cast<float>(term.before)});
    }
  }

  void keep_best() {
    auto& pairs = found_.pairs;
    if (pairs.size() <= options_.pairs_max) return;
    std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(options_.pairs_max),
                     pairs.end(), is_better);
    found_.pairs_left_out += pairs.size() - options_.pairs_max;
    pairs.resize(options_.pairs_max);
  }

  const Terms& terms_;
  std::uint32_t rows_;
  const SimilarityOptions& options_;
  double least_;
  float least_met_;
  std::vector<std::vector<Posting>> index_;  // by rank
  std::vector<float> so_far_;                // by row: product over the columns met so far
  std::vector<std::uint32_t> touched_;
  SimilarRows found_;
};

}  // namespace

SimilarRows similar_rows(const Table& table, const SimilarityOptions& options) {
  CHECK(options.cosine_min > 0 && options.cosine_min <= 1);
  return Search(terms_of(table), table.rows(), options).run();
}

}  // namespace overt::similarity
