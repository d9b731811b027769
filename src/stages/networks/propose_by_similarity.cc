#include "stages/networks/propose_by_similarity.h"

#include <algorithm>
#include <cmath>

#include "kernel/graph/graph.h"
#include "kernel/similarity/similar_rows.h"
#include "stages/networks/account_groups.h"
#include "stages/networks/find_networks.h"

namespace overt {
namespace {

constexpr std::uint32_t kSourcesMin = 2;

// Commonness becomes rarity; what every account has says nothing, and is left out.
void weigh_by_rarity(similarity::Table& table) {
  std::vector<std::uint32_t> rows_with(table.columns, 0);
  for (const auto& entry : table.entries) ++rows_with[entry.column];
  std::vector<double> rarity(table.columns, 0);
  for (std::uint32_t column = 0; column < table.columns; ++column) {
    if (rows_with[column] > 0) {
      rarity[column] = std::log(static_cast<double>(table.rows()) / rows_with[column]);
    }
  }
  std::size_t kept = 0;
  std::uint64_t begin = 0;
  for (std::uint32_t r = 0; r < table.rows(); ++r) {
    const std::uint64_t end = table.begins[r + 1];
    for (; begin < end; ++begin) {
      const auto& entry = table.entries[begin];
      if (rarity[entry.column] <= 0) continue;
      table.entries[kept++] = {entry.column, entry.weight * rarity[entry.column]};
    }
    table.begins[r + 1] = kept;
  }
  table.entries.resize(kept);
}

std::vector<std::vector<std::uint32_t>> find_groups(const std::vector<std::uint32_t>& accounts,
                                                    const std::vector<graph::Edge>& edges,
                                                    const SimilarityProposalOptions& options) {
  if (edges.empty()) return {};
  const graph::Graph graph(static_cast<std::uint32_t>(accounts.size()), edges);
  const AccountGroups groups = find_account_groups(
      graph, {.min_members = options.min_members, .core_min = 2, .seed = options.seed});
  std::vector<std::vector<std::uint32_t>> members(groups.count);
  for (std::uint32_t v = 0; v < accounts.size(); ++v) {
    if (groups.group[v] != kNoGroup) members[groups.group[v]].push_back(accounts[v]);
  }
  std::erase_if(members, [&](const auto& group) { return group.size() < options.min_members; });
  for (auto& group : members) std::sort(group.begin(), group.end());
  std::sort(members.begin(), members.end());
  return members;
}

}  // namespace

/// Accounts as rows, objects of half D as columns.
struct SimilarityProposer::Vectors {
  std::vector<std::uint32_t> accounts;  // by row
  similarity::Table table;
};

SimilarityProposer::SimilarityProposer(const TraceIndex& traces, const SourceSplits& splits,
                                       const Names& names, const SimilarityProposalOptions& options)
    : traces_(traces), splits_(splits), options_(options) {
  for (std::uint32_t account = 0; account < traces.accounts(); ++account) {
    if (traces.of(account).size() >= options.min_objects) accounts_.push_back(account);
  }
  std::sort(accounts_.begin(), accounts_.end(), [&](std::uint32_t x, std::uint32_t y) {
    return names.account({x}) < names.account({y});
  });
  for (const std::uint32_t account : accounts_) add_account(account);
}

void SimilarityProposer::add_account(std::uint32_t account) {
  const auto acts = traces_.of(account);
  for (std::size_t i = 0; i < acts.size();) {
    std::size_t end = i;
    while (end < acts.size() && acts[end].object == acts[i].object) ++end;
    const double weight = end - i == 1 ? 1 : 1 + std::log(static_cast<double>(end - i));
    const std::uint32_t object = acts[i].object;
    items_.push_back(
        {object, static_cast<float>(weight), splits_.discovering(traces_.source(object))});
    i = end;
  }
  begins_.push_back(items_.size());
}

SimilarityProposer::Vectors SimilarityProposer::vectors_of(std::uint32_t split) const {
  Vectors vectors;
  similarity::Table& table = vectors.table;
  table.columns = traces_.objects();
  table.entries.reserve(items_.size());
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const std::size_t before = table.entries.size();
    for (std::uint64_t k = begins_[i]; k < begins_[i + 1]; ++k) {
      if ((items_[k].discovering >> split & 1U) == 0) continue;
      table.entries.push_back({items_[k].object, static_cast<double>(items_[k].weight)});
    }
    if (table.entries.size() - before < options_.min_objects) {
      table.entries.resize(before);
      continue;
    }
    table.begins.push_back(table.entries.size());
    vectors.accounts.push_back(accounts_[i]);
  }
  weigh_by_rarity(table);
  return vectors;
}

/// Whether two rows have objects of two sources in common.
bool SimilarityProposer::share_sources(const Vectors& vectors, std::uint32_t a,
                                       std::uint32_t b) const {
  const auto other = vectors.table.row(b);
  auto at = other.begin();
  std::uint32_t first = 0;
  bool any = false;
  for (const auto& entry : vectors.table.row(a)) {
    while (at != other.end() && at->column < entry.column) ++at;
    if (at == other.end()) return false;
    if (at->column != entry.column) continue;
    const std::uint32_t source = traces_.source(entry.column);
    if (any && source != first) return true;
    any = true;
    first = source;
  }
  return false;
}

SimilarityProposals SimilarityProposer::propose(std::uint32_t split) const {
  const Vectors vectors = vectors_of(split);
  const auto similar = similarity::similar_rows(vectors.table, {.cosine_min = options_.cosine_min,
                                                                .common_min = kSourcesMin,
                                                                .pairs_max = options_.pairs_max,
                                                                .steps_max = options_.steps_max});
  SimilarityProposals proposals;
  proposals.pairs_left_out = similar.pairs_left_out;
  proposals.accounts_left_out = similar.rows_left_out;
  std::vector<graph::Edge> edges;
  for (const auto& pair : similar.pairs) {
    if (!share_sources(vectors, pair.a, pair.b)) continue;
    // Whole weights: nothing then hangs on the order in which they are added.
    edges.push_back({pair.a, pair.b, std::round(pair.cosine * (1 << 24))});
  }
  proposals.pairs = edges.size();
  proposals.groups = find_groups(vectors.accounts, edges, options_);
  return proposals;
}

}  // namespace overt
