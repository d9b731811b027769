#pragma once
// Profiles: what the platform shows about an account: its names, when it was made, whom it says it
// speaks for. A pure function of the account and the world. Stateless, thread-safe, O(log groups).

#include <cstdint>
#include <string>

#include "scenario/world.h"

namespace overt {

/// What the account is called at a time; then unique on the platform.
void append_handle(std::string& out, const World& world, std::uint32_t account, std::uint32_t at);
void append_display_name(std::string& out, const World& world, std::uint32_t account);

/// The whole profile as a line of NDJSON (docs/formats/accounts.md).
void append_account(std::string& out, const World& world, std::uint32_t account);

}  // namespace overt
