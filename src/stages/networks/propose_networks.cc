#include "stages/networks/propose_networks.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "kernel/stats/poisson.h"
#include "stages/networks/account_groups.h"
#include "stages/networks/find_networks.h"
#include "stages/networks/pair_graph.h"
#include "stages/networks/witness_index.h"

namespace overt {
namespace {

constexpr std::uint32_t kSourcesMin = 2;

/// A pair of half D, and how likely it is by activity.
struct HalfPair {
  double log_p1 = 0;
  std::uint32_t pair = 0;  // of the table

  friend bool operator<(const HalfPair& x, const HalfPair& y) {
    return x.log_p1 != y.log_p1 ? x.log_p1 < y.log_p1 : x.pair < y.pair;
  }
};

/// Looks at pairs by their witnesses of half D alone.
class HalfTaker {
 public:
  HalfTaker(const PairTable& table, const TraceIndex& traces,
            std::span<const std::uint64_t> discovering, std::uint32_t split)
      : table_(table), traces_(traces), discovering_(discovering), split_(split) {}

  /// Those that met on two sources, on two occasions, in the order of the table.
  LargeVector<HalfPair> choose(const std::vector<bool>* left_out) {
    LargeVector<HalfPair> chosen;
    std::uint32_t index = 0;
    for (const Pair& pair : table_.pairs) {
      const std::uint32_t at = index++;
      if (left_out != nullptr && ((*left_out)[pair.a.value] || (*left_out)[pair.b.value])) continue;
      if (!take_witnesses(pair)) continue;
      const std::uint32_t sources = count_sources();
      if (sources < kSourcesMin || count_occasions() < 2) continue;
      const auto lambda = static_cast<double>(pair.lambda);
      chosen.push_back({stats::log_poisson_upper_tail(lambda, sources), at});
    }
    return chosen;
  }

  /// Some of them, as a table of their own.
  PairTable table_of(std::span<const HalfPair> chosen) {
    PairTable half;
    half.window = table_.window;
    for (const HalfPair& of_half : chosen) {
      Pair pair = table_.pairs[of_half.pair];
      take_witnesses(pair);
      pair.objects = static_cast<std::uint32_t>(witnesses_.size());
      pair.sources = count_sources();
      pair.witness_begin = half.witnesses.size();
      pair.witness_count = pair.objects;
      half.witnesses.insert(half.witnesses.end(), witnesses_.begin(), witnesses_.end());
      half.pairs.push_back(pair);
    }
    return half;
  }

 private:
  /// Whether there are two or more.
  bool take_witnesses(const Pair& pair) {
    witnesses_.clear();
    for (std::uint64_t w = pair.witness_begin; w < pair.witness_begin + pair.witness_count; ++w) {
      if ((discovering_[w] >> split_ & 1U) != 0) witnesses_.push_back(table_.witnesses[w]);
    }
    return witnesses_.size() >= 2;
  }

  std::uint32_t count_sources() {
    sources_.clear();
    for (const Witness& w : witnesses_) sources_.push_back(traces_.source(w.object.value));
    return count_distinct(sources_);
  }

  std::uint32_t count_occasions() {
    times_.clear();
    for (const Witness& w : witnesses_) times_.push_back(w.a_at);
    const std::uint32_t of_a = count_distinct(times_);
    times_.clear();
    for (const Witness& w : witnesses_) times_.push_back(w.b_at);
    return std::min(of_a, count_distinct(times_));
  }

  template <typename T>
  static std::uint32_t count_distinct(std::vector<T>& values) {
    std::sort(values.begin(), values.end());
    return static_cast<std::uint32_t>(std::unique(values.begin(), values.end()) - values.begin());
  }

  const PairTable& table_;
  const TraceIndex& traces_;
  std::span<const std::uint64_t> discovering_;
  std::uint32_t split_;
  std::vector<Witness> witnesses_;  // of the pair at hand, on half D
  std::vector<std::uint32_t> sources_;
  std::vector<TimeUs> times_;
};

void add_groups(const PairTable& table, const Names& names, const ProposalOptions& options,
                Proposals& proposals) {
  if (table.pairs.empty()) return;
  std::vector<std::uint32_t> chosen(table.pairs.size());
  std::iota(chosen.begin(), chosen.end(), 0U);
  const AccountVertices vertices(table, chosen, names);
  const WitnessIndex witnesses(table, chosen);
  const graph::Graph graph = pair_graph(table, chosen, vertices, witnesses);
  const VertexGroups groups = find_account_groups(
      graph, {.min_members = options.min_members, .core_min = 2, .seed = options.seed});
  std::vector<std::vector<std::uint32_t>> members(groups.count);
  for (std::uint32_t v = 0; v < vertices.size(); ++v) {
    if (groups.group[v] != kNoGroup) members[groups.group[v]].push_back(vertices.account(v).value);
  }
  for (auto& group : members) {
    if (group.size() < options.min_members) continue;
    std::sort(group.begin(), group.end());
    proposals.groups.push_back(std::move(group));
  }
}

/// Leaves the least likely, in the order of the table.
void keep_least_likely(LargeVector<HalfPair>& pairs, std::uint64_t count) {
  if (pairs.size() <= count) return;
  const auto end = pairs.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(pairs.begin(), end, pairs.end());
  pairs.resize(count);
  std::sort(pairs.begin(), pairs.end(),
            [](const HalfPair& x, const HalfPair& y) { return x.pair < y.pair; });
}

}  // namespace

std::vector<std::uint64_t> discovering_witnesses(const PairTable& table, const TraceIndex& traces,
                                                 const SourceSplits& splits) {
  std::vector<std::uint64_t> discovering;
  discovering.reserve(table.witnesses.size());
  for (const Witness& witness : table.witnesses) {
    discovering.push_back(splits.discovering(traces.source(witness.object.value)));
  }
  return discovering;
}

Proposals propose_networks(const PairTable& table, const TraceIndex& traces,
                           std::span<const std::uint64_t> discovering, std::uint32_t split,
                           const Names& names, const ProposalOptions& options) {
  CHECK_EQ(discovering.size(), table.witnesses.size());
  HalfTaker taker(table, traces, discovering, split);
  LargeVector<HalfPair> all = taker.choose(options.left_out);
  Proposals proposals;
  proposals.pairs = all.size();
  std::vector<HalfPair> unlikely;
  for (const HalfPair& pair : all) {
    if (pair.log_p1 <= options.log_p1_max) unlikely.push_back(pair);
  }
  add_groups(taker.table_of(unlikely), names, options, proposals);
  keep_least_likely(all, options.pairs_max);
  proposals.pairs_left_out = proposals.pairs - all.size();
  if (all.size() > unlikely.size()) add_groups(taker.table_of(all), names, options, proposals);
  std::sort(proposals.groups.begin(), proposals.groups.end());
  proposals.groups.erase(std::unique(proposals.groups.begin(), proposals.groups.end()),
                         proposals.groups.end());
  return proposals;
}

}  // namespace overt
