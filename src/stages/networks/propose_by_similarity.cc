#include "stages/networks/propose_by_similarity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "kernel/graph/graph.h"
#include "stages/networks/account_groups.h"
#include "stages/networks/find_networks.h"
#include "stages/networks/order_accounts.h"

namespace overt {
namespace {

constexpr std::uint32_t kSourcesMin = 2;
constexpr std::size_t kAccountsAtOnce = 4096;

/// Edges are between places in `accounts`.
std::vector<std::vector<std::uint32_t>> find_groups(const std::vector<AccountId>& accounts,
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
  const VertexGroups groups = find_account_groups(
      graph, {.min_members = options.min_members, .core_min = 2, .seed = options.seed});
  std::vector<std::vector<std::uint32_t>> members(groups.count);
  for (std::uint32_t v = 0; v < linked.size(); ++v) {
    if (groups.group[v] != kNoGroup) members[groups.group[v]].push_back(accounts[linked[v]].value);
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
    if (traces.of(account).size() >= options.min_objects) accounts_.push_back({account});
  }
  order_by_name(accounts_, names);
  make_table(pool);
  similar_.emplace(table_, splits.splits(),
                   similarity::SimilarityOptions{.cosine_min = options.cosine_min,
                                                 .common_min = kSourcesMin,
                                                 .columns_min = options.min_objects,
                                                 .pairs_max = options.pairs_max,
                                                 .steps_max = options.steps_max},
                   pool, done);
}

template <typename Visit>
void SimilarityProposer::for_each_object(AccountId account, const Visit& visit) const {
  const auto acts = traces_.of(account.value);
  for (std::size_t i = 0; i < acts.size();) {
    std::size_t end = i;
    while (end < acts.size() && acts[end].object == acts[i].object) ++end;
    visit(acts[i].object, end - i);
    i = end;
  }
}

void SimilarityProposer::make_table(ThreadPool& pool) {
  table_.columns = traces_.objects();
  table_.begins.assign(accounts_.size() + 1, 0);
  pool.parallel_for(accounts_.size(), kAccountsAtOnce, [&](const Block& block) {
    for (std::size_t row = block.begin; row < block.end; ++row) {
      for_each_object(accounts_[row],
                      [&](std::uint32_t, std::size_t) { ++table_.begins[row + 1]; });
    }
  });
  std::partial_sum(table_.begins.begin(), table_.begins.end(), table_.begins.begin());
  table_.entries.resize(table_.begins.back());
  pool.parallel_for(accounts_.size(), kAccountsAtOnce, [&](const Block& block) {
    for (std::size_t row = block.begin; row < block.end; ++row) {
      std::uint64_t at = table_.begins[row];
      for_each_object(accounts_[row], [&](std::uint32_t object, std::size_t traces) {
        const double weight = traces == 1 ? 1 : 1 + std::log(static_cast<double>(traces));
        table_.entries[at++] = {object, static_cast<float>(weight),
                                splits_.discovering(traces_.source(object))};
      });
    }
  });
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
