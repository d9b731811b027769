#include "kernel/similarity/similar_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "base/check.h"

namespace overt::similarity {
namespace {

/// Bounds may be off by the rounding of a few thousand additions, never by this much.
constexpr double kSlack = 1e-9;

/// An entry of a row of length 1.
struct Value {
  double weight = 0;
  double before = 0;  // the length of what stands before it in the row
};

/// How a row of length 1 spreads over its columns.
struct Spread {
  double heaviest = 0;  // the largest weight
  double sum = 0;       // of the weights
};

/// A row's columns by rank, the commonest first, and their values: apart, as most columns of two
/// rows differ, and then only the ranks are read.
struct TermRow {
  std::span<const std::uint32_t> ranks;
  std::span<const Value> values;
};

/// Rows of length 1, without columns that only one row has.
struct Terms {
  LargeVector<std::uint64_t> begins = {0};
  LargeVector<std::uint32_t> ranks;
  LargeVector<Value> values;
  LargeVector<Spread> spreads;  // by row
  std::uint32_t ranks_end = 0;

  [[nodiscard]] TermRow row(std::uint32_t r) const {
    const std::size_t size = begins[r + 1] - begins[r];
    return {{ranks.data() + begins[r], size}, {values.data() + begins[r], size}};
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
  const auto rank = rank_columns(table, terms.ranks_end);
  terms.begins.reserve(table.begins.size());
  terms.ranks.reserve(table.entries.size());
  terms.values.reserve(table.entries.size());
  terms.spreads.reserve(table.rows());
  std::vector<std::pair<std::uint32_t, double>> row;
  for (std::uint32_t r = 0; r < table.rows(); ++r) {
    double square = 0;
    for (const Entry& entry : table.row(r)) square += entry.weight * entry.weight;
    const double length = std::sqrt(square);
    row.clear();
    for (const Entry& entry : table.row(r)) {
      if (rank[entry.column] == kNoRank) continue;
      row.emplace_back(rank[entry.column], entry.weight / length);
    }
    std::sort(row.begin(), row.end(),
              [](const auto& x, const auto& y) { return x.first < y.first; });
    double before = 0;
    Spread spread;
    for (const auto& [at, weight] : row) {
      spread.heaviest = std::max(spread.heaviest, weight);
      spread.sum += weight;
      terms.ranks.push_back(at);
      terms.values.push_back({weight, std::sqrt(before)});
      before += weight * weight;
    }
    terms.begins.push_back(terms.ranks.size());
    terms.spreads.push_back(spread);
  }
  return terms;
}

struct Product {
  double cosine = 0;
  std::uint32_t common = 0;
};

Product multiply(const TermRow& x, const TermRow& y) {
  Product product;
  std::size_t b = 0;
  for (std::size_t a = 0; a < x.ranks.size(); ++a) {
    while (b < y.ranks.size() && y.ranks[b] < x.ranks[a]) ++b;
    if (b == y.ranks.size()) break;
    if (y.ranks[b] != x.ranks[a]) continue;
    product.cosine += x.values[a].weight * y.values[b].weight;
    ++product.common;
  }
  return product;
}

/// Whether the product can reach `least`: from the rarest column on, as that soon says no.
bool may_reach(const TermRow& x, const TermRow& y, double least) {
  double product = 0;
  std::size_t a = x.ranks.size();
  std::size_t b = y.ranks.size();
  while (a > 0 && b > 0) {
    const std::uint32_t x_rank = x.ranks[a - 1];
    const std::uint32_t y_rank = y.ranks[b - 1];
    if (x_rank == y_rank) {
      const Value& x_value = x.values[a - 1];
      const Value& y_value = y.values[b - 1];
      product += x_value.weight * y_value.weight;
      if (product + x_value.before * y_value.before < least) return false;
    }
    a -= x_rank >= y_rank ? 1 : 0;
    b -= y_rank >= x_rank ? 1 : 0;
  }
  return product >= least;
}

/// Where the ranks of one row are in it: one look for most that it does not have.
class RankPlaces {
 public:
  void take(const TermRow& row) {
    row_ = row;
    slots_.assign(std::bit_ceil(kSlotsOfRank * row.ranks.size() + 1), kNone);
    for (std::uint32_t i = 0; i < row.ranks.size(); ++i) {
      std::size_t slot = first_slot(row.ranks[i]);
      while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = i;
    }
  }
  /// kNone where the row does not have it.
  [[nodiscard]] std::uint32_t find(std::uint32_t rank) const {
    std::size_t slot = first_slot(rank);
    while (slots_[slot] != kNone && row_.ranks[slots_[slot]] != rank) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slots_[slot];
  }

  static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

 private:
  static constexpr std::size_t kSlotsOfRank = 8;

  [[nodiscard]] std::size_t first_slot(std::uint32_t rank) const {
    return (rank * 0x9E37'79B9U >> 7) & (slots_.size() - 1);
  }

  TermRow row_;
  std::vector<std::uint32_t> slots_;  // a power of 2 of them
};

/// What the index holds of a row: at one of its columns. Rounded, as it only says who is looked at.
struct Posting {
  std::uint32_t row = 0;
  float weight = 0;
  float before = 0;
  float heaviest = 0;  // of the row's Spread, likewise
  float sum = 0;

  Posting() = default;
  Posting(std::uint32_t of, const Value& value, const Spread& spread)
      : row(of),
        weight(static_cast<float>(value.weight)),
        before(static_cast<float>(value.before)),
        heaviest(static_cast<float>(spread.heaviest)),
        sum(static_cast<float>(spread.sum)) {}
};
/// More than a few hundred roundings of such numbers come to.
constexpr float kRoundingSlack = 1e-4F;

/// Whether the row up to and with this entry is so long that a partner may be met there first.
bool reaches(const Value& value, double least) {
  return value.before * value.before + value.weight * value.weight >= least * least;
}

/// The postings of every rank, one after the other, in the order of the rows.
class Index {
 public:
  Index(const Terms& terms, std::uint32_t rows, double least) : heads_(terms.ranks_end) {
    CHECK_LE(terms.ranks.size(), std::size_t{UINT32_MAX});
    for (std::uint64_t i = 0; i < terms.begins[rows]; ++i) {
      if (reaches(terms.values[i], least)) ++heads_[terms.ranks[i]].end;
    }
    std::uint32_t begin = 0;
    for (Head& head : heads_) {
      const std::uint32_t size = head.end;
      head = {begin, begin};
      begin += size;
    }
    postings_.resize(begin);
  }

  void add(std::uint32_t rank, const Posting& posting) { postings_[heads_[rank].end++] = posting; }
  /// Those added so far.
  [[nodiscard]] std::span<const Posting> of(std::uint32_t rank) const {
    const Head& head = heads_[rank];
    return {postings_.data() + head.begin, head.end - head.begin};
  }
  /// Hints: first the one, some time after it the other.
  void prefetch_head(std::uint32_t rank) const { __builtin_prefetch(heads_.data() + rank); }
  void prefetch_postings(std::uint32_t rank) const {
    __builtin_prefetch(postings_.data() + heads_[rank].begin);
  }

 private:
  struct Head {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  LargeVector<Head> heads_;
  LargeVector<Posting> postings_;
};

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
        index_(terms, rows, least_),
        so_far_(rows, kNotSeen) {}

  SimilarRows run() {
    for (std::uint32_t row = 0; row < rows_; ++row) {
      if (found_.steps > options_.steps_max) {
        found_.rows_left_out = rows_ - row;
        break;
      }
      prefetch_postings(row);
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
  static constexpr std::size_t kAhead = 8;
  static constexpr std::size_t kRanksOfLine = 16;

  // From the rarest column to the commonest, as far as a partner may be met there first. Those met
  // by then are few: looking at each is cheaper than at all who have the common columns.
  void look_up(std::uint32_t row) {
    const TermRow terms = terms_.row(row);
    for (std::size_t t = terms.ranks.size(); t > 0; --t) {
      const Value& value = terms.values[t - 1];
      if (!reaches(value, least_)) break;
      first_met_ = t - 1;
      const Posting own(row, value, terms_.spreads[row]);
      const auto postings = index_.of(terms.ranks[t - 1]);
      for (std::size_t i = 0; i < postings.size(); ++i) {
        if (i + kAhead < postings.size() && may_match(own, postings[i + kAhead])) {
          __builtin_prefetch(&so_far_[postings[i + kAhead].row], 1);
        }
        meet(own, postings[i]);
      }
      found_.steps += postings.size();
    }
  }

  // The rarest columns of rows to come: where their postings are, and then the first of them.
  void prefetch_postings(std::uint32_t row) const {
    if (row + 2 < rows_) {
      for (const std::uint32_t rank : rarest(row + 2)) index_.prefetch_head(rank);
    }
    if (row + 1 < rows_) {
      for (const std::uint32_t rank : rarest(row + 1)) index_.prefetch_postings(rank);
    }
  }

  [[nodiscard]] std::span<const std::uint32_t> rarest(std::uint32_t row) const {
    const auto ranks = terms_.row(row).ranks;
    return ranks.last(std::min(ranks.size(), kAhead));
  }

  // A product is no more than the sum of the one times the heaviest of the other: so a row of few
  // columns and one of many are told apart before anything else is read.
  [[nodiscard]] bool may_match(const Posting& own, const Posting& posting) const {
    return own.sum * posting.heaviest >= least_met_ && own.heaviest * posting.sum >= least_met_;
  }

  void meet(const Posting& own, const Posting& posting) {
    if (!may_match(own, posting)) return;
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
    // Of those given up nothing more is read.
    std::erase_if(touched_, [this](std::uint32_t other) {
      return std::exchange(so_far_[other], kNotSeen) == kGivenUp;
    });
    if (!touched_.empty()) places_.take(terms_.row(row));
    for (std::size_t i = 0; i < touched_.size(); ++i) {
      prefetch_row(i);
      const std::uint32_t other = touched_[i];
      if (!has_enough_of(row, other)) continue;
      if (!may_reach(terms_.row(other), terms_.row(row), least_)) continue;
      const Product product = multiply(terms_.row(other), terms_.row(row));
      if (product.cosine < options_.cosine_min || product.common < options_.common_min) continue;
      found_.pairs.push_back({other, row, product.cosine, product.common});
    }
    touched_.clear();
    if (found_.pairs.size() > 2 * options_.pairs_max) keep_best();
  }

  // Whether what `other` has of the row is enough: a product with it is no more than the length of
  // that, nor than its sum times the other's heaviest weight. Read of it are its ranks alone, and
  // the common ones only where something was found that they could add to; most share one column.
  bool has_enough_of(std::uint32_t row, std::uint32_t other) const {
    const double least = (least_ - kSlack) * (least_ - kSlack);
    const TermRow own = terms_.row(row);
    const auto ranks = terms_.row(other).ranks;
    std::size_t first = first_met_;  // what stands before it would not be enough by itself
    double square = 0;
    double sum = 0;
    for (std::size_t i = ranks.size(); i > 0 && ranks[i - 1] >= own.ranks[first]; --i) {
      const std::uint32_t at = places_.find(ranks[i - 1]);
      if (at == RankPlaces::kNone) continue;
      const Value& value = own.values[at];
      sum += value.weight;
      square += value.weight * value.weight;
      while (first > 0 && square + own.values[first].before * own.values[first].before >= least) {
        --first;
      }
    }
    return square >= least && sum * terms_.spreads[other].heaviest >= least_ - kSlack;
  }

  // Rows lie anywhere: where each begins is asked for first, and then its rarest columns.
  void prefetch_row(std::size_t at) const {
    if (at + 2 * kAhead < touched_.size()) {
      __builtin_prefetch(terms_.begins.data() + touched_[at + 2 * kAhead] + 1);
      __builtin_prefetch(terms_.spreads.data() + touched_[at + 2 * kAhead]);
    }
    if (at + kAhead < touched_.size()) {
      const std::uint64_t end = terms_.begins[touched_[at + kAhead] + 1];
      if (end < kRanksOfLine) return;
      __builtin_prefetch(terms_.ranks.data() + end - 1);
      __builtin_prefetch(terms_.ranks.data() + end - kRanksOfLine);
    }
  }

  void add_to_index(std::uint32_t row) {
    const TermRow terms = terms_.row(row);
    for (std::size_t t = 0; t < terms.ranks.size(); ++t) {
      const Value& value = terms.values[t];
      if (!reaches(value, least_)) continue;
      index_.add(terms.ranks[t], {row, value, terms_.spreads[row]});
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
  Index index_;
  LargeVector<float> so_far_;  // by row: product over the columns met so far
  std::vector<std::uint32_t> touched_;
  RankPlaces places_;          // of the row that is verified
  std::size_t first_met_ = 0;  // of its columns, the commonest where a partner may be met first
  SimilarRows found_;
};

}  // namespace

SimilarRows similar_rows(const Table& table, const SimilarityOptions& options) {
  CHECK(options.cosine_min > 0 && options.cosine_min <= 1);
  return Search(terms_of(table), table.rows(), options).run();
}

}  // namespace overt::similarity
