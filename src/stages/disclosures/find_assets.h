#pragma once
// Looks for the assets of a peer's disclosure among our accounts and in what binds our networks:
// every asset is found or not found, and where. A finding is a place to look, not evidence.
//
// Addresses are compared as written, without scheme and last slash, hosts in lower case; an account
// by its id or its handle, in lower case, without @; names not at all: they are for people.
//
// Thread safety: pure. O((accounts + objects + assets) · log).

#include <span>
#include <string>
#include <vector>

#include "model/account.h"
#include "stages/disclosures/read_stix.h"
#include "stages/disclosures/read_told_network.h"

namespace overt {

struct FoundAsset {
  PeerAsset asset;
  std::vector<std::string> accounts;  // that are it, or whose profile links to it
  std::vector<std::string> networks;  // that it binds, or that have such an account

  [[nodiscard]] bool found() const { return !accounts.empty() || !networks.empty(); }
  friend bool operator==(const FoundAsset&, const FoundAsset&) = default;
};

struct LookedThrough {
  std::span<const AccountProfile> profiles;
  std::span<const NetworkOfRun> networks;
};

/// Names are left out. In the order of the assets.
std::vector<FoundAsset> find_assets(std::span<const PeerAsset> assets,
                                    const LookedThrough& looked_through);

}  // namespace overt
