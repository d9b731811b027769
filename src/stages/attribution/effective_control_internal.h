#pragma once
// Who controls an entity while something went on: everybody who commands it through holdings of
// more than one half, rights to appoint, or both, along chains and round circles, with how much of
// it they hold through others (kernel/flow). Public money is not among it: a payment controls
// nobody.
//
// Of an Ownership link without a share the owner commands where the registry names no other owner;
// a Directorship commands only where its role says that it appoints.
//
// Thread safety: const calls at once. O(ancestors · links among them) a call; at most
// kAncestorsMax entities above are looked at, nearest first.

#include <cstdint>
#include <vector>

#include "stages/attribution/registry_assets.h"

namespace overt {

inline constexpr std::size_t kAncestorsMax = 256;

/// The days of a behaviour, both inclusive.
struct Days {
  std::int32_t first = 0;
  std::int32_t last = 0;
};

struct Controller {
  EntityIndex entity;
  double share = 0;              // of the whole, through others too; 0 where it only commands
  std::vector<LinkIndex> chain;  // from the controlled up
  bool decides = false;
  bool holds_then = true;
};

struct Controllers {
  std::vector<Controller> found;  // the nearest first, then by number
  bool cut = false;               // there was more above than is looked at
};

/// Whether the link held on every day of the behaviour, as far as its dates say.
bool holds_during(const ViewLink& link, Days days);
/// Both ends, and whatever else it says, by claims that may decide: one for each property.
bool link_decides(const RegistryView& view, const ViewLink& link);
/// What a step over the link rests on: of one that decides the claims that may, else all.
std::vector<ClaimIndex> claims_behind(const RegistryView& view, const ViewLink& link);
/// The step from the held to the holder.
PathStep control_step(const RegistryAssets& assets, LinkIndex link, Days days);

Controllers controllers_of(const RegistryAssets& assets, EntityIndex entity, Days days);

}  // namespace overt
