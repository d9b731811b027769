#pragma once
// The shortest evidence paths between two entities of a view: chains of links, and of properties
// that name another entity (an account's owner). Links are walked both ways. It says what joins
// two entities, and nothing about who is responsible for what: that is attribution.
//
// Thread-safe. O(entities + links + entity-valued claims).

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/registry.h"

namespace overt {

struct ClaimStep {
  EntityIndex from;
  EntityIndex to;
  bool forward = true;      // as the link goes: owner → asset; false: walked against it
  std::string_view schema;  // the link's; of a property "UserAccount:owner"
  std::string_view id;      // the link's; of a property its entity's
  ClaimStatus status = ClaimStatus::kReported;
  std::vector<ClaimIndex> claims;
};

struct ClaimPath {
  std::vector<ClaimStep> steps;
  ClaimStatus status = ClaimStatus::kConfirmed;  // the weakest step's
};

/// All shortest ones up to `paths_max`, strongest first; links whose claims are all withdrawn are
/// not walked. Empty where nothing joins them. Of one entity with itself: one path without steps.
std::vector<ClaimPath> find_paths(const RegistryView& view, EntityIndex from, EntityIndex to,
                                  std::size_t paths_max = 5);

/// Every step that leaves an entity, in the order of `to`, then id.
std::vector<ClaimStep> steps_from(const RegistryView& view, EntityIndex from);

/// The steps that properties make, each once, forward, by entity.
std::vector<ClaimStep> property_steps(const RegistryView& view);

}  // namespace overt
