#include "pipeline/registry_corrections.h"

#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/digest.h"
#include "pipeline/registry_store.h"
#include "stages/registry/build_view.h"

namespace overt {
namespace {

Error refuse(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

class Corrections {
 public:
  explicit Corrections(const RegistryOptions& options) : options_(options) {}

  Result<Correction> run() {
    const bool fresh = is_new_registry(options_.registry);
    auto done = correct();
    if (done.ok() || !fresh) return done;
    store_.reset();
    return without_empty_registry(options_.registry, std::move(done).error());
  }

 private:
  Result<Correction> correct() {
    ASSIGN_OR_RETURN(store_, open_registry(options_.registry, RegistryAccess::kWrite));
    if (options_.verb == RegistryVerb::kRetract) return retract();
    return say_identity();
  }

  Result<std::string> schema_of(const std::string& entity) {
    std::string schema;
    RETURN_IF_ERROR(store_->history(entity, [&](const StoredClaim& claim) {
      schema = claim.claim.schema;
      return schema.empty();
    }));
    if (!schema.empty()) return schema;
    return Error{ErrorCode::kNotFound,
                 fmt::format("{}: no entity has the id '{}'; find it with overt registry search",
                             options_.registry, entity)};
  }

  /// The claims in force that say the two are one, or are two, directly.
  Result<std::optional<StoredClaim>> said(ClaimKind kind) {
    std::optional<StoredClaim> found;
    const std::string& a = options_.operands[0];
    const std::string& b = options_.operands[1];
    RETURN_IF_ERROR(store_->about(options_.operands, kLatest, [&](const StoredClaim& stored) {
      const Claim& claim = stored.claim;
      const bool these =
          (claim.entity == a && claim.value == b) || (claim.entity == b && claim.value == a);
      if (claim.kind == kind && these) found = stored;
      return !found;
    }));
    return found;
  }

  Result<Correction> say_identity() {
    const std::string& a = options_.operands[0];
    const std::string& b = options_.operands[1];
    const bool merge = options_.verb == RegistryVerb::kMerge;
    if (a == b) return refuse(fmt::format("'{}' is one with itself; name two entities", a));
    ASSIGN_OR_RETURN(const std::string schema, schema_of(a));
    ASSIGN_OR_RETURN(const std::string other, schema_of(b));
    (void)other;
    const ClaimKind kind = merge ? ClaimKind::kSame : ClaimKind::kDistinct;
    ASSIGN_OR_RETURN(const auto already, said(kind));
    if (already) {
      return Correction{
          already->id, true,
          fmt::format("{} and {} were said to be {} already", a, b, merge ? "one" : "two")};
    }
    ASSIGN_OR_RETURN(const auto contrary, said(merge ? ClaimKind::kDistinct : ClaimKind::kSame));
    if (contrary) {
      return refuse(
          fmt::format("{} and {} were said to be {} by {}; retract that first: overt "
                      "registry retract {} --author NAME",
                      a, b, merge ? "two" : "one", store_->sources()[contrary->claim.source].author,
                      name_of(contrary->id)));
    }
    Claim claim;
    claim.entity = a;
    claim.schema = schema;
    claim.value = b;
    claim.kind = kind;
    ASSIGN_OR_RETURN(const ClaimId id, write(std::move(claim)));
    return Correction{id, false,
                      fmt::format("{} and {} are {}", a, b, merge ? "one now" : "kept apart now")};
  }

  Result<Correction> retract() {
    const auto id = parse_claim_id(options_.operands[0]);
    if (!id) {
      return refuse(
          fmt::format("'{}' is not the id of a claim: 32 digits 0-9 a-f, as overt "
                      "registry show prints them",
                      options_.operands[0]));
    }
    ASSIGN_OR_RETURN(const auto target, store_->find(*id));
    if (!target) {
      return Error{ErrorCode::kNotFound, fmt::format("{}: no claim has the id {}",
                                                     options_.registry, options_.operands[0])};
    }
    if (store_->is_retracted(*id, kLatest)) {
      return Correction{*id, true, "it was retracted already"};
    }
    Claim claim;
    claim.entity = target->claim.entity;
    claim.schema = target->claim.schema;
    claim.property = target->claim.property;
    claim.value = name_of(*id);
    claim.kind = ClaimKind::kRetracts;
    ASSIGN_OR_RETURN(const ClaimId written, write(std::move(claim)));
    return Correction{written, false, fmt::format("{} no longer counts", name_of(*id))};
  }

  Result<ClaimId> write(Claim claim) {
    ClaimBatch batch;
    claim.note = options_.reason;
    ClaimSource source;
    source.author = options_.author;
    // Saying it again after it was taken back is another claim.
    source.dataset = "corrections";
    source.url = "urn:overt:correction:" + format_rfc3339(options_.recorded_at);
    source.grade = options_.source.grade;
    batch.sources.push_back(source);
    batch.claims.push_back(std::move(claim));
    RETURN_IF_ERROR(store_->begin(options_.recorded_at));
    const auto added = store_->add(batch);
    if (!added.ok()) {
      RETURN_IF_ERROR(store_->roll_back());
      return added.error();
    }
    RETURN_IF_ERROR(store_->commit());
    return id_of(batch.claims.front(), source);
  }

  const RegistryOptions& options_;
  std::unique_ptr<ClaimStore> store_;
};

}  // namespace

Result<Correction> correct_registry(const RegistryOptions& options) {
  return Corrections(options).run();
}

}  // namespace overt
