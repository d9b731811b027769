#include "pipeline/read_registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/sqlite_claim_store.h"
#include "base/digest.h"
#include "stages/registry/build_view.h"

namespace overt {

Result<RegistryView> read_registry(const std::string& path, TimeUs as_of) {
  ASSIGN_OR_RETURN(const auto store, open_sqlite_claim_store(path, {.write = false}));
  RegistryViewBuilder builder;
  std::uint64_t claims = 0;
  RETURN_IF_ERROR(store->all(as_of, [&](const StoredClaim& claim) {
    builder.add(claim);
    ++claims;
    return true;
  }));
  if (claims == 0) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: the registry holds no claim{}; fill it first", path,
                             as_of == kLatest ? "" : " that was recorded by that day")};
  }
  return builder.finish(store->sources());
}

std::string hash_of_claims(const RegistryView& registry) {
  std::vector<ClaimId> ids;
  ids.reserve(registry.claims.size());
  for (const ViewClaim& claim : registry.claims) ids.push_back(claim.id);
  std::sort(ids.begin(), ids.end());
  std::string text;
  for (const ClaimId& id : ids) text += name_of(id);
  return sha256_hex(text);
}

RegistryView registry_of(const ClaimBatch& claims) {
  std::set<ClaimId> retracted;
  for (const Claim& claim : claims.claims) {
    if (claim.kind != ClaimKind::kRetracts) continue;
    if (const auto id = parse_claim_id(claim.value)) retracted.insert(*id);
  }
  RegistryViewBuilder builder;
  for (const Claim& claim : claims.claims) {
    const ClaimSource& source = claims.sources[claim.source];
    const ClaimId id = id_of(claim, source);
    if (claim.kind == ClaimKind::kRetracts || retracted.contains(id)) continue;
    builder.add({id, claim, source.retrieved_at.value_or(0)});
  }
  return builder.finish(claims.sources);
}

}  // namespace overt
