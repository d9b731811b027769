#pragma once
// From pairs to networks: communities of the graph whose vertices are accounts and whose edges are
// pairs, with what binds them.
//
// An edge counts each object once for each of the two accounts, spread over all its partners on
// that object: weight = Σ_o 2 / (partners of a on o + partners of b on o), after Newman (2001),
// Phys. Rev. E 64:016132. So an account's strength is about the number of objects that it shared
// with anyone, and an object that hundreds took up at once (a viral post, an alarm) says no more
// about an account than one that five took up; with plain K it would outweigh all the others by
// the square of its takers, and hyperactive accounts would pull strangers into one network. The
// count K itself stays in the pairs.
//
// Communities are sought in every connected component by itself: what is found about accounts
// does not depend on accounts they have nothing to do with. Each community is then looked at again
// by itself, because in a large component modularity merges small groups that hardly touch
// (resolution limit, Fortunato and Barthélemy 2007, PNAS 104:36).
//
// Thread safety: a pure function, any number of calls at once.
// Complexity: O(p log p + w) time for p pairs with w witnesses; memory about 100 bytes a pair and
// 8 a witness beside the table.

#include <cstdint>
#include <vector>

#include "model/names.h"
#include "model/network.h"
#include "model/pair.h"

namespace overt {

struct NetworkOptions {
  std::uint32_t min_members = 2;  // at least 2
  /// Pairs with fewer occasions are left out: the objects of one single post (its link, its
  /// domain, its hashtags) are one act of two accounts, however many they are. Two is the least
  /// that says "again"; asking for more is a matter of how likely chance is, not of counting.
  std::uint32_t min_occasions = 2;
  /// Pairs with fewer objects are left out (0: none).
  std::uint32_t min_objects = 0;
  std::uint32_t core_min = 1;  // accounts outside this k-core of the pair graph are left out
  /// Of the modularity that Leiden optimises: two groups stay apart where the weight between them
  /// is below this share of what their strengths alone would put there. At 1, chance differences
  /// inside one dense network are enough to cut it in two; towards 0.5, networks that share a
  /// few busy accounts run together.
  double resolution = 0.8;
  std::uint64_t seed = 1;
  /// Per network; at 0 nobody's objects are counted either.
  std::uint32_t binding_objects_max = 200;
};

/// The networks, and what of the table is in none of them. Every account of the table is a member,
/// or counted once under accounts_…; every pair is in a network or counted once under pairs_….
struct NetworksFound {
  std::vector<Network> networks;               // largest first (ties: by id)
  std::uint64_t pairs_left_out = 0;            // fewer than min_occasions
  std::uint64_t pairs_between = 0;             // of the rest: not inside one network
  std::uint64_t accounts_left_out = 0;         // all their pairs were left out
  std::uint64_t accounts_outside_core = 0;     // of the rest: outside the k-core
  std::uint64_t accounts_in_small_groups = 0;  // of the rest: in groups below min_members
  std::uint64_t binding_objects_left_out = 0;  // beyond binding_objects_max, over all networks
};

/// The table holds one window: no two accounts are paired twice. Without witnesses in it there are
/// no binding objects, and objects weigh the same whoever else took them up. Deterministic: the
/// same pairs, names, options and seed give the same networks, ids and order, whatever numbers
/// stand for the accounts and objects.
NetworksFound find_networks(const PairTable& table, const Names& names,
                            const NetworkOptions& options);

/// The networks that the groups of accounts are, in the groups' order: what binds each, by the
/// pairs between its members. A group's members are in no other group; those without a pair have
/// zeros. Only min_occasions and binding_objects_max count of the options.
std::vector<Network> describe_networks(const PairTable& table, const Names& names,
                                       const std::vector<std::vector<AccountId>>& groups,
                                       const NetworkOptions& options);

}  // namespace overt
