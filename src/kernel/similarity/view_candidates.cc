#include "kernel/similarity/view_candidates.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <memory>
#include <utility>

namespace overt::similarity {
namespace {

/// Bounds are kept in single precision: more than their rounding comes to.
constexpr double kSlack = 1e-4;
constexpr std::size_t kRowsAtOnce = 512;
/// Instead of infinity, as the square of what a row whose least length is 0 may reach.
constexpr float kAnySquare = 1e15F;
constexpr float kLeastSquare = 1e-20F;

double least_of(const SimilarityOptions& options) {
  return std::max(0.0, options.cosine_min - kSlack);
}

/// Where a partner may first be met in a row, walking from its rarest column to the commonest.
class RowReach {
 public:
  RowReach(const ViewTerms& terms, double least) : terms_(terms), least_square_(least * least) {}

  struct Step {
    std::uint64_t views = 0;  // in which a partner may be met here first
    float square = 0;         // of the row up to and with this column, the most in any view
  };

  /// A step for each column of a row, the commonest first.
  const std::vector<Step>& take(std::uint32_t row) {
    const TermRow terms = terms_.row(row);
    const float* squares = terms_.squares(row);
    const std::uint64_t views = terms_.views_of(row);
    steps_.assign(terms.ranks.size(), {});
    square_.fill(0);
    for (std::size_t t = 0; t < terms.ranks.size(); ++t) {
      Step& step = steps_[t];
      const double weight = static_cast<double>(terms.weights[t]);
      for_each_view(views & terms_.rank_views(terms.ranks[t]), [&](std::uint32_t view) {
        const double so_far = square_[view] += weight * weight;
        const double all = static_cast<double>(squares[view]);
        if (so_far < least_square_ * all || so_far <= 0) return;
        step.views |= 1ULL << view;
        const double share = so_far / std::max(all, static_cast<double>(kLeastSquare));
        step.square = std::max(step.square, std::min(static_cast<float>(share), kAnySquare));
      });
    }
    return steps_;
  }

 private:
  const ViewTerms& terms_;
  double least_square_;
  std::vector<Step> steps_;
  std::array<double, kViewsMax> square_{};  // by view, up to and with the column
};

/// What the index holds of a row, at one of its columns.
struct Posting {
  std::uint64_t views;
  std::uint32_t row;
  float square;
  float heaviest;
  float sum;
};

Posting posting_of(std::uint32_t row, const RowReach::Step& step, const RowSpread& spread) {
  return {step.views, row, step.square, spread.heaviest, spread.sum};
}

/// The postings of every rank, in the order of the rows.
class Index {
 public:
  Index(const ViewTerms& terms, double least, ThreadPool& pool)
      : begins_(std::size_t{terms.ranks_end()} + 1, 0), steps_(terms.rows(), 0) {
    // Every thread goes through all rows and takes ranks of its own.
    const std::size_t parts = pool.threads();
    std::vector<LargeVector<std::uint64_t>> steps(parts);
    pool.parallel_for(parts, 1, [&](const Block& block) {
      walk(terms, least, block.begin, parts,
           [&](std::uint32_t, std::uint32_t rank, const auto&) { ++begins_[rank + 1]; });
    });
    for (std::size_t rank = 1; rank < begins_.size(); ++rank) begins_[rank] += begins_[rank - 1];
    postings_.resize(begins_.back());
    LargeVector<std::uint64_t> next(begins_.begin(), begins_.end() - 1);
    pool.parallel_for(parts, 1, [&](const Block& block) {
      auto& of_rows = steps[block.begin];
      of_rows.resize(terms.rows());
      walk(terms, least, block.begin, parts,
           [&](std::uint32_t row, std::uint32_t rank, const RowReach::Step& step) {
             of_rows[row] += next[rank] - begins_[rank];
             postings_[next[rank]++] = posting_of(row, step, terms.spread(row));
           });
    });
    for (const auto& of_rows : steps) {
      for (std::size_t row = 0; row < of_rows.size(); ++row) steps_[row] += of_rows[row];
    }
  }

  [[nodiscard]] std::span<const Posting> of(std::uint32_t rank) const {
    return {postings_.data() + begins_[rank], begins_[rank + 1] - begins_[rank]};
  }
  /// Postings of rows before a row, at its columns.
  [[nodiscard]] std::uint64_t steps(std::uint32_t row) const { return steps_[row]; }
  /// Hints: first the one, some time after it the other.
  void prefetch_begin(std::uint32_t rank) const { __builtin_prefetch(begins_.data() + rank); }
  void prefetch_postings(std::uint32_t rank) const {
    __builtin_prefetch(postings_.data() + begins_[rank]);
  }

 private:
  template <typename Visit>
  static void walk(const ViewTerms& terms, double least, std::size_t part, std::size_t parts,
                   const Visit& visit) {
    RowReach reach(terms, least);
    for (std::uint32_t row = 0; row < terms.rows(); ++row) {
      const auto ranks = terms.row(row).ranks;
      const auto& steps = reach.take(row);
      for (std::size_t t = 0; t < ranks.size(); ++t) {
        if (steps[t].views != 0 && ranks[t] % parts == part) visit(row, ranks[t], steps[t]);
      }
    }
  }

  LargeVector<std::uint64_t> begins_;
  UninitialisedVector<Posting> postings_;
  LargeVector<std::uint64_t> steps_;  // by row
};

/// Where the ranks of one row are in it: one look for most that it does not have.
class RankPlaces {
 public:
  void take(std::span<const std::uint32_t> ranks) {
    ranks_ = ranks;
    slots_.assign(std::bit_ceil(kSlotsOfRank * ranks.size() + 1), kNone);
    for (std::uint32_t i = 0; i < ranks.size(); ++i) {
      std::size_t slot = first_slot(ranks[i], slots_.size() - 1);
      while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = i;
    }
  }

  struct InBoth {
    std::uint32_t own;    // the place in the row
    std::uint32_t other;  // and in the other one
  };
  /// Adds the ranks that another row has too.
  void find_all(std::span<const std::uint32_t> others, std::vector<InBoth>& both) const {
    const std::uint32_t* slots = slots_.data();
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t i = 0; i < others.size(); ++i) {
      std::size_t slot = first_slot(others[i], mask);
      while (slots[slot] != kNone && ranks_[slots[slot]] != others[i]) slot = (slot + 1) & mask;
      if (slots[slot] != kNone) both.push_back({slots[slot], i});
    }
  }

 private:
  static constexpr std::size_t kSlotsOfRank = 8;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

  static std::size_t first_slot(std::uint32_t rank, std::size_t mask) {
    return (rank * 0x9E37'79B9U >> 7) & mask;
  }

  std::span<const std::uint32_t> ranks_;
  std::vector<std::uint32_t> slots_;  // a power of 2 of them
};

/// Looks for the partners of rows, one after the other, among the rows before each.
class PartnerSearch {
 public:
  PartnerSearch(const ViewTerms& terms, const Index& index, const SimilarityOptions& options)
      : terms_(terms),
        index_(index),
        views_(terms.views()),
        common_min_(std::max(1U, options.common_min)),
        least_(least_of(options)),
        least_met_(static_cast<float>(least_)),
        reach_(terms, least_),
        met_by_(terms.rows(), kNobody) {}

  void find(std::uint32_t row, std::vector<Candidate>& found) {
    touched_.clear();
    look_up(row);
    if (touched_.empty()) return;
    places_.take(terms_.row(row).ranks);
    take_shares(row);
    leave_enough();
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (i + kAhead < left_.size()) terms_.prefetch_weights(left_[i + kAhead].row);
      const std::uint64_t views = views_alike(row, left_[i]);
      if (views != 0) found.push_back({left_[i].row, row, views});
    }
  }

  // The rarest columns of rows to come: where their postings are, and then the first of them.
  void prefetch(std::uint32_t row) const {
    if (row + 2 < terms_.rows()) {
      for (const std::uint32_t rank : rarest(row + 2)) index_.prefetch_begin(rank);
    }
    if (row + 1 < terms_.rows()) {
      for (const std::uint32_t rank : rarest(row + 1)) index_.prefetch_postings(rank);
    }
  }

 private:
  /// A row that has enough in common with the one at hand.
  struct Partner {
    std::uint32_t row;
    std::size_t begin;  // of what is in common, in in_both_
    std::size_t end;
  };

  static constexpr std::uint32_t kNobody = 0xFFFF'FFFFU;
  static constexpr std::size_t kAhead = 8;
  /// More roundings than these might come to more than kSlack.
  static constexpr std::size_t kAddedAtMost = 500;

  [[nodiscard]] std::span<const std::uint32_t> rarest(std::uint32_t row) const {
    const auto ranks = terms_.row(row).ranks;
    return ranks.last(std::min(ranks.size(), kAhead));
  }

  void look_up(std::uint32_t row) {
    const auto ranks = terms_.row(row).ranks;
    const auto& steps = reach_.take(row);
    for (std::size_t t = ranks.size(); t > 0; --t) {
      if (steps[t - 1].views == 0) continue;
      const Posting own = posting_of(row, steps[t - 1], terms_.spread(row));
      const auto postings = index_.of(ranks[t - 1]);
      for (std::size_t i = 0; i < postings.size() && postings[i].row < row; ++i) {
        if (i + kAhead < postings.size() && may_match(own, postings[i + kAhead])) {
          __builtin_prefetch(&met_by_[postings[i + kAhead].row], 1);
        }
        if (!may_match(own, postings[i])) continue;
        if (std::exchange(met_by_[postings[i].row], row) != row) {
          touched_.push_back(postings[i].row);
        }
      }
    }
  }

  // A product is no more than that of the lengths, nor than the sum of the one times the heaviest
  // of the other: rows of few columns and of many are told apart before anything else is read.
  [[nodiscard]] bool may_match(const Posting& own, const Posting& other) const {
    return (own.views & other.views) != 0 && own.square * other.square >= least_met_ * least_met_ &&
           own.sum * other.heaviest >= least_met_ && own.heaviest * other.sum >= least_met_;
  }

  // Of the partners met, those that have enough of the row at hand: what they have in common goes
  // into in_both_. Rows lie anywhere: where each begins is asked for first, and then its ranks.
  void leave_enough() {
    left_.clear();
    in_both_.clear();
    for (std::size_t i = 0; i < touched_.size(); ++i) {
      if (i + 2 * kAhead < touched_.size()) terms_.prefetch_begin(touched_[i + 2 * kAhead]);
      if (i + kAhead < touched_.size()) terms_.prefetch_ranks(touched_[i + kAhead]);
      const std::size_t begin = in_both_.size();
      places_.find_all(terms_.row(touched_[i]).ranks, in_both_);
      if (in_both_.size() - begin < common_min_ || !is_enough(begin)) {
        in_both_.resize(begin);
      } else {
        left_.push_back({touched_[i], begin, in_both_.size()});
      }
    }
  }

  // A product is no more than the length of what is in common, of either row: of the row at hand
  // that is known before anything else of the other is read.
  bool is_enough(std::size_t begin) {
    if (in_both_.size() - begin > kAddedAtMost) return true;
    own_share_.assign(views_, 0);
    for (std::size_t i = begin; i < in_both_.size(); ++i) {
      const float* shares = shares_.data() + std::size_t{in_both_[i].own} * views_;
      for (std::size_t view = 0; view < views_; ++view) own_share_[view] += shares[view];
    }
    return *std::max_element(own_share_.begin(), own_share_.end()) >= least_met_ * least_met_;
  }

  /// In which views the weights that two rows have in common may be enough.
  std::uint64_t views_alike(std::uint32_t row, const Partner& partner) {
    const TermRow own = terms_.row(row);
    const TermRow other = terms_.row(partner.row);
    const std::uint64_t both = terms_.views_of(row) & terms_.views_of(partner.row);
    product_.fill(0);
    for (std::size_t i = partner.begin; i < partner.end; ++i) {
      const double product = static_cast<double>(own.weights[in_both_[i].own]) *
                             static_cast<double>(other.weights[in_both_[i].other]);
      for_each_view(both & terms_.rank_views(own.ranks[in_both_[i].own]),
                    [&](std::uint32_t view) { product_[view] += product; });
    }
    const float* own_squares = terms_.squares(row);
    const float* squares = terms_.squares(partner.row);
    std::uint64_t alike = 0;
    for_each_view(both, [&](std::uint32_t view) {
      const double lengths =
          static_cast<double>(own_squares[view]) * static_cast<double>(squares[view]);
      const double product = product_[view];
      if (product > 0 && product * product >= least_ * least_ * lengths) alike |= 1ULL << view;
    });
    return alike;
  }

  /// How much of the row each column is in each view, as a share of the square of its length.
  void take_shares(std::uint32_t row) {
    const TermRow terms = terms_.row(row);
    const float* squares = terms_.squares(row);
    shares_.assign(terms.ranks.size() * views_, 0);
    for (std::size_t t = 0; t < terms.ranks.size(); ++t) {
      const float square = terms.weights[t] * terms.weights[t];
      for_each_view(terms_.views_of(row) & terms_.rank_views(terms.ranks[t]),
                    [&](std::uint32_t view) {
                      shares_[t * views_ + view] =
                          std::min(square / std::max(squares[view], kLeastSquare), kAnySquare);
                    });
    }
  }

  const ViewTerms& terms_;
  const Index& index_;
  std::size_t views_;
  std::uint32_t common_min_;
  double least_;
  float least_met_;
  RowReach reach_;
  LargeVector<std::uint32_t> met_by_;  // by row: the last row that met it
  std::vector<std::uint32_t> touched_;
  RankPlaces places_;                        // of the row whose partners are looked at
  std::vector<RankPlaces::InBoth> in_both_;  // of the partners left, one after the other
  std::vector<Partner> left_;
  std::vector<float> shares_;                // by column of the row and view
  std::vector<float> own_share_;             // of what is in common, by view
  std::array<double, kViewsMax> product_{};  // by view
};

/// How many of the first rows can be searched within the limit.
std::uint32_t rows_within(const Index& index, std::uint32_t rows, std::uint64_t steps_max,
                          std::uint64_t& steps) {
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (steps > steps_max) return row;
    steps += index.steps(row);
  }
  return rows;
}

}  // namespace

Candidates find_candidates(const ViewTerms& terms, const SimilarityOptions& options,
                           ThreadPool& pool, const RowsDone& done) {
  Candidates result;
  const Index index(terms, least_of(options), pool);
  const std::uint32_t rows = rows_within(index, terms.rows(), options.steps_max, result.steps);
  result.rows_left_out = terms.rows() - rows;
  std::vector<std::vector<Candidate>> found((rows + kRowsAtOnce - 1) / kRowsAtOnce);
  std::vector<std::unique_ptr<PartnerSearch>> searches(pool.threads());
  std::atomic<bool> goes_on = true;
  pool.parallel_for(rows, kRowsAtOnce, [&](const Block& block) {
    if (!goes_on) return;
    auto& search = searches[block.worker];
    if (!search) search = std::make_unique<PartnerSearch>(terms, index, options);
    for (std::size_t row = block.begin; row < block.end; ++row) {
      search->prefetch(static_cast<std::uint32_t>(row));
      search->find(static_cast<std::uint32_t>(row), found[block.begin / kRowsAtOnce]);
    }
    if (!done(block.end - block.begin)) goes_on = false;
  });
  for (auto& of_block : found) {
    result.pairs.insert(result.pairs.end(), of_block.begin(), of_block.end());
    std::vector<Candidate>().swap(of_block);
  }
  std::sort(result.pairs.begin(), result.pairs.end(),
            [](const auto& x, const auto& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  return result;
}

}  // namespace overt::similarity
