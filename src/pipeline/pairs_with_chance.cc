#include "pipeline/pairs_with_chance.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/ordered.h"
#include "kernel/stats/false_discovery.h"
#include "stages/chance/pair_chance.h"
#include "stages/pairs/find_pairs.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;
constexpr std::uint64_t kPairsMax = 40'000'000;  // held in memory
constexpr std::uint32_t kProposingObjects = 2;   // the least that can propose a network
/// On logs with more traces, pairs below min_objects are kept only where chance makes them rarer
/// than this: of the others there are as many as the square of the density gives.
constexpr std::uint64_t kKeepAllTracesMax = 2'000'000;
constexpr float kLogRare = -6.9F;  // about 1e-3

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
      // What will be left out needs no more.
      if (!is_kept(pair, static_cast<float>(odds.log_p1))) continue;
      chance.add_timing(counts, odds, scratch);
      pair.lambda = static_cast<float>(odds.lambda);
      pair.log_p1 = static_cast<float>(odds.log_p1);
      pair.log_p2 = static_cast<float>(odds.log_p2);
      pair.log_p = static_cast<float>(odds.log_p);
    }
  }

  [[nodiscard]] bool is_kept(const Pair& pair, float log_p1) const {
    return pair.objects >= options_.min_objects || log_.traces <= kKeepAllTracesMax ||
           log_p1 <= kLogRare;
  }

  Result<void> keep(const PairTable& table) {
    PairTable& all = found_.table;
    for (const Pair& pair : table.pairs) {
      const bool counted = pair.objects >= options_.min_objects;
      if (counted) ++found_.pairs;
      if (!is_kept(pair, pair.log_p1)) {
        ++likely_left_out_;
        continue;
      }
      all.pairs.push_back(pair);
      all.pairs.back().witness_begin = all.witnesses.size();
      const auto begin = table.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
      all.witnesses.insert(all.witnesses.end(), begin, begin + pair.witness_count);
    }
    if (all.pairs.size() <= kPairsMax) return {};
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("more than {} pairs, too many to look for networks in; ask for more "
                             "common objects (--min-objects) or a shorter window, or write the "
                             "pairs alone with overt pairs",
                             kPairsMax)};
  }

  void note_likely() {
    if (likely_left_out_ == 0) return;
    found_.limits.push_back({"traces_with_all_pairs", kKeepAllTracesMax, likely_left_out_,
                             "on a log this large, pairs with fewer than min-objects common "
                             "objects that chance makes likely did not propose networks"});
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
