#include "stages/networks/propose_networks.h"

#include <algorithm>

#include "base/check.h"
#include "kernel/stats/poisson.h"
#include "stages/networks/account_groups.h"
#include "stages/networks/find_networks.h"
#include "stages/networks/pair_graph.h"
#include "stages/networks/witness_index.h"

namespace overt {
namespace {

constexpr std::uint32_t kSourcesMin = 2;

/// The pairs of half D, as a table of their own, and how likely each is by activity.
struct HalfTable {
  PairTable table;
  std::vector<double> log_p1;
};

class HalfTaker {
 public:
  HalfTaker(const PairTable& table, const TraceIndex& traces,
            std::span<const std::uint64_t> discovering, std::uint32_t split,
            const std::vector<bool>* left_out)
      : table_(table),
        traces_(traces),
        discovering_(discovering),
        split_(split),
        left_out_(left_out) {}

  HalfTable take() {
    HalfTable half;
    half.table.window = table_.window;
    for (const Pair& pair : table_.pairs) {
      if (left_out_ != nullptr && ((*left_out_)[pair.a.value] || (*left_out_)[pair.b.value])) {
        continue;
      }
      const std::size_t begin = half.table.witnesses.size();
      for (std::uint64_t w = pair.witness_begin; w < pair.witness_begin + pair.witness_count; ++w) {
        if ((discovering_[w] >> split_ & 1U) != 0) {
          half.table.witnesses.push_back(table_.witnesses[w]);
        }
      }
      const std::span<const Witness> kept(half.table.witnesses.data() + begin,
                                          half.table.witnesses.size() - begin);
      const std::uint32_t sources = count_sources(kept);
      if (sources < kSourcesMin || count_occasions(kept) < 2) {
        half.table.witnesses.resize(begin);
        continue;
      }
      Pair taken = pair;
      taken.objects = static_cast<std::uint32_t>(kept.size());
      taken.sources = sources;
      taken.witness_begin = begin;
      taken.witness_count = taken.objects;
      half.table.pairs.push_back(taken);
      half.log_p1.push_back(
          stats::log_poisson_upper_tail(static_cast<double>(pair.lambda), sources));
    }
    return half;
  }

 private:
  std::uint32_t count_sources(std::span<const Witness> witnesses) {
    sources_.clear();
    for (const Witness& w : witnesses) sources_.push_back(traces_.source(w.object.value));
    return count_distinct(sources_);
  }

  std::uint32_t count_occasions(std::span<const Witness> witnesses) {
    times_.clear();
    for (const Witness& w : witnesses) times_.push_back(w.a_at);
    const std::uint32_t of_a = count_distinct(times_);
    times_.clear();
    for (const Witness& w : witnesses) times_.push_back(w.b_at);
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
  const std::vector<bool>* left_out_;
  std::vector<std::uint32_t> sources_;
  std::vector<TimeUs> times_;
};

void add_groups(const PairTable& table, const std::vector<std::uint32_t>& chosen,
                const Names& names, const ProposalOptions& options, Proposals& proposals) {
  if (chosen.empty()) return;
  const AccountVertices vertices(table, chosen, names);
  const WitnessIndex witnesses(table, chosen);
  const graph::Graph graph = pair_graph(table, chosen, vertices, witnesses);
  const AccountGroups groups = find_account_groups(
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

/// The least likely, ties as they come: by name.
std::vector<std::uint32_t> least_likely(const HalfTable& half, std::uint64_t count) {
  std::vector<std::uint32_t> order(half.table.pairs.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  if (order.size() <= count) return order;
  const auto before = [&](std::uint32_t x, std::uint32_t y) {
    return half.log_p1[x] != half.log_p1[y] ? half.log_p1[x] < half.log_p1[y] : x < y;
  };
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                   before);
  order.resize(count);
  std::sort(order.begin(), order.end());
  return order;
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
  const HalfTable half = HalfTaker(table, traces, discovering, split, options.left_out).take();
  Proposals proposals;
  proposals.pairs = half.table.pairs.size();
  std::vector<std::uint32_t> unlikely;
  for (std::uint32_t i = 0; i < half.log_p1.size(); ++i) {
    if (half.log_p1[i] <= options.log_p1_max) unlikely.push_back(i);
  }
  add_groups(half.table, unlikely, names, options, proposals);
  const auto all = least_likely(half, options.pairs_max);
  proposals.pairs_left_out = half.table.pairs.size() - all.size();
  if (all.size() > unlikely.size()) add_groups(half.table, all, names, options, proposals);
  std::sort(proposals.groups.begin(), proposals.groups.end());
  proposals.groups.erase(std::unique(proposals.groups.begin(), proposals.groups.end()),
                         proposals.groups.end());
  return proposals;
}

}  // namespace overt
