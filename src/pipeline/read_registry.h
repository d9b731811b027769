#pragma once
// The registry that a user names: a registry file as it was known on a day, a dossier by itself, a
// folder of dossiers, or several of these together. O(claims log claims).

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/claim.h"
#include "model/registry.h"
#include "ports/claim_store.h"

namespace overt {

/// Claims that several of the paths have count once, and what one of the registry files retracts
/// counts nowhere. Errors: as open_sqlite_claim_store() and decode_dossier(); kBadInput where all
/// together hold no claim by then, or where a day is asked for and a dossier does not know its own.
Result<RegistryView> read_registry(std::span<const std::string> paths, TimeUs as_of = kLatest);
Result<RegistryView> read_registry(const std::string& path, TimeUs as_of = kLatest);

/// The dossiers of a folder, by name; other files of the same ending are passed over. Errors:
/// kBadInput where there is none, or too many.
Result<std::vector<std::string>> dossiers_in(const std::string& folder);

/// Of the ids of a view's claims, in whatever order they stand: what a run's id takes of its
/// registry.
std::string hash_of_claims(const RegistryView& registry);

/// The same from claims in memory, without those that one of them retracts.
RegistryView registry_of(const ClaimBatch& claims);

}  // namespace overt
