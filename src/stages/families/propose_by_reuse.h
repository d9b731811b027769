#pragma once
// Groups proposed by rare things in common, whenever they were used: texts, media, transcripts and
// hashtag sequences that few accounts have, and infrastructure that few share. For operations that
// push one single source, where synchrony has nothing to say. A proposal proves nothing by itself:
// it is to be weighed with the families it was chosen by (weigh_families.h).
//
// Thread safety: a pure function. Cost: O(traces + P log P) for P pairs within rare objects, at
// most pairs_max, besides finding the dense parts of the links. Memory: 24 bytes a pair.
// Deterministic.

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
  FamilySet chosen_by;
};

struct ReuseProposals {
  std::vector<ReuseGroup> groups;
  std::uint64_t objects_too_common = 0;  // passed over for content_/infra_accounts_max
  std::uint64_t objects_left_out = 0;    // passed over for pairs_max
  std::uint64_t groups_too_large = 0;    // passed over for group_accounts_max
  std::uint64_t components_cut = 0;      // given up after 64 rounds of taking groups out
};

/// Links two accounts that share two content objects in different posts; then, for groups that are
/// not among these, two accounts that share one and a hash of infrastructure; then two that share
/// a hash and follow or mention each other at least one way. In a group everyone is linked to half
/// of the others and to two.
ReuseProposals propose_by_reuse(const FamilyInputs& inputs, const ReuseOptions& options = {});

}  // namespace overt
