#include "pipeline/open_registry.h"

#include <algorithm>
#include <fstream>

#include "adapters/files/files.h"
#include "adapters/sqlite/sqlite_claim_store.h"
#include "stages/dossiers/decode_dossier.h"
#include "stages/registry/build_view.h"

namespace overt {
namespace {

constexpr std::uint64_t kDossierBytesMax = std::uint64_t{4} << 20;

Result<RegistryView> view_of_dossier(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDossierBytesMax));
  ASSIGN_OR_RETURN(ClaimBatch batch, decode_dossier(text, path));
  std::vector<StoredClaim> claims;
  for (Claim& claim : batch.claims) {
    StoredClaim stored;
    stored.id = id_of(claim, batch.sources[claim.source]);
    stored.claim = std::move(claim);
    claims.push_back(std::move(stored));
  }
  return build_registry_view(claims, batch.sources);
}

}  // namespace

Result<RegistryView> open_registry_view(const std::string& path) {
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return view_of_dossier(path);
  ASSIGN_OR_RETURN(const auto store, open_sqlite_claim_store(path, {.write = false}));
  RegistryViewBuilder builder;
  RETURN_IF_ERROR(store->all(kLatest, [&](const StoredClaim& claim) {
    builder.add(claim);
    return true;
  }));
  return builder.finish(store->sources());
}

}  // namespace overt
