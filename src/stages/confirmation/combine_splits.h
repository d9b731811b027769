#pragma once
// From the tests of many splits to verdicts that hang on none of them.
//
// Groups of different splits that share half of the smaller one's members are one network. Its
// evidence is the mean of its e-values over all splits, a split that did not propose it counting 0
// (a mean of e-values is an e-value whatever their dependence; Vovk & Wang 2021, Ann. Stat.
// 49:1736); e-BH over the networks proposed (Wang & Ramdas 2022, JRSS-B 84:822) says which are
// confirmed. An account belongs to a network that a quarter of its proposing splits put it into;
// in a network with enough evidence each has its own test (test_members.h): those that fail are
// adjacent, reported and never acted on.
//
// Pure; the result does not depend on the order of the groups or on the numbers of accounts.
// O(G s log) for G groups of s members.

#include <cstdint>
#include <vector>

#include "model/finding.h"
#include "model/names.h"
#include "stages/confirmation/test_group.h"
#include "stages/confirmation/test_members.h"

namespace overt {

struct TestedGroup {
  std::uint32_t split = 0;
  std::vector<std::uint32_t> members;  // ascending account ids
  GroupTest test;
};

struct CombineOptions {
  std::uint32_t splits = 0;
  std::uint32_t min_members = 3;
  double level = 0.05;
  double share_of_splits = 0.25;  // of those that proposed a network, to belong to it
  /// Networks that the splits did not propose but that stand in the count of hypotheses.
  std::uint32_t further_networks = 0;
  bool confirmed_alone = false;  // leave the others out
};

/// Confirmed ones first, then by evidence, then by members. Ids, families, explanations and tiers
/// are not filled in here.
std::vector<NetworkFinding> combine_splits(std::vector<TestedGroup> groups, const Names& names,
                                           const MemberTester& members,
                                           const CombineOptions& options);

}  // namespace overt
