#pragma once
// What a view says, as lines for people and as JSON for programs: an entity with its claims and
// links, paths, proposals. Pure functions; linear in what is shown.

#include <span>
#include <string>

#include "base/json_writer.h"
#include "model/registry.h"
#include "stages/registry/find_paths.h"
#include "stages/registry/propose_merges.h"

namespace overt {

/// "Tenet Media (Company, tenet-media)"
std::string entity_line(const RegistryView& view, EntityIndex entity);

/// The entity, its claims with status, source and id, and the links that it is an end of.
std::string entity_text(const RegistryView& view, EntityIndex entity);
void entity_json(JsonWriter& json, const RegistryView& view, EntityIndex entity);

std::string path_text(const RegistryView& view, const ClaimPath& path);
void path_json(JsonWriter& json, const RegistryView& view, const ClaimPath& path);

std::string proposal_text(const RegistryView& view, const MergeProposal& proposal);
void proposal_json(JsonWriter& json, const RegistryView& view, const MergeProposal& proposal);

/// One claim: "  name: Tenet Media  [reported, C3, example.org, 0f…]"
std::string claim_text(const RegistryView& view, const ViewClaim& claim);

/// The same of a claim by itself; retracted: it no longer counts.
std::string claim_text(const StoredClaim& stored, std::span<const ClaimSource> sources,
                       bool retracted);
void claim_json(JsonWriter& json, const StoredClaim& stored, std::span<const ClaimSource> sources,
                bool retracted);

}  // namespace overt
