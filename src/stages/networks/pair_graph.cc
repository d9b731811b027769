#include "stages/networks/pair_graph.h"

#include <algorithm>

#include "stages/networks/order_accounts.h"

namespace overt {
AccountVertices::AccountVertices(const PairTable& table, std::span<const std::uint32_t> chosen,
                                 const Names& names) {
  const auto take = [&](AccountId account) {
    if (account.value >= vertex_.size()) vertex_.resize(std::size_t{account.value} + 1, kNone);
    if (vertex_[account.value] != kNone) return;
    vertex_[account.value] = 0;
    by_name_.push_back(account);
  };
  for (const std::uint32_t index : chosen) {
    take(table.pairs[index].a);
    take(table.pairs[index].b);
  }
  order_by_name(by_name_, names);
  for (std::uint32_t vertex = 0; vertex < size(); ++vertex)
    vertex_[by_name_[vertex].value] = vertex;
}

std::vector<std::uint64_t> pair_weights(const PairTable& table,
                                        std::span<const std::uint32_t> chosen,
                                        const AccountVertices& vertices,
                                        const WitnessIndex& witnesses) {
  std::vector<std::uint64_t> weights;
  weights.reserve(chosen.size());
  for (const std::uint32_t index : chosen) {
    const Pair& pair = table.pairs[index];
    const std::uint32_t witnessed = std::min(pair.witness_count, pair.objects);
    weights.push_back((pair.objects - witnessed) * kObjectWeight);
  }
  std::vector<std::uint32_t> partners(vertices.size(), 0);  // on the object at hand
  const auto partners_of = [&](AccountId account) -> std::uint32_t& {
    return partners[vertices.vertex(account)];
  };
  for (std::uint32_t object = 0; object < witnesses.objects(); ++object) {
    for (const auto& entry : witnesses.of(object)) {
      const Pair& pair = table.pairs[chosen[entry.pair]];
      ++partners_of(pair.a);
      ++partners_of(pair.b);
    }
    for (const auto& entry : witnesses.of(object)) {
      const Pair& pair = table.pairs[chosen[entry.pair]];
      const std::uint64_t sum = std::uint64_t{partners_of(pair.a)} + partners_of(pair.b);
      weights[entry.pair] += (2 * kObjectWeight + sum / 2) / sum;
    }
    for (const auto& entry : witnesses.of(object)) {
      const Pair& pair = table.pairs[chosen[entry.pair]];
      partners_of(pair.a) = partners_of(pair.b) = 0;
    }
  }
  return weights;
}

graph::Graph unweighted_graph(const PairTable& table, std::span<const std::uint32_t> chosen,
                              const AccountVertices& vertices) {
  std::vector<graph::Edge> edges;
  edges.reserve(chosen.size());
  for (const std::uint32_t index : chosen) {
    const Pair& pair = table.pairs[index];
    edges.push_back({vertices.vertex(pair.a), vertices.vertex(pair.b), 1});
  }
  return {vertices.size(), edges};
}

graph::Graph pair_graph(const PairTable& table, std::span<const std::uint32_t> chosen,
                        const AccountVertices& vertices, const WitnessIndex& witnesses) {
  const std::vector<std::uint64_t> weights = pair_weights(table, chosen, vertices, witnesses);
  std::vector<graph::Edge> edges;
  edges.reserve(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const Pair& pair = table.pairs[chosen[i]];
    edges.push_back(
        {vertices.vertex(pair.a), vertices.vertex(pair.b), static_cast<double>(weights[i])});
  }
  return {vertices.size(), edges};
}

}  // namespace overt
