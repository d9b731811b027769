#include "pipeline/registry_store.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "adapters/sqlite/sqlite_claim_store.h"
#include "model/schema.h"
#include "stages/registry/build_view.h"

namespace overt {
namespace {

/// Breadth first: entities about which everything is read, and links, which cost no hop.
class NeighbourhoodLoader {
 public:
  NeighbourhoodLoader(ClaimStore& store, const NeighbourhoodOptions& options)
      : store_(store), options_(options) {}

  Result<Neighbourhood> load(std::span<const std::string> seeds) {
    std::vector<std::string> frontier(seeds.begin(), seeds.end());
    for (const std::string& seed : seeds) known_.insert(seed);
    for (std::uint32_t hop = 0; hop < options_.hops && !frontier.empty(); ++hop) {
      ASSIGN_OR_RETURN(frontier, next(frontier));
    }
    // Of the last ones only what they are is read, and what makes their ids one.
    RETURN_IF_ERROR(store_.about(frontier, options_.as_of, [&](const StoredClaim& claim) {
      builder_.add(claim);
      return true;
    }));
    Neighbourhood result;
    result.view = builder_.finish(store_.sources());
    result.cut = cut_;
    return result;
  }

 private:
  void reach(const std::string& id, std::vector<std::string>& into) {
    if (known_.size() >= options_.entities_max) {
      cut_ = cut_ || !known_.contains(id);
      return;
    }
    if (known_.insert(id).second) into.push_back(id);
  }

  /// Where what a claim names is to be read on.
  struct Reached {
    std::vector<std::string> same;  // in this hop: another id of what is being read
    std::vector<std::string> links;
    std::vector<std::string> entities;
  };

  void take(const StoredClaim& stored, Reached& reached) {
    builder_.add(stored);
    const Claim& claim = stored.claim;
    if (claim.kind != ClaimKind::kStates) {
      std::vector<std::string>& into =
          claim.kind == ClaimKind::kSame ? reached.same : reached.entities;
      reach(claim.entity, into);
      reach(claim.value, into);
      return;
    }
    const bool link = link_ends(claim.schema).has_value();
    reach(claim.entity, link ? reached.links : reached.entities);
    if (type_of(claim.schema, claim.property) == PropertyType::kEntity) {
      reach(claim.value, reached.entities);
    }
  }

  Result<void> read(const std::string& id, Reached& reached) {
    RETURN_IF_ERROR(store_.about(std::span(&id, 1), options_.as_of, [&](const StoredClaim& claim) {
      take(claim, reached);
      return true;
    }));
    std::uint32_t claims = 0;
    return store_.with_value(std::span(&id, 1), options_.as_of, [&](const StoredClaim& claim) {
      take(claim, reached);
      cut_ = cut_ || ++claims == options_.claims_per_value_max;
      return claims < options_.claims_per_value_max;
    });
  }

  Result<std::vector<std::string>> next(const std::vector<std::string>& frontier) {
    Reached reached;
    reached.same = frontier;
    for (std::size_t i = 0; i < reached.same.size(); ++i) {
      const std::string id = reached.same[i];
      RETURN_IF_ERROR(read(id, reached));
    }
    // A link's other end belongs to the same hop, so links are read to their end at once.
    const std::vector<std::string> links = std::move(reached.links);
    RETURN_IF_ERROR(store_.about(links, options_.as_of, [&](const StoredClaim& claim) {
      take(claim, reached);
      return true;
    }));
    return std::move(reached.entities);
  }

  ClaimStore& store_;
  const NeighbourhoodOptions& options_;
  RegistryViewBuilder builder_;
  std::set<std::string> known_;
  bool cut_ = false;
};

}  // namespace

Result<std::unique_ptr<ClaimStore>> open_registry(const std::string& path, RegistryAccess access) {
  SqliteClaimStoreOptions options;
  options.write = access == RegistryAccess::kWrite;
  return open_sqlite_claim_store(path, options);
}

bool is_new_registry(const std::string& path) {
  std::error_code error;
  return !std::filesystem::exists(path, error) && !error;
}

Error without_empty_registry(const std::string& path, Error error) {
  if (is_new_registry(path)) return error;
  const auto removed = remove_empty_claim_store(path);
  if (!removed.ok()) {
    error.message +=
        fmt::format("\n{}: the empty registry stays, since {}", path, removed.error().message);
  }
  return error;
}

Result<RegistryView> load_registry(ClaimStore& store, TimeUs as_of) {
  RegistryViewBuilder builder;
  RETURN_IF_ERROR(store.all(as_of, [&](const StoredClaim& claim) {
    builder.add(claim);
    return true;
  }));
  return builder.finish(store.sources());
}

Result<RegistryView> load_registry(const std::string& path, TimeUs as_of) {
  ASSIGN_OR_RETURN(const auto store, open_registry(path, RegistryAccess::kRead));
  return load_registry(*store, as_of);
}

Result<Neighbourhood> load_neighbourhood(ClaimStore& store, std::span<const std::string> seeds,
                                         const NeighbourhoodOptions& options) {
  return NeighbourhoodLoader(store, options).load(seeds);
}

}  // namespace overt
