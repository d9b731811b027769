#include "pipeline/pairs_with_chance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/ordered.h"
#include "kernel/stats/bounded_hypotheses.h"
#include "kernel/stats/false_discovery.h"
#include "stages/chance/likely_lambdas.h"
#include "stages/pairs/find_pairs.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;
constexpr std::size_t kPairGrain = 1024;
constexpr std::size_t kPairsAtOnce = std::size_t{1} << 13;
constexpr double kMostAtOnce = 8;               // times what is held, when room is made
constexpr std::uint32_t kProposingObjects = 2;  // the least that can propose a network
/// What chance makes rare: about 1e-3.
constexpr float kLogRare = -6.9F;

/// Of pairs with so many sources or more λ is summed up to its end.
constexpr std::uint32_t kSourcesOfMany = 64;

/// Of the likely pairs of one kind, how many are held, and how many more there were.
struct LikelyPairs {
  std::uint64_t most = 0;
  std::uint64_t held = 0;
  std::uint64_t left_out = 0;

  [[nodiscard]] bool has_half_more() const { return held > most + most / 2; }
};

class PairCollector {
 public:
  PairCollector(const TraceLog& log, const PairsWithChanceOptions& options, ThreadPool& pool,
                Progress& progress)
      : log_(log),
        options_(options),
        pool_(pool),
        progress_(progress),
        tested_likely_{.most = options.likely_max},
        untested_likely_{.most = options.likely_with_few_objects_max} {}

  Result<PairsWithChance> run(join::Rows sorted, const PairsVisitor& visit) {
    found_.odds = make_pair_odds(log_, sorted, options_.window, pool_, progress_);
    count_possible_pairs();
    RETURN_IF_ERROR(find_pairs(std::move(sorted), visit));
    leave_out_likeliest();
    add_timings();
    adjust_pairs();
    note_left_out();
    return std::move(found_);
  }

 private:
  // Accounts that could have been in a pair, fixed before any overlap is looked at.
  void count_possible_pairs() {
    ChanceSummary& chance = found_.chance;
    chance.level = options_.level;
    chance.accounts = found_.odds->accounts_with(options_.min_objects);
    chance.possible_pairs = found_.odds->possible_pairs(options_.min_objects);
  }

  Result<void> find_pairs(join::Rows sorted, const PairsVisitor& visit) {
    FindPairsOptions find;
    find.windows = {options_.window};
    find.min_objects = std::min(kProposingObjects, options_.min_objects);
    find.witnesses = true;
    find.occasions = true;
    const PairFinder finder(std::move(sorted), log_.accounts.id_bound(), found_.odds->sources(),
                            log_, std::move(find), pool_);
    std::vector<PairFinder::Scratch> scratch;
    std::vector<PairChance::Scratch> chance_scratch(pool_.threads());
    for (std::size_t i = 0; i < pool_.threads(); ++i) scratch.emplace_back(finder);
    found_.table.window = options_.window;
    blocks_ = finder.blocks();
    Result<void> state;
    progress_.begin("joining", finder.blocks(), "blocks");
    produce_in_order<PairTable>(
        pool_, finder.blocks(), kBlocksWaiting,
        [&](std::size_t block, std::size_t worker) {
          return finder.find(block, scratch[worker],
                             [&](ChunkedVector<Pair>& pairs, std::vector<bool>& wanted) {
                               add_activities(pairs, wanted, chance_scratch[worker]);
                             });
        },
        [&](const PairTable& table) {
          if (visit) visit(table);
          state = keep(table);
          progress_.advance(1);
          if (state.ok() && progress_.cancelled()) {
            state = Error{ErrorCode::kCancelled, "interrupted"};
          }
          return state.ok();
        });
    progress_.end();
    return state;
  }

  // Wanted are the pairs that are worth more than being counted.
  void add_activities(ChunkedVector<Pair>& pairs, std::vector<bool>& wanted,
                      PairChance::Scratch& scratch) const {
    const auto bound = bound_of_untested();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      found_.odds->prefetch_ahead(i, pairs.size(), [&](std::size_t k) { return pairs[k].b.value; });
      wanted[i] = add_activity(pairs[i], bound.get(), scratch);
    }
  }

  bool add_activity(Pair& pair, const LikelyLambdas* bound_of_untested,
                    PairChance::Scratch& scratch) const {
    const double likely = is_tested(pair) || bound_of_untested == nullptr
                              ? std::numeric_limits<double>::infinity()
                              : bound_of_untested->lambda(pair.sources);
    pair.log_p1 = std::numeric_limits<float>::quiet_NaN();
    const auto odds =
        found_.odds->unless_likely({pair.a.value, pair.b.value, pair.sources}, likely, scratch);
    if (!odds) return false;
    pair.lambda = static_cast<float>(odds->lambda);
    pair.log_p1 = pair.log_p = static_cast<float>(odds->log_p1);
    pair.log_p2 = std::numeric_limits<float>::quiet_NaN();
    return true;
  }

  /// What λ of a pair that is not tested need only be compared with, where that shows that it is
  /// not kept. Null: not known yet. Whoever has an older one sums up more of λ and ends with the
  /// same.
  [[nodiscard]] std::shared_ptr<const LikelyLambdas> bound_of_untested() const {
    const std::scoped_lock lock(bound_mutex_);
    return bound_of_untested_;
  }

  /// One whose chance is not known is too likely.
  static bool is_kept(const Pair& pair) { return !std::isnan(pair.log_p1); }

  [[nodiscard]] bool is_tested(const Pair& pair) const {
    return pair.objects >= options_.min_objects;
  }
  [[nodiscard]] bool is_small() const {
    return options_.exhaustive || log_.traces <= options_.all_of_each_traces_max;
  }

  Result<void> keep(const PairTable& table) {
    PairTable& all = found_.table;
    ++blocks_kept_;
    make_room(all.witnesses, table.witnesses.size());
    for (const Pair& pair : table.pairs) {
      if (is_tested(pair)) ++found_.pairs;
      if (!is_kept(pair)) {
        ++likely_of(pair).left_out;
        continue;
      }
      if (is_likely(pair)) ++likely_of(pair).held;
      note_tested(pair, all.pairs.size());
      all.pairs.push_back(pair);
      all.pairs.back().witness_begin = all.witnesses.size();
      const auto begin = table.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
      all.witnesses.insert(all.witnesses.end(), begin, begin + pair.witness_count);
    }
    const bool is_full = all.pairs.size() > options_.pairs_max;
    if (is_full || tested_likely_.has_half_more() || untested_likely_.has_half_more()) {
      leave_out_likeliest();
    }
    if (all.pairs.size() <= options_.pairs_max) return {};
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("more than {} pairs, too many to hold; ask for more common objects "
                             "(--min-objects) or a shorter window, or write the pairs without "
                             "their chance (overt pairs)",
                             options_.pairs_max)};
  }

  void note_tested(const Pair& pair, std::size_t place) {
    if (!is_tested(pair)) return;
    tested_.push_back(static_cast<std::uint32_t>(place));
    tested_log_p1_.push_back(pair.log_p1);
  }

  // Blocks are about as much work each as the others, so that the ones before foretell what the
  // rest will find. Doubling would copy all again and again, into memory never used before.
  void make_room(LargeVector<Witness>& values, std::size_t more) const {
    constexpr double kMargin = 1.125;
    const std::size_t needed = values.size() + more;
    if (needed <= values.capacity()) return;
    const double share = static_cast<double>(blocks_) / static_cast<double>(blocks_kept_);
    const double foretold = static_cast<double>(needed) * std::min(share * kMargin, kMostAtOnce);
    values.reserve(std::max(needed, static_cast<std::size_t>(foretold)));
  }

  [[nodiscard]] bool is_likely(const Pair& pair) const {
    return pair.log_p1 > kLogRare && !is_small();
  }

  LikelyPairs& likely_of(const Pair& pair) {
    return is_tested(pair) ? tested_likely_ : untested_likely_;
  }

  // The likeliest pairs; of those as likely the last. As a block's pairs come after all before, it
  // does not matter how often this is done on the way.
  void leave_out_likeliest() {
    const Place tested = first_left_out(tested_likely_, true);
    const Place untested = first_left_out(untested_likely_, false);
    if (tested == kNothing && untested == kNothing) return;
    keep_only([&](const Pair& pair, std::uint32_t i) {
      return !is_likely(pair) || Place(pair.log_p1, i) < (is_tested(pair) ? tested : untested);
    });
    if (untested == kNothing) return;
    // From here on a pair as likely as this is left out in any case.
    auto bound = std::make_shared<const LikelyLambdas>(
        std::min(options_.min_objects, kSourcesOfMany), static_cast<double>(untested.first));
    const std::scoped_lock lock(bound_mutex_);
    bound_of_untested_ = std::move(bound);
  }

  using Place = std::pair<float, std::uint32_t>;  // log_p1, and where in the table
  static constexpr Place kNothing = {std::numeric_limits<float>::infinity(), 0};

  // Of the likely pairs of one kind the first that is one too many; counts it and those after it.
  Place first_left_out(LikelyPairs& likely, bool of_tested) const {
    if (likely.held <= likely.most) return kNothing;
    std::vector<Place> places;
    places.reserve(likely.held);
    const auto& pairs = found_.table.pairs;
    for (std::uint32_t i = 0; i < pairs.size(); ++i) {
      if (is_likely(pairs[i]) && is_tested(pairs[i]) == of_tested) {
        places.emplace_back(pairs[i].log_p1, i);
      }
    }
    CHECK_EQ(places.size(), likely.held);
    const auto first_out = places.begin() + static_cast<std::ptrdiff_t>(likely.most);
    std::nth_element(places.begin(), first_out, places.end());
    likely.left_out += likely.held - likely.most;
    likely.held = likely.most;
    return *first_out;
  }

  /// Of a pair and its place.
  template <typename Keep>
  void keep_only(const Keep& is_kept) {
    PairTable& all = found_.table;
    std::size_t pairs = 0;
    std::size_t witnesses = 0;
    tested_.clear();
    tested_log_p1_.clear();
    for (std::uint32_t i = 0; i < all.pairs.size(); ++i) {
      Pair pair = all.pairs[i];
      if (!is_kept(pair, i)) continue;
      const auto begin = all.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
      std::copy(begin, begin + pair.witness_count,
                all.witnesses.begin() + static_cast<std::ptrdiff_t>(witnesses));
      pair.witness_begin = witnesses;
      witnesses += pair.witness_count;
      note_tested(pair, pairs);
      all.pairs[pairs++] = pair;
    }
    all.pairs.truncate(pairs);
    all.witnesses.resize(witnesses);
  }

  // On a large log p2 is reckoned only of pairs whose q can be below 1: p is p1 or more.
  void add_timings() {
    progress_.begin("reckoning chance", 0, "pairs");
    const std::size_t pairs = found_.table.pairs.size();
    if (is_small()) {
      timed_.resize(pairs);
      std::iota(timed_.begin(), timed_.end(), 0U);
      add_timings_of(timed_);
    } else {
      add_timings_that_matter();
    }
    not_reckoned_ = pairs - timed_.size();
    progress_.end();
  }

  void add_timings_that_matter() {
    const auto& pairs = found_.table.pairs;
    stats::BoundedHypotheses open(tested_log_p1_, hypotheses());
    for (auto next = open.take(kPairsAtOnce); !next.empty(); next = open.take(kPairsAtOnce)) {
      for (std::uint32_t& i : next) i = tested_[i];
      add_timings_of(next);
      std::vector<float> log_p;
      log_p.reserve(next.size());
      for (const std::uint32_t i : next) log_p.push_back(pairs[i].log_p);
      open.reveal(log_p);
      timed_.insert(timed_.end(), next.begin(), next.end());
    }
  }

  /// Pairs of one account one after the other are cheapest.
  void add_timings_of(std::span<const std::uint32_t> pairs) {
    std::vector<PairChance::Scratch> scratch(pool_.threads());
    pool_.parallel_for(pairs.size(), kPairGrain, [&](const Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        add_timing(*found_.odds, scratch[block.worker], found_.table.pairs[pairs[i]]);
      }
      progress_.advance(block.end - block.begin);
    });
  }

  /// m.
  [[nodiscard]] double hypotheses() const {
    return std::max(found_.chance.possible_pairs, static_cast<double>(tested_.size()));
  }

  void note(const char* limit, std::uint64_t value, std::uint64_t left_out,
            const char* consequence) {
    if (left_out > 0) found_.limits.push_back({limit, value, left_out, consequence});
  }

  void note_left_out() {
    note("likely_pairs", tested_likely_.most, tested_likely_.left_out,
         "the pairs that activity alone makes likeliest are in no table and proposed no network");
    note("likely_pairs_with_few_objects", untested_likely_.most, untested_likely_.left_out,
         "of the pairs with fewer than min-objects common objects, those that activity alone makes "
         "likeliest proposed no network");
    note("traces_with_all_chances", options_.all_of_each_traces_max, not_reckoned_,
         "on a log this large, the chance by timing (p2) was not reckoned for pairs that activity "
         "alone makes too likely to matter: their p is at least the one given");
  }

  // Over all pairs that were possible: those that are not tested have p = 1.
  void adjust_pairs() {
    auto& pairs = found_.table.pairs;
    std::vector<double> log_p;
    log_p.reserve(tested_.size());
    for (const std::uint32_t i : tested_) log_p.push_back(static_cast<double>(pairs[i].log_p));
    ChanceSummary& chance = found_.chance;
    const double m = hypotheses();
    const auto log_q = stats::log_q_values(log_p, {.possible = m});
    const double log_level = std::log(options_.level);
    for (std::size_t i = 0; i < tested_.size(); ++i) {
      pairs[tested_[i]].log_q = static_cast<float>(log_q[i]);
      if (log_q[i] <= log_level) ++chance.significant_pairs;
    }
    chance.significant_pairs_by = stats::rejections(
        log_p, {.possible = m, .dependence = stats::Dependence::kArbitrary}, options_.level);
    adjust_untested(log_p, log_q, m);
  }

  // As each would be by itself beside those that are tested, or a little more.
  void adjust_untested(std::span<const double> log_p, std::span<const double> log_q, double m) {
    std::vector<std::pair<double, double>> tested;
    for (std::size_t i = 0; i < log_p.size(); ++i) tested.emplace_back(log_p[i], log_q[i]);
    std::sort(tested.begin(), tested.end());
    const auto log_q_of = [&](const Pair& pair) {
      const auto own = static_cast<double>(pair.log_p);
      const auto after = std::upper_bound(
          tested.begin(), tested.end(), own,
          [](double value, const std::pair<double, double>& other) { return value < other.first; });
      const auto rank = static_cast<double>(after - tested.begin()) + 1;
      const double q = std::min(0.0, own + std::log(m) - std::log(rank));
      return static_cast<float>(after == tested.end() ? q : std::min(q, after->second));
    };
    PairChance::Scratch scratch;
    for (Pair& pair : found_.table.pairs) {
      if (is_tested(pair)) continue;
      pair.log_q = log_q_of(pair);
      if (pair.log_q >= 0 || !std::isnan(pair.log_p2)) continue;
      add_timing(*found_.odds, scratch, pair);
      --not_reckoned_;
      pair.log_q = log_q_of(pair);
    }
  }

  const TraceLog& log_;
  const PairsWithChanceOptions& options_;
  ThreadPool& pool_;
  Progress& progress_;
  std::size_t blocks_ = 0;
  std::size_t blocks_kept_ = 0;
  LikelyPairs tested_likely_;
  LikelyPairs untested_likely_;
  mutable std::mutex bound_mutex_;
  std::shared_ptr<const LikelyLambdas> bound_of_untested_;  // guarded by bound_mutex_
  // The pairs that are tested and the p1 of each: asked for often, and much less than the pairs.
  std::vector<std::uint32_t> tested_;
  std::vector<float> tested_log_p1_;
  std::vector<std::uint32_t> timed_;  // whose p2 is reckoned
  std::uint64_t not_reckoned_ = 0;
  PairsWithChance found_;
};

}  // namespace

Result<PairsWithChance> find_pairs_with_chance(const TraceLog& log, join::Rows sorted,
                                               const PairsWithChanceOptions& options,
                                               ThreadPool& pool, Progress& progress,
                                               const PairsVisitor& visit) {
  return PairCollector(log, options, pool, progress).run(std::move(sorted), visit);
}

void add_timing(const PairChance& odds, PairChance::Scratch& scratch, Pair& pair) {
  PairOdds found;
  found.log_p1 = static_cast<double>(pair.log_p1);
  odds.add_timing({pair.a.value, pair.b.value, pair.sources}, found, scratch);
  pair.log_p2 = static_cast<float>(found.log_p2);
  pair.log_p = static_cast<float>(found.log_p);
}

}  // namespace overt
