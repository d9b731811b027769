#pragma once
// The registry as it was known on a day, out of its file. O(claims log claims).

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "model/claim.h"
#include "model/registry.h"
#include "ports/claim_store.h"

namespace overt {

/// Errors: as open_sqlite_claim_store(); kBadInput where the registry holds no claim by then.
Result<RegistryView> read_registry(const std::string& path, TimeUs as_of = kLatest);

/// Of the ids of a view's claims, in whatever order they stand: what a run's id takes of its
/// registry.
std::string hash_of_claims(const RegistryView& registry);

/// The same from claims in memory, without those that one of them retracts.
RegistryView registry_of(const ClaimBatch& claims);

}  // namespace overt
