#pragma once
// A small platform for one question: who is behind a network? Outlets with their owners in a
// registry, people who read them, networks that somebody runs with each kind of evidence that may
// lead to an entity, networks of nobody known, and traps: everything that must not attribute, done
// thoroughly. Same seed and size → same bytes. O(accounts + events).

#include <cstdint>
#include <string>
#include <vector>

#include "model/claim.h"

namespace overt {

/// What is true of a planted network, and what must not be said of it.
struct EntityNetwork {
  std::string id;                    // "content-origin", "trap-parody", …
  std::vector<std::string> members;  // account ids, sorted
  bool trap = false;
  std::string entity;     // who is behind it; empty: nobody that the registry can lead to
  std::string principal;  // who pays it and must be found too; empty: nobody
  /// Must be neither attributed nor named as a principal by paths that decide.
  std::vector<std::string> forbidden;
  std::vector<std::string> open_members;  // who are a forbidden entity's own, and say so
  bool unwitting = false;  // its people were paid and deceived: their role must say so
};

struct EntityScenario {
  std::string events;    // NDJSON, in the order of time
  std::string accounts;  // NDJSON of profiles
  ClaimBatch claims;     // of the registry
  std::vector<EntityNetwork> networks;
};

EntityScenario plan_entities(std::uint64_t seed, std::uint32_t readers);

}  // namespace overt
