#include "pipeline/read_registry.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/sqlite/sqlite_claim_store.h"
#include "base/digest.h"
#include "stages/dossiers/decode_dossier.h"
#include "stages/registry/build_view.h"

namespace overt {

namespace {

constexpr std::uint64_t kDossierBytesMax = std::uint64_t{4} << 20;  // docs/formats/dossier.md
constexpr std::size_t kDossiersMax = 10'000;

bool is_yaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

Error bad(const std::string& path, std::string_view what) {
  return {ErrorCode::kBadInput, fmt::format("{}: {}", path, what)};
}

}  // namespace

Result<std::vector<std::string>> dossiers_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file() || !is_yaml(at->path().native())) continue;
    if (paths.size() == kDossiersMax) {
      return bad(folder, fmt::format("more than {} files; import them into one registry with "
                                     "overt registry import",
                                     kDossiersMax));
    }
    paths.push_back(at->path().native());
  }
  if (error) return bad(folder, "the folder cannot be read: " + error.message());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> dossiers;
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDossierBytesMax));
    if (is_dossier(text)) dossiers.push_back(path);
  }
  if (dossiers.empty()) {
    return bad(folder,
               "no dossier is in this folder (a .yaml file that begins with \"dossier:\"); "
               "name a registry file, a dossier or a folder of dossiers");
  }
  return dossiers;
}

namespace {

class RegistryReading {
 public:
  explicit RegistryReading(TimeUs as_of) : as_of_(as_of) {}

  Result<RegistryView> read(std::span<const std::string> paths) {
    RETURN_IF_ERROR(sort_out(paths));
    several_ = stores_.size() + dossiers_.size() > 1;
    for (const auto& store : stores_) RETURN_IF_ERROR(take_store(*store));
    for (const std::string& path : dossiers_) RETURN_IF_ERROR(take_dossier(path));
    if (claims_ == 0) {
      return bad(fmt::format("{}", fmt::join(paths, ", ")),
                 fmt::format("the registry holds no claim{}; fill it first",
                             as_of_ == kLatest ? "" : " that was recorded by that day"));
    }
    return builder_.finish(sources_);
  }

 private:
  Result<void> sort_out(std::span<const std::string> paths) {
    for (const std::string& path : paths) {
      if (std::filesystem::is_directory(path)) {
        ASSIGN_OR_RETURN(const auto inside, dossiers_in(path));
        dossiers_.insert(dossiers_.end(), inside.begin(), inside.end());
      } else if (is_yaml(path)) {
        dossiers_.push_back(path);
      } else {
        ASSIGN_OR_RETURN(auto store, open_sqlite_claim_store(path, {.write = false}));
        stores_.push_back(std::move(store));
      }
    }
    if (as_of_ == kLatest || dossiers_.empty()) return {};
    return bad(dossiers_.front(),
               "a dossier does not say when it was known; import it with overt registry import to "
               "ask for a day with --as-of");
  }

  [[nodiscard]] bool is_retracted(const ClaimId& id) const {
    return std::any_of(stores_.begin(), stores_.end(),
                       [&](const auto& store) { return store->is_retracted(id, as_of_); });
  }

  void take(StoredClaim&& stored, std::uint32_t first_source) {
    if (several_ && (!seen_.insert(stored.id).second || is_retracted(stored.id))) return;
    stored.claim.source += first_source;
    builder_.add(stored);
    ++claims_;
  }

  Result<void> take_store(ClaimStore& store) {
    const auto first_source = static_cast<std::uint32_t>(sources_.size());
    sources_.insert(sources_.end(), store.sources().begin(), store.sources().end());
    return store.all(as_of_, [&](const StoredClaim& claim) {
      take(StoredClaim(claim), first_source);
      return true;
    });
  }

  Result<void> take_dossier(const std::string& path) {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDossierBytesMax));
    ASSIGN_OR_RETURN(ClaimBatch batch, decode_dossier(text, path));
    const auto first_source = static_cast<std::uint32_t>(sources_.size());
    sources_.insert(sources_.end(), batch.sources.begin(), batch.sources.end());
    for (Claim& claim : batch.claims) {
      const ClaimSource& source = batch.sources[claim.source];
      const ClaimId id = id_of(claim, source);
      // Learnt as it is read, where it does not say when.
      take({id, std::move(claim), source.retrieved_at.value_or(kLatest)}, first_source);
    }
    return {};
  }

  TimeUs as_of_;
  std::vector<std::unique_ptr<ClaimStore>> stores_;
  std::vector<std::string> dossiers_;
  bool several_ = false;
  RegistryViewBuilder builder_;
  std::vector<ClaimSource> sources_;
  std::set<ClaimId> seen_;
  std::uint64_t claims_ = 0;
};

}  // namespace

Result<RegistryView> read_registry(std::span<const std::string> paths, TimeUs as_of) {
  return RegistryReading(as_of).read(paths);
}

Result<RegistryView> read_registry(const std::string& path, TimeUs as_of) {
  return read_registry(std::span(&path, 1), as_of);
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
    builder.add({id, claim, source.retrieved_at.value_or(kLatest)});
  }
  return builder.finish(claims.sources);
}

}  // namespace overt
