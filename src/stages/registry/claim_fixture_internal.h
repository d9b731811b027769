#pragma once
// Claims written in one line each, for the tests of this module. Not thread-safe.

#include <string>
#include <vector>

#include "model/claim.h"

namespace overt {

class ClaimFixture {
 public:
  ClaimFixture() {
    ClaimSource source;
    source.url = "https://example.org/list";
    source.dataset = "list";
    source.grade = {'B', '2'};
    sources.push_back(source);
  }

  StoredClaim& says(const std::string& entity, const std::string& schema,
                    const std::string& property, const std::string& value) {
    StoredClaim stored;
    stored.claim.entity = entity;
    stored.claim.schema = schema;
    stored.claim.property = property;
    stored.claim.value = value;
    return add(stored);
  }

  StoredClaim& identity(ClaimKind kind, const std::string& a, const std::string& b) {
    StoredClaim stored;
    stored.claim.entity = a;
    stored.claim.value = b;
    stored.claim.kind = kind;
    return add(stored);
  }

  /// An Ownership of `asset` by `owner`.
  void owns(const std::string& link, const std::string& owner, const std::string& asset) {
    says(link, "Ownership", "owner", owner);
    says(link, "Ownership", "asset", asset);
  }

  std::vector<StoredClaim> claims;
  std::vector<ClaimSource> sources;

 private:
  StoredClaim& add(StoredClaim& stored) {
    stored.recorded_at = static_cast<TimeUs>(claims.size());
    stored.id = id_of(stored.claim, sources.front());
    claims.push_back(stored);
    return claims.back();
  }
};

}  // namespace overt
