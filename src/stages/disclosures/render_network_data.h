#pragma once
// A network with who is assessed to be behind it, for other tools: FollowTheMoney entities, one a
// line, and CSV. Members alone, and nobody who was deceived. Whether accounts may be in it at all
// is for the caller (render_stix.h, may_hold_accounts).
//
// Thread safety: pure. The same input gives the same bytes.

#include <span>
#include <string>

#include "stages/disclosures/read_told_network.h"

namespace overt {

std::string render_network_ftm(const DisclosedNetwork& network,
                               std::span<const NetworkAccount> accounts);
std::string render_network_csv(const DisclosedNetwork& network,
                               std::span<const NetworkAccount> accounts);

}  // namespace overt
