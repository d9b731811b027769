#include "stages/networks/pair_graph.h"

#include <algorithm>
#include <string_view>

namespace overt {
namespace {

/// A name with its first bytes as a number, which settles most comparisons without touching it.
struct NamedAccount {
  std::uint64_t prefix;
  std::string_view name;
  AccountId account;
};

std::uint64_t prefix_of(std::string_view name) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = prefix << 8 | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
  }
  return prefix;
}

bool earlier_name(const NamedAccount& a, const NamedAccount& b) {
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  return a.name < b.name;
}

}  // namespace

AccountVertices::AccountVertices(const PairTable& table, std::span<const std::uint32_t> chosen,
                                 const Names& names) {
  std::vector<NamedAccount> accounts;
  const auto take = [&](AccountId account) {
    if (account.value >= vertex_.size()) vertex_.resize(std::size_t{account.value} + 1, kNone);
    if (vertex_[account.value] != kNone) return;
    vertex_[account.value] = 0;
    const std::string_view name = names.account(account);
    accounts.push_back({prefix_of(name), name, account});
  };
  for (const std::uint32_t index : chosen) {
    take(table.pairs[index].a);
    take(table.pairs[index].b);
  }
  std::sort(accounts.begin(), accounts.end(), earlier_name);
  by_name_.reserve(accounts.size());
  for (const NamedAccount& named : accounts) {
    vertex_[named.account.value] = size();
    by_name_.push_back(named.account);
  }
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
