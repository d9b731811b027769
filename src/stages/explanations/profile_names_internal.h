#pragma once
// What a profile says about whom it belongs to: hosts of links, names without their punctuation.
// Pure functions on ASCII; other bytes count as letters. O(length).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "stages/explanations/network_behaviour.h"

namespace overt {

struct ProfileLink {
  std::string host;   // in lower case, without "www." and port; empty: no host in it
  bool root = false;  // the site itself, not a page on it
};

ProfileLink read_link(std::string_view link);

/// The host is the domain or below it.
bool is_within(std::string_view host, std::string_view domain);

/// "The Harbor-Ledger" → "theharborledger".
std::string squeezed(std::string_view name);

/// Nobody in particular: "", "n/a", "independent", …
bool names_nobody(std::string_view squeezed_entity);

/// Other accounts link there hardly more than the members do: it is no place that everybody has a
/// page on. `linking` members link to the domain. Not asked where hosts are not known.
bool is_own_site(std::string_view domain, std::uint32_t linking, std::span<const HostFigure> hosts);

/// Parallel to the members; all null where none is known.
const AccountProfile* profile_of(const NetworkBehaviour& network, std::size_t member);

}  // namespace overt
