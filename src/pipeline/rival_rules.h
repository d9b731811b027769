#pragma once
// The rules that the field uses, on the same log: accounts in pairs with enough common objects,
// in pairs above a percentile of the weights, and in the centre of a graph of similar accounts.
// They are here to be compared with (docs/scorecard.md) and accuse nobody outside a scorecard.

#include <cstdint>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "model/trace_index.h"
#include "pipeline/pool_scores.h"
#include "stages/pairs/find_pairs.h"

namespace overt {

/// What the counting rules need to know of all pairs with a common object.
struct PairWeights {
  std::vector<std::uint32_t> largest;          // by account id: of its pairs' weights, 0: no pair
  std::vector<std::uint64_t> pairs_of_weight;  // pairs with exactly so many common objects
};

/// Of a finder for one window and min_objects = 1. O(the join); memory: 4 bytes an account.
PairWeights pair_weights(const PairFinder& finder, std::uint32_t accounts, ThreadPool& pool);

/// The smallest weight that at least this share of the pairs does not exceed; 0 without pairs.
std::uint32_t weight_quantile(const PairWeights& weights, double share);

/// Accounts with a pair of at least `weight` common objects, by id.
std::vector<AccountId> accounts_with_weight(const PairWeights& weights, std::uint32_t weight);

/// Eigenvector centrality of the graph of accounts, an edge weighing the cosine of what its two
/// accounts acted on, each object weighted by how often and how rarely (TF-IDF), whenever it was.
/// Objects of one account alone and accounts without others do not take part (0). By account id.
/// O(traces · iterations), single-threaded.
std::vector<double> cosine_centrality(const TraceIndex& traces);

/// Accounts at or above the threshold, by id.
std::vector<AccountId> central_accounts(const std::vector<double>& centrality, double threshold);

struct RivalVerdict {
  RuleText rule;
  std::vector<AccountId> accused;
};

/// All of them, in the order of rival_rules().
std::vector<RivalVerdict> judge_by_rivals(const PairWeights& weights, const TraceIndex& traces);
std::vector<RuleText> rival_rules();

}  // namespace overt
