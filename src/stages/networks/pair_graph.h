#pragma once
// The graph of chosen pairs: which accounts are its vertices, and what its edges weigh
// (find_networks.h argues the weight). Vertices are numbered in the byte order of the account
// names and weights are whole numbers, so nothing depends on ids or on the order of the pairs.
// Pure functions, safe to call from several threads. O(p log p + w) for p pairs, w witnesses.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/graph/graph.h"
#include "model/names.h"
#include "model/pair.h"
#include "stages/networks/witness_index.h"

namespace overt {

/// Accounts as vertices 0 … n − 1, in the byte order of their names.
class AccountVertices {
 public:
  AccountVertices(const PairTable& table, std::span<const std::uint32_t> chosen,
                  const Names& names);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(by_name_.size()); }
  [[nodiscard]] AccountId account(std::uint32_t vertex) const { return by_name_[vertex]; }
  [[nodiscard]] bool contains(AccountId account) const {
    return account.value < vertex_.size() && vertex_[account.value] != kNone;
  }
  /// The account must be contained.
  [[nodiscard]] std::uint32_t vertex(AccountId account) const { return vertex_[account.value]; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;

  std::vector<AccountId> by_name_;
  std::vector<std::uint32_t> vertex_;  // by account id
};

/// What one object shared by two accounts and nobody else weighs.
inline constexpr std::uint64_t kObjectWeight = std::uint64_t{1} << 24;

/// One weight a chosen pair. Objects of a pair without a witness count as if nobody else had them.
std::vector<std::uint64_t> pair_weights(const PairTable& table,
                                        std::span<const std::uint32_t> chosen,
                                        const AccountVertices& vertices,
                                        const WitnessIndex& witnesses);

/// Every edge weighs 1.
graph::Graph unweighted_graph(const PairTable& table, std::span<const std::uint32_t> chosen,
                              const AccountVertices& vertices);

graph::Graph pair_graph(const PairTable& table, std::span<const std::uint32_t> chosen,
                        const AccountVertices& vertices, const WitnessIndex& witnesses);

}  // namespace overt
