#pragma once
// Infrastructure: the network and the device that an event came from, as the keyed hashes that a
// platform keeps. Strangers share much of it: a carrier's gateways, a campus, a household; and so
// do the accounts of an office, an agency, and a network run from one desk. Stateless, thread-safe,
// O(log groups).

#include <cstdint>
#include <string>

#include "scenario/draft.h"
#include "scenario/world.h"

namespace overt {

/// Appends `,"infra":["ip:…","dev:…"]` for the events whose origin the platform has kept, about one
/// in three.
void append_infrastructure(std::string& out, const World& world, const Draft& draft);

}  // namespace overt
