#include "pipeline/rival_rules.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "base/ordered.h"
#include "kernel/graph/eigenvector_centrality.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 16;
constexpr std::array<std::uint32_t, 3> kCounts = {2, 3, 5};
constexpr double kPercentile = .99;
constexpr double kCentrality = 1e-2;

using graph::SparseRows;

/// Distinct accounts of an object; `seen` by account, the last object that asked.
std::uint32_t accounts_on(const TraceIndex& traces, std::uint32_t object,
                          std::vector<std::uint32_t>& seen) {
  std::uint32_t count = 0;
  for (const auto& act : traces.on(object)) {
    if (seen[act.account] == object + 1) continue;
    seen[act.account] = object + 1;
    ++count;
  }
  return count;
}

/// Smoothed inverse document frequency, an account being a document: ln((1 + n) / (1 + df)) + 1;
/// 0 for an object of one account, which makes nobody similar.
std::vector<double> object_rarity(const TraceIndex& traces, double accounts) {
  std::vector<double> rarity(traces.objects(), 0);
  std::vector<std::uint32_t> seen(traces.accounts(), 0);
  for (std::uint32_t object = 0; object < traces.objects(); ++object) {
    const std::uint32_t df = accounts_on(traces, object, seen);
    if (df > 1) rarity[object] = std::log((1 + accounts) / (1 + df)) + 1;
  }
  return rarity;
}

/// Accounts that share an object with another one.
std::uint32_t accounts_in_company(const TraceIndex& traces) {
  std::vector<std::uint32_t> seen(traces.accounts(), 0);
  std::vector<bool> in_company(traces.accounts(), false);
  for (std::uint32_t object = 0; object < traces.objects(); ++object) {
    if (accounts_on(traces, object, seen) < 2) continue;
    for (const auto& act : traces.on(object)) in_company[act.account] = true;
  }
  return static_cast<std::uint32_t>(std::count(in_company.begin(), in_company.end(), true));
}

SparseRows similarity_rows(const TraceIndex& traces) {
  const auto rarity = object_rarity(traces, accounts_in_company(traces));
  SparseRows rows;
  rows.width = traces.objects();
  for (std::uint32_t account = 0; account < traces.accounts(); ++account) {
    const auto acts = traces.of(account);  // by object
    for (std::size_t i = 0; i < acts.size();) {
      const std::uint32_t object = acts[i].object;
      const std::size_t first = i;
      while (i < acts.size() && acts[i].object == object) ++i;
      if (rarity[object] <= 0) continue;
      rows.columns.push_back(object);
      rows.values.push_back(static_cast<double>(i - first) * rarity[object]);
    }
    rows.offsets.push_back(rows.columns.size());
  }
  graph::scale_rows_to_length_one(rows);
  return rows;
}

}  // namespace

PairWeights pair_weights(const PairFinder& finder, std::uint32_t accounts, ThreadPool& pool) {
  PairWeights weights;
  weights.largest.assign(accounts, 0);
  std::vector<PairFinder::Scratch> scratch;
  for (std::size_t i = 0; i < pool.threads(); ++i) scratch.emplace_back(finder);
  produce_in_order<PairTable>(
      pool, finder.blocks(), kBlocksWaiting,
      [&](std::size_t block, std::size_t worker) { return finder.find(block, scratch[worker]); },
      [&](const PairTable& table) {
        for (const Pair& pair : table.pairs) {
          if (pair.objects >= weights.pairs_of_weight.size()) {
            weights.pairs_of_weight.resize(pair.objects + 1, 0);
          }
          ++weights.pairs_of_weight[pair.objects];
          for (const AccountId account : {pair.a, pair.b}) {
            std::uint32_t& largest = weights.largest[account.value];
            largest = std::max(largest, pair.objects);
          }
        }
        return true;
      });
  return weights;
}

std::uint32_t weight_quantile(const PairWeights& weights, double share) {
  std::uint64_t all = 0;
  for (const auto pairs : weights.pairs_of_weight) all += pairs;
  std::uint64_t so_far = 0;
  for (std::uint32_t weight = 0; weight < weights.pairs_of_weight.size(); ++weight) {
    so_far += weights.pairs_of_weight[weight];
    if (so_far > 0 && static_cast<double>(so_far) >= share * static_cast<double>(all)) {
      return weight;
    }
  }
  return 0;
}

std::vector<AccountId> accounts_with_weight(const PairWeights& weights, std::uint32_t weight) {
  CHECK_GE(weight, 1U);
  std::vector<AccountId> accounts;
  for (std::uint32_t account = 0; account < weights.largest.size(); ++account) {
    if (weights.largest[account] >= weight) accounts.push_back(AccountId{account});
  }
  return accounts;
}

std::vector<double> cosine_centrality(const TraceIndex& traces) {
  const SparseRows rows = similarity_rows(traces);
  auto centrality = graph::eigenvector_centrality(rows);
  // Who shares nothing has no place in the graph; the iteration leaves a remainder there.
  for (std::uint32_t account = 0; account < rows.rows(); ++account) {
    if (rows.offsets[account] == rows.offsets[account + 1]) centrality[account] = 0;
  }
  return centrality;
}

std::vector<AccountId> central_accounts(const std::vector<double>& centrality, double threshold) {
  std::vector<AccountId> accounts;
  for (std::uint32_t account = 0; account < centrality.size(); ++account) {
    if (centrality[account] >= threshold) accounts.push_back(AccountId{account});
  }
  return accounts;
}

std::vector<RuleText> rival_rules() {
  std::vector<RuleText> rules;
  rules.reserve(kCounts.size() + 2);
  for (const auto count : kCounts) {
    rules.push_back({fmt::format("k{}", count),
                     fmt::format("accounts in a pair with {} or more common objects within the "
                                 "window",
                                 count),
                     true});
  }
  rules.push_back({"weight-p99",
                   "accounts in a pair whose number of common objects lies above the 99th "
                   "percentile of all pairs with one",
                   true});
  rules.push_back({"centrality",
                   "accounts with an eigenvector centrality of 0.01 or more in the TF-IDF cosine "
                   "graph of what they acted on",
                   true});
  return rules;
}

std::vector<RivalVerdict> judge_by_rivals(const PairWeights& weights, const TraceIndex& traces) {
  std::vector<RivalVerdict> verdicts;
  for (auto& rule : rival_rules()) verdicts.push_back({std::move(rule), {}});
  for (std::size_t i = 0; i < kCounts.size(); ++i) {
    verdicts[i].accused = accounts_with_weight(weights, kCounts[i]);
  }
  verdicts[kCounts.size()].accused =
      accounts_with_weight(weights, weight_quantile(weights, kPercentile) + 1);
  verdicts[kCounts.size() + 1].accused = central_accounts(cosine_centrality(traces), kCentrality);
  return verdicts;
}

}  // namespace overt
