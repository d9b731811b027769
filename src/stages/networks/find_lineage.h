#pragma once
// Which networks of this run are those of earlier runs, by the accounts they have in common: after
// Greene, Doyle and Cunningham (2010), "Tracking the evolution of communities in dynamic social
// networks", ASONAM, who match communities of successive steps by the Jaccard index and read
// continuing, splitting, merging, birth and death off the matches. The rule:
//
// Accounts are members and adjacent accounts alike. J is accounts in both / accounts in either.
//   continues  J ≥ 0.3, and the one-to-one matching of greatest total J over both runs joins them.
//              It keeps the id. At 0.3 a network may triple, or lose two thirds, between two runs.
//   merge      more than that: earlier networks that continue nowhere have half of their accounts
//              or more, and two at least, in it. It keeps the id of the one it continues, if any.
//   split      not matched, but half of its accounts or more, and two at least, come from one
//              earlier network. The id is new; what is left of the network, if anything, keeps it.
//   new        neither.
// A network of the newest earlier run that no network comes from has vanished.
//
// Of several earlier runs the newest speaks for a network; an older one only for what no newer one
// holds: its network counts where less than half of its accounts are in networks of newer runs.
//
// New ids are names after the accounts, as in find_networks.h; where such a name is taken by an
// earlier network that has since moved on to other accounts, the next name after it. So one id
// never goes to two networks, of this run or of an earlier one.
//
// Thread safety: pure functions. O(accounts · log accounts) beside the matching, which is small:
// where networks have no accounts in common, none has more than three possible partners.

#include <span>
#include <string>
#include <vector>

#include "model/lineage.h"

namespace overt {

struct LineageFound {
  std::vector<std::string> ids;           // by network of this run
  std::vector<Lineage> lineages;          // likewise
  std::vector<VanishedNetwork> vanished;  // by id
};

/// `earlier` in the order of time, oldest first; at least one. Networks of one run have distinct
/// ids. What comes out does not depend on the order of networks or accounts within a run.
LineageFound find_lineage(std::span<const NamedNetwork> networks,
                          std::span<const EarlierRun> earlier);

}  // namespace overt
