#include "pipeline/tested_pairs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
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
/// Of pairs with so many sources or more λ is summed up to its end.
constexpr std::uint32_t kSourcesOfMany = 64;
/// Pairs that are tested at most, where those of a small q alone are held.
constexpr std::uint64_t kTestedMax = 1'000'000'000;

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

}  // namespace

std::span<const TestedPairs::Reckoned> TestedPairs::reckoned_in(std::size_t block) const {
  const std::size_t end =
      block + 1 < blocks_.size() ? blocks_[block + 1].reckoned_begin : reckoned_.size();
  const std::size_t begin = blocks_[block].reckoned_begin;
  return std::span(reckoned_).subspan(begin, end - begin);
}

PairTable TestedPairs::block(std::size_t i) const {
  const Block& block = blocks_[i];
  PairTable table;
  table.window = window_;
  table.witnesses = block.witnesses;
  table.pairs.reserve(block.pairs.size());
  auto reckoned = reckoned_in(i);
  std::uint64_t witnesses = 0;
  for (std::size_t place = 0; place < block.pairs.size(); ++place) {
    table.pairs.push_back(block.pairs.at(place));
    Pair& pair = table.pairs.back();
    if (!block.witnesses.empty()) {
      pair.witness_begin = witnesses;
      pair.witness_count = pair.objects;
      witnesses += pair.objects;
    }
    if (reckoned.empty() || reckoned.front().place != place) {
      pair.lambda = pair.log_p1 = pair.log_p2 = pair.log_p = kNone;
      continue;
    }
    const Reckoned& figures = reckoned.front();
    pair.lambda = figures.lambda;
    pair.log_p1 = figures.log_p1;
    pair.log_p2 = figures.log_p2;
    pair.log_p = figures.log_p;
    pair.log_q = figures.log_q;
    reckoned = reckoned.subspan(1);
    if (pair.log_q > log_q_max_) table.pairs.truncate(table.pairs.size() - 1);
  }
  return table;
}

class PairTester {
 public:
  PairTester(const TraceLog& log, const TestedPairsOptions& options, ThreadPool& pool,
             Progress& progress)
      : log_(log), options_(options), pool_(pool), progress_(progress) {
    CHECK(!options.exhaustive || options.q_max >= 1);
  }

  Result<TestedPairs> run(join::Rows sorted) {
    found_.window_ = options_.window;
    found_.log_q_max_ = static_cast<float>(std::log(options_.q_max));
    odds_ = make_pair_odds(log_, sorted, options_.window, pool_, progress_);
    possible_ = odds_->possible_pairs(options_.min_objects);
    if (is_selective()) bound_activity(kTestedMax);
    RETURN_IF_ERROR(find_pairs(std::move(sorted)));
    if (!is_selective()) test_all();
    add_timings();
    adjust();
    return std::move(found_);
  }

 private:
  using Reckoned = TestedPairs::Reckoned;
  using Block = TestedPairs::Block;

  struct FoundBlock {
    Block block;
    std::vector<Reckoned> reckoned;
    std::uint64_t pairs = 0;
  };

  [[nodiscard]] bool is_selective() const { return options_.q_max < 1; }
  [[nodiscard]] bool is_whole() const {
    return options_.exhaustive || log_.traces <= options_.all_of_each_traces_max;
  }

  // With T tested pairs of m that were possible, q is p · m / rank of a p that is p1 or more, and
  // no rank is above T: so a larger p1 than this ends in a larger q than is asked for, or in 1.
  void bound_activity(std::uint64_t tested) {
    const double share = std::min(1.0, static_cast<double>(tested) / possible_);
    likely_ = LikelyLambdas(kSourcesOfMany, std::log(options_.q_max) + std::log(share));
  }

  Result<void> find_pairs(join::Rows sorted) {
    FindPairsOptions find;
    find.windows = {options_.window};
    find.min_objects = options_.min_objects;
    find.witnesses = options_.witnesses;
    find.occasions = false;
    const PairFinder finder(std::move(sorted), log_.accounts.id_bound(), odds_->sources(), log_,
                            std::move(find), pool_);
    std::vector<PairFinder::Scratch> scratch;
    std::vector<PairChance::Scratch> chance_scratch(pool_.threads());
    for (std::size_t i = 0; i < pool_.threads(); ++i) scratch.emplace_back(finder);
    Result<void> state;
    progress_.begin("joining", finder.blocks(), "blocks");
    produce_in_order<FoundBlock>(
        pool_, finder.blocks(), kBlocksWaiting,
        [&](std::size_t block, std::size_t worker) {
          return test_block(finder, block, scratch[worker], chance_scratch[worker]);
        },
        [&](FoundBlock found) {
          state = keep(std::move(found));
          progress_.advance(1);
          if (state.ok() && progress_.cancelled()) {
            state = Error{ErrorCode::kCancelled, "interrupted"};
          }
          return state.ok();
        });
    progress_.end();
    return state;
  }

  FoundBlock test_block(const PairFinder& finder, std::size_t block, PairFinder::Scratch& scratch,
                        PairChance::Scratch& chance_scratch) const {
    FoundBlock found;
    PairTable table =
        finder.find(block, scratch, [&](ChunkedVector<Pair>& pairs, std::vector<bool>& wanted) {
          found.pairs = pairs.size();
          if (!is_selective()) return;
          found.reckoned = test(
              pairs.size(), [&](std::size_t i) { return counts_of(pairs[i]); }, chance_scratch);
          std::fill(wanted.begin(), wanted.end(), false);
          for (const Reckoned& pair : found.reckoned) wanted[pair.place] = true;
        });
    found.block.witnesses = std::move(table.witnesses);
    if (is_selective()) keep_reckoned(table.pairs, found.reckoned);
    found.block.pairs = PackedPairs(table.pairs);
    return found;
  }

  static PairCounts counts_of(const Pair& pair) {
    return {pair.a.value, pair.b.value, pair.sources};
  }

  // T is known now.
  void test_all() {
    if (!is_whole()) bound_activity(found_.found_);
    auto& blocks = found_.blocks_;
    std::vector<std::vector<Reckoned>> reckoned(blocks.size());
    std::vector<PairChance::Scratch> scratch(pool_.threads());
    progress_.begin("reckoning chance", blocks.size(), "blocks");
    pool_.parallel_for(blocks.size(), 1, [&](const overt::Block& part) {
      for (std::size_t i = part.begin; i < part.end; ++i) {
        const PackedPairs& pairs = blocks[i].pairs;
        const auto counts = [&](std::size_t k) {
          return PairCounts{pairs.a(k).value, pairs.b(k).value, pairs.sources(k)};
        };
        reckoned[i] = test(pairs.size(), counts, scratch[part.worker]);
      }
      progress_.advance(part.end - part.begin);
    });
    progress_.end();
    for (std::size_t i = 0; i < blocks.size(); ++i) add_reckoned(i, reckoned[i]);
  }

  void add_reckoned(std::size_t block, std::span<Reckoned> reckoned) {
    found_.blocks_[block].reckoned_begin = found_.reckoned_.size();
    for (Reckoned& pair : reckoned) {
      pair.block = static_cast<std::uint32_t>(block);
      found_.reckoned_.push_back(pair);
    }
  }

  /// Of those whose q can be as small as is asked for, λ and p1.
  template <typename CountsOf>
  [[nodiscard]] std::vector<Reckoned> test(std::size_t pairs, const CountsOf& counts_of,
                                           PairChance::Scratch& scratch) const {
    std::vector<Reckoned> reckoned;
    for (std::size_t i = 0; i < pairs; ++i) {
      odds_->prefetch_ahead(i, pairs, [&](std::size_t k) { return counts_of(k).b; });
      const PairCounts pair = counts_of(i);
      const auto odds = odds_->unless_likely(pair, likely_.lambda(pair.sources), scratch);
      if (!odds) continue;
      const auto log_p1 = static_cast<float>(odds->log_p1);
      reckoned.push_back({.block = 0,
                          .place = static_cast<std::uint32_t>(i),
                          .lambda = static_cast<float>(odds->lambda),
                          .log_p1 = log_p1,
                          .log_p2 = kNone,
                          .log_p = log_p1,
                          .log_q = 0});
    }
    return reckoned;
  }

  static void keep_reckoned(ChunkedVector<Pair>& pairs, std::vector<Reckoned>& reckoned) {
    std::uint32_t kept = 0;
    for (Reckoned& pair : reckoned) {
      pairs[kept] = pairs[pair.place];
      pair.place = kept++;
    }
    pairs.truncate(kept);
  }

  Result<void> keep(FoundBlock found) {
    found_.found_ += found.pairs;
    held_ += found.block.pairs.size();
    if (held_ > options_.pairs_max) return too_many(options_.pairs_max);
    if (is_selective() && found_.found_ > kTestedMax) return too_many(kTestedMax);
    if (found.block.pairs.size() == 0) return {};
    found_.blocks_.push_back(std::move(found.block));
    add_reckoned(found_.blocks_.size() - 1, found.reckoned);
    return {};
  }

  static Error too_many(std::uint64_t limit) {
    return {ErrorCode::kLimitExceeded,
            fmt::format("more than {} pairs, too many to test; ask for more common objects "
                        "(--min-objects) or a shorter window, or for a small q alone (--max-q), or "
                        "write the pairs without their chance (leave --chance out)",
                        limit)};
  }

  // On a large log p2 is reckoned only of pairs whose q can be below 1: p is p1 or more.
  void add_timings() {
    progress_.begin("reckoning chance", 0, "pairs");
    if (is_whole()) {
      timed_.resize(found_.reckoned_.size());
      std::iota(timed_.begin(), timed_.end(), 0U);
      add_timings_of(timed_);
    } else {
      add_timings_that_matter();
    }
    found_.without_p1_ = held_ - found_.reckoned_.size();
    found_.without_p2_ = held_ - timed_.size();
    progress_.end();
  }

  void add_timings_that_matter() {
    std::vector<float> log_p1;
    log_p1.reserve(found_.reckoned_.size());
    for (const Reckoned& pair : found_.reckoned_) log_p1.push_back(pair.log_p1);
    stats::BoundedHypotheses open(log_p1, hypotheses());
    for (auto next = open.take(kPairsAtOnce); !next.empty(); next = open.take(kPairsAtOnce)) {
      add_timings_of(next);
      std::vector<float> log_p;
      log_p.reserve(next.size());
      for (const std::uint32_t i : next) log_p.push_back(found_.reckoned_[i].log_p);
      open.reveal(log_p);
      timed_.insert(timed_.end(), next.begin(), next.end());
    }
    std::sort(timed_.begin(), timed_.end());
  }

  /// Pairs of one account one after the other are cheapest.
  void add_timings_of(std::span<const std::uint32_t> pairs) {
    std::vector<PairChance::Scratch> scratch(pool_.threads());
    pool_.parallel_for(pairs.size(), kPairGrain, [&](const overt::Block& block) {
      for (std::size_t i = block.begin; i < block.end; ++i) {
        add_timing_of(found_.reckoned_[pairs[i]], scratch[block.worker]);
      }
      progress_.advance(block.end - block.begin);
    });
  }

  void add_timing_of(Reckoned& figures, PairChance::Scratch& scratch) const {
    const Pair pair = found_.blocks_[figures.block].pairs.at(figures.place);
    PairOdds odds;
    odds.log_p1 = static_cast<double>(figures.log_p1);
    odds_->add_timing(counts_of(pair), odds, scratch);
    figures.log_p2 = static_cast<float>(odds.log_p2);
    figures.log_p = static_cast<float>(odds.log_p);
  }

  /// m.
  [[nodiscard]] double hypotheses() const {
    return std::max(possible_, static_cast<double>(found_.found_));
  }

  // Over all pairs that were possible: those that are not tested have p = 1. q is 1 of those whose
  // p2 was not reckoned, and nobody's is another for them.
  void adjust() {
    std::vector<double> log_p;
    log_p.reserve(timed_.size());
    for (const std::uint32_t i : timed_) {
      log_p.push_back(static_cast<double>(found_.reckoned_[i].log_p));
    }
    const auto log_q = stats::log_q_values(log_p, {.possible = hypotheses()});
    for (std::size_t i = 0; i < timed_.size(); ++i) {
      found_.reckoned_[timed_[i]].log_q = static_cast<float>(log_q[i]);
    }
  }

  const TraceLog& log_;
  const TestedPairsOptions& options_;
  ThreadPool& pool_;
  Progress& progress_;
  std::unique_ptr<const PairChance> odds_;
  double possible_ = 0;
  LikelyLambdas likely_;  // none where every pair is reckoned
  std::uint64_t held_ = 0;
  std::vector<std::uint32_t> timed_;  // places in reckoned_ whose p2 is known, ascending
  TestedPairs found_;
};

Result<TestedPairs> find_tested_pairs(const TraceLog& log, join::Rows sorted,
                                      const TestedPairsOptions& options, ThreadPool& pool,
                                      Progress& progress) {
  return PairTester(log, options, pool, progress).run(std::move(sorted));
}

}  // namespace overt
