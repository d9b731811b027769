#pragma once
// RegistryView: the registry as it was known on one day, as a graph. Merged entities are one node;
// links are edges that keep their own claims, dates and weakest status. Built from claims by
// stages/registry (build_registry_view); walked by stages/attribution.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "model/claim.h"

namespace overt {

using EntityIndex = Id<struct EntityTag>;  // dense, within one view
using LinkIndex = Id<struct LinkTag>;
using ClaimIndex = Id<struct ClaimTag>;

/// A claim in force, as a view holds it.
struct ViewClaim {
  ClaimId id;
  std::string_view property;
  std::string_view value;
  std::string_view lang;
  std::string_view note;
  ClaimFlags flags;
  ClaimStatus status = ClaimStatus::kReported;
  Grade grade;
  std::uint32_t source = 0;  // index into RegistryView::sources
  std::optional<PartialDate> valid_from;
  std::optional<PartialDate> valid_to;
  TimeUs recorded_at = 0;
};

struct ViewEntity {
  std::string_view id;  // of several merged, the least in byte order
  std::string_view schema;
  std::string_view caption;           // its best name
  std::vector<std::string_view> ids;  // all merged ids, `id` included
  std::vector<ClaimIndex> claims;     // its own properties, by property, then value
  std::vector<ClaimIndex> merges;     // why its ids are one
};

/// A link that has both ends. One with more than one owner or asset claim is several links.
struct ViewLink {
  std::string_view id;      // the link entity's id
  std::string_view schema;  // "Ownership", "Control", "Payment", …
  EntityIndex from;         // the schema's source property: owner, controller, payer, agent, …
  EntityIndex to;           // its target property: asset, controlled, beneficiary, client, …
  std::vector<ClaimIndex> claims;               // all of the link, both ends included
  ClaimStatus status = ClaimStatus::kReported;  // the weakest of the two ends' best claims
  bool decides = false;                         // both ends by claims that may_decide()
  std::optional<PartialDate> valid_from;        // none: unknown
  std::optional<PartialDate> valid_to;
  double share = -1;      // of 1, where a percentage is claimed; else negative
  std::string_view role;  // role, controlType, ownershipType: what the link calls itself
  double amount = -1;     // of payments; in `currency`
  std::string_view currency;
};

struct RegistryView {
  Arena text;  // what the views below look at
  std::vector<ClaimSource> sources;
  std::vector<ViewClaim> claims;
  std::vector<ViewEntity> entities;                        // by id
  std::vector<ViewLink> links;                             // by id, then from, then to
  std::vector<ClaimId> merges_refused;                     // another claim keeps the two apart
  std::vector<std::pair<EntityIndex, EntityIndex>> apart;  // said to be two, each pair once

  [[nodiscard]] const ViewEntity& entity(EntityIndex index) const { return entities[index.value]; }
  [[nodiscard]] const ViewLink& link(LinkIndex index) const { return links[index.value]; }
  [[nodiscard]] const ViewClaim& claim(ClaimIndex index) const { return claims[index.value]; }
};

/// The entity with that id, merged ids included; nullopt where there is none. O(log n) for ids that
/// stand for an entity, O(n) for those merged into another.
std::optional<EntityIndex> find_entity(const RegistryView& view, std::string_view id);

/// Whether a link holds on a day; unknown ends are open.
bool holds_on(const ViewLink& link, std::int32_t day);

}  // namespace overt
