#include "pipeline/pairs_with_chance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/ordered.h"
#include "kernel/stats/false_discovery.h"
#include "stages/chance/pair_chance.h"
#include "stages/pairs/find_pairs.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;
constexpr std::uint32_t kProposingObjects = 2;  // the least that can propose a network
/// What chance makes rare: about 1e-3.
constexpr float kLogRare = -6.9F;

class PairCollector {
 public:
  PairCollector(const TraceLog& log, const TraceIndex& index, const PairsWithChanceOptions& options,
                ThreadPool& pool, Progress& progress)
      : log_(log), index_(index), options_(options), pool_(pool), progress_(progress) {}

  Result<PairsWithChance> run(join::Rows sorted, const PairsVisitor& visit) {
    count_possible_pairs();
    RETURN_IF_ERROR(find_pairs(std::move(sorted), visit));
    note_likely();
    adjust_pairs();
    return std::move(found_);
  }

 private:
  // Accounts that could have been in a pair, fixed before any overlap is looked at.
  void count_possible_pairs() {
    ChanceSummary& chance = found_.chance;
    chance.level = options_.level;
    for (std::uint32_t a = 0; a < index_.accounts(); ++a) {
      if (index_.of(a).size() >= options_.min_objects) ++chance.accounts;
    }
    const auto n = static_cast<double>(chance.accounts);
    chance.possible_pairs = std::max(1.0, n * (n - 1) / 2);
    const double p_max =
        options_.level * static_cast<double>(options_.pairs_max) / chance.possible_pairs;
    log_p_max_ = static_cast<float>(std::log(p_max));
  }

  Result<void> find_pairs(join::Rows sorted, const PairsVisitor& visit) {
    const PairChance chance(index_, options_.window, pool_);
    const auto sources = log_.source_of_object();
    FindPairsOptions find;
    find.windows = {options_.window};
    find.min_objects = std::min(kProposingObjects, options_.min_objects);
    find.witnesses = true;
    const PairFinder finder(std::move(sorted), log_.accounts.id_bound(), sources, log_,
                            std::move(find), pool_);
    std::vector<PairFinder::Scratch> scratch;
    std::vector<PairChance::Scratch> chance_scratch(pool_.threads());
    for (std::size_t i = 0; i < pool_.threads(); ++i) scratch.emplace_back(finder);
    found_.table.window = options_.window;
    Result<void> state;
    progress_.begin("joining", finder.blocks(), "blocks");
    produce_in_order<PairTable>(
        pool_, finder.blocks(), kBlocksWaiting,
        [&](std::size_t block, std::size_t worker) {
          PairTable table = finder.find(block, scratch[worker]);
          add_chance(table, chance, chance_scratch[worker]);
          return table;
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

  void add_chance(PairTable& table, const PairChance& chance, PairChance::Scratch& scratch) const {
    for (Pair& pair : table.pairs) {
      const PairCounts counts = {pair.a.value, pair.b.value, pair.sources};
      PairOdds odds = chance.by_activity(counts, scratch);
      pair.lambda = static_cast<float>(odds.lambda);
      pair.log_p1 = static_cast<float>(odds.log_p1);
      if (!is_kept(pair)) continue;
      if (!can_matter(pair)) {
        pair.log_p2 = std::numeric_limits<float>::quiet_NaN();
        pair.log_p = pair.log_p1;
        continue;
      }
      chance.add_timing(counts, odds, scratch);
      pair.log_p2 = static_cast<float>(odds.log_p2);
      pair.log_p = static_cast<float>(odds.log_p);
    }
  }

  [[nodiscard]] bool is_kept(const Pair& pair) const {
    return pair.objects >= options_.min_objects || is_small() || pair.log_p1 <= kLogRare;
  }

  [[nodiscard]] bool can_matter(const Pair& pair) const {
    return is_small() || options_.timing_of_likely || pair.log_p1 <= log_p_max_;
  }

  [[nodiscard]] bool is_small() const { return log_.traces <= options_.all_of_each_traces_max; }

  Result<void> keep(const PairTable& table) {
    PairTable& all = found_.table;
    for (const Pair& pair : table.pairs) {
      const bool counted = pair.objects >= options_.min_objects;
      if (counted) ++found_.pairs;
      if (!is_kept(pair)) {
        ++likely_left_out_;
        continue;
      }
      if (!can_matter(pair)) ++likely_;
      all.pairs.push_back(pair);
      all.pairs.back().witness_begin = all.witnesses.size();
      const auto begin = table.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
      all.witnesses.insert(all.witnesses.end(), begin, begin + pair.witness_count);
    }
    if (all.pairs.size() <= options_.pairs_max) return {};
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("more than {} pairs, too many to look for networks in; ask for more "
                             "common objects (--min-objects) or a shorter window, or write the "
                             "pairs alone with overt pairs",
                             options_.pairs_max)};
  }

  void note_likely() {
    if (likely_left_out_ > 0) {
      found_.limits.push_back({"traces_with_all_pairs", options_.all_of_each_traces_max,
                               likely_left_out_,
                               "on a log this large, pairs with fewer than min-objects common "
                               "objects that chance makes likely did not propose networks"});
    }
    if (likely_ > 0) {
      found_.limits.push_back(
          {"traces_with_all_chances", options_.all_of_each_traces_max, likely_,
           "on a log this large, the chance by timing (p2) was not reckoned for "
           "pairs that activity alone makes too likely to matter: their p is "
           "at least the one given"});
    }
  }

  // Over all pairs that were possible: those not met have p = 1.
  void adjust_pairs() {
    std::vector<double> log_p;
    log_p.reserve(found_.table.pairs.size());
    for (const Pair& pair : found_.table.pairs) log_p.push_back(static_cast<double>(pair.log_p));
    const double m = std::max(found_.chance.possible_pairs, static_cast<double>(log_p.size()));
    const auto log_q = stats::log_q_values(log_p, {.possible = m});
    const double log_level = std::log(options_.level);
    for (std::size_t i = 0; i < log_q.size(); ++i) {
      found_.table.pairs[i].log_q = static_cast<float>(log_q[i]);
      if (log_q[i] <= log_level) ++found_.chance.significant_pairs;
    }
    found_.chance.significant_pairs_by = stats::rejections(
        log_p, {.possible = m, .dependence = stats::Dependence::kArbitrary}, options_.level);
  }

  const TraceLog& log_;
  const TraceIndex& index_;
  const PairsWithChanceOptions& options_;
  ThreadPool& pool_;
  Progress& progress_;
  float log_p_max_ = 0;       // of what can be found unusual
  std::uint64_t likely_ = 0;  // that cannot
  std::uint64_t likely_left_out_ = 0;
  PairsWithChance found_;
};

}  // namespace

Result<PairsWithChance> find_pairs_with_chance(const TraceLog& log, const TraceIndex& index,
                                               join::Rows sorted,
                                               const PairsWithChanceOptions& options,
                                               ThreadPool& pool, Progress& progress,
                                               const PairsVisitor& visit) {
  return PairCollector(log, index, options, pool, progress).run(std::move(sorted), visit);
}

}  // namespace overt
