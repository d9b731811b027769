#pragma once
// Which accounts to look at together, found on one half of the sources (half D) alone, so that the
// other half can confirm or refuse. A proposal accuses nobody: any heuristic is allowed here.
//
// Edges are pairs that co-acted on two sources of half D or more, on two occasions or more. Two
// graphs are searched: of the pairs unlikely by activity (p1 ≤ p1_max), and of all of them, because
// a farm that makes up most of an hour's activity hides in N1's own expectation. Groups are Leiden
// communities of the 2-core, as in find_networks.h.
//
// Thread safety: a pure function. O(p log p + w) a split for p pairs with w witnesses.

#include <cstdint>
#include <span>
#include <vector>

#include "model/names.h"
#include "model/pair.h"
#include "model/source_splits.h"
#include "model/trace_index.h"

namespace overt {

struct ProposalOptions {
  std::uint32_t min_members = 3;
  double log_p1_max = -9.210340371976182;  // log 1e-4
  std::uint64_t seed = 1;
  /// Of the graph of all pairs: beyond, only the least likely are taken.
  std::uint64_t pairs_max = 1'000'000;
  /// By account id: accounts whose pairs are not looked at. Null: none.
  const std::vector<bool>* left_out = nullptr;
};

struct Proposals {
  std::vector<std::vector<std::uint32_t>> groups;  // ascending account ids, each group once
  std::uint64_t pairs = 0;                         // on half D
  std::uint64_t pairs_left_out = 0;                // beyond pairs_max
};

/// By witness of the table: in which splits its source is on half D, a bit each. Made once for all
/// splits. O(witnesses).
std::vector<std::uint64_t> discovering_witnesses(const PairTable& table, const TraceIndex& traces,
                                                 const SourceSplits& splits);

/// The table holds one window with its witnesses and every pair's λ; `discovering` is theirs.
Proposals propose_networks(const PairTable& table, const TraceIndex& traces,
                           std::span<const std::uint64_t> discovering, std::uint32_t split,
                           const Names& names, const ProposalOptions& options);

}  // namespace overt
