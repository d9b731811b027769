#pragma once
// Groups proposed by rare things in common, whenever they were used: texts, media, transcripts and
// hashtag sequences that few accounts have, and infrastructure that few share. For operations that
// push one single source, where synchrony has nothing to say. A proposal proves nothing by itself:
// it is to be weighed with the families it was chosen by (weigh_families.h).
//
// Thread safety: a pure function. Cost: O(traces + P log P) for P pairs within rare objects, at
// most pairs_max. Memory: 24 bytes a pair. Deterministic.

#include <cstdint>
#include <vector>

#include "stages/families/weigh_families.h"

namespace overt {

struct ReuseOptions {
  /// An object that more accounts have gives no pairs; nor does one that more than a hundredth of
  /// all accounts (and more than 20) have.
  std::uint32_t content_accounts_max = 300;
  std::uint32_t infra_accounts_max = 50;
  /// Pairs looked at; the objects with the fewest accounts come first.
  std::uint64_t pairs_max = std::uint64_t{1} << 23;
  std::uint32_t group_accounts_max = 5000;
};

struct ReuseGroup {
  std::vector<std::uint32_t> members;  // sorted, three accounts or more
  /// Content reuse; and identity where content alone does not make this group.
  FamilySet chosen_by;
};

struct ReuseProposals {
  std::vector<ReuseGroup> groups;
  std::uint64_t objects_too_common = 0;  // passed over for content_/infra_accounts_max
  std::uint64_t objects_left_out = 0;    // passed over for pairs_max
  std::uint64_t groups_too_large = 0;    // passed over for group_accounts_max
  std::uint64_t components_cut = 0;      // with more than 256 groups
};

/// Links two accounts that share two content objects in different posts, or one and a hash of
/// infrastructure; keeps the links that close a triangle, so that no chain makes a group. A group
/// is the densest part of what is connected, everyone linked to half of the others and to two; then
/// the next. First the groups that content alone makes, then those made with infrastructure that
/// are not among them.
ReuseProposals propose_by_reuse(const TraceIndex& traces, const TraceIndex& aside,
                                const ReuseOptions& options = {});

}  // namespace overt
