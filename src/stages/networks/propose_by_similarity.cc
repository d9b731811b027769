#include "stages/networks/propose_by_similarity.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel/graph/graph.h"
#include "stages/networks/account_groups.h"
#include "stages/networks/find_networks.h"

namespace overt {
namespace {

constexpr std::uint32_t kSourcesMin = 2;

/// Edges are between places in `accounts`.
std::vector<std::vector<std::uint32_t>> find_groups(const std::vector<std::uint32_t>& accounts,
                                                    std::vector<graph::Edge> edges,
                                                    const SimilarityProposalOptions& options) {
  std::vector<std::uint32_t> linked;  // the few that have an edge become the vertices
  for (const graph::Edge& edge : edges) linked.insert(linked.end(), {edge.from, edge.to});
  std::sort(linked.begin(), linked.end());
  linked.erase(std::unique(linked.begin(), linked.end()), linked.end());
  const auto vertex_of = [&](std::uint32_t place) {
    const auto at = std::lower_bound(linked.begin(), linked.end(), place);
    return static_cast<std::uint32_t>(at - linked.begin());
  };
  for (graph::Edge& edge : edges) {
    edge = {vertex_of(edge.from), vertex_of(edge.to), edge.weight};
  }
  const graph::Graph graph(static_cast<std::uint32_t>(linked.size()), edges);
  const AccountGroups groups = find_account_groups(
      graph, {.min_members = options.min_members, .core_min = 2, .seed = options.seed});
  std::vector<std::vector<std::uint32_t>> members(groups.count);
  for (std::uint32_t v = 0; v < linked.size(); ++v) {
    if (groups.group[v] != kNoGroup) members[groups.group[v]].push_back(accounts[linked[v]]);
  }
  std::erase_if(members, [&](const auto& group) { return group.size() < options.min_members; });
  for (auto& group : members) std::sort(group.begin(), group.end());
  std::sort(members.begin(), members.end());
  return members;
}

}  // namespace

SimilarityProposer::SimilarityProposer(const TraceIndex& traces, const SourceSplits& splits,
                                       const Names& names, const SimilarityProposalOptions& options,
                                       ThreadPool& pool, const similarity::RowsDone& done)
    : traces_(traces), splits_(splits), options_(options) {
  for (std::uint32_t account = 0; account < traces.accounts(); ++account) {
    if (traces.of(account).size() >= options.min_objects) accounts_.push_back(account);
  }
  std::sort(accounts_.begin(), accounts_.end(), [&](std::uint32_t x, std::uint32_t y) {
    return names.account({x}) < names.account({y});
  });
  table_.columns = traces.objects();
  for (const std::uint32_t account : accounts_) add_account(account);
  similar_.emplace(table_, splits.splits(),
                   similarity::SimilarityOptions{.cosine_min = options.cosine_min,
                                                 .common_min = kSourcesMin,
                                                 .columns_min = options.min_objects,
                                                 .pairs_max = options.pairs_max,
                                                 .steps_max = options.steps_max},
                   pool, done);
}

void SimilarityProposer::add_account(std::uint32_t account) {
  const auto acts = traces_.of(account);
  for (std::size_t i = 0; i < acts.size();) {
    std::size_t end = i;
    while (end < acts.size() && acts[end].object == acts[i].object) ++end;
    const double weight = end - i == 1 ? 1 : 1 + std::log(static_cast<double>(end - i));
    const std::uint32_t object = acts[i].object;
    table_.entries.push_back(
        {object, static_cast<float>(weight), splits_.discovering(traces_.source(object))});
    i = end;
  }
  table_.begins.push_back(table_.entries.size());
}

/// Whether two accounts have objects of two sources of half D in common.
bool SimilarityProposer::share_sources(const similarity::SimilarPair& pair,
                                       std::uint32_t split) const {
  const auto other = table_.row(pair.b);
  auto at = other.begin();
  std::uint32_t first = 0;
  bool any = false;
  for (const auto& entry : table_.row(pair.a)) {
    while (at != other.end() && at->column < entry.column) ++at;
    if (at == other.end()) return false;
    if (at->column != entry.column || (entry.views >> split & 1U) == 0) continue;
    const std::uint32_t source = traces_.source(entry.column);
    if (any && source != first) return true;
    any = true;
    first = source;
  }
  return false;
}

SimilarityProposals SimilarityProposer::propose(std::uint32_t split) const {
  const auto similar = similar_->in(split);
  SimilarityProposals proposals;
  proposals.pairs_left_out = similar.pairs_left_out;
  std::vector<graph::Edge> edges;
  for (const auto& pair : similar.pairs) {
    if (!share_sources(pair, split)) continue;
    // Whole weights: nothing then hangs on the order in which they are added.
    edges.push_back({pair.a, pair.b, std::round(pair.cosine * (1 << 24))});
  }
  proposals.pairs = edges.size();
  proposals.groups = find_groups(accounts_, std::move(edges), options_);
  return proposals;
}

}  // namespace overt
