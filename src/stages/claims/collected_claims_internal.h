#pragma once
// For tests and fuzz targets: decodes a text handed over in steps, and keeps everything.

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "stages/claims/decode_claims.h"

namespace overt {

struct CollectedReject {
  RejectReason reason = RejectReason::kMalformed;
  std::uint64_t line = 0;
  std::string field;
  friend bool operator==(const CollectedReject&, const CollectedReject&) = default;
};

struct CollectedClaims final : ClaimVisitor {
  std::vector<Claim> claims;         // `source` counts in `sources`
  std::vector<ClaimSource> sources;  // each once
  std::vector<std::size_t> batches;  // claims in each
  std::vector<CollectedReject> rejects;
  std::string error;  // of the decoder, where it gave up
  ImportReport report;

  Result<void> on_claims(ClaimBatch& batch) override {
    batches.push_back(batch.claims.size());
    for (Claim& claim : batch.claims) {
      CHECK_LT(claim.source, batch.sources.size());
      const ClaimSource& source = batch.sources[claim.source];
      const auto place = std::find(sources.begin(), sources.end(), source);
      claim.source = static_cast<std::uint32_t>(place - sources.begin());
      if (place == sources.end()) sources.push_back(source);
      claims.push_back(std::move(claim));
    }
    return {};
  }

  void on_reject(const Reject& reject) override {
    rejects.push_back({reject.reason, reject.line, std::string(reject.field)});
  }

  [[nodiscard]] const ClaimSource& source_of(const Claim& claim) const {
    return sources[claim.source];
  }

  /// The claims that state a property, of one entity or of all.
  [[nodiscard]] std::vector<Claim> stating(std::string_view property,
                                           std::string_view entity = {}) const {
    std::vector<Claim> found;
    for (const Claim& claim : claims) {
      if (claim.property == property && (entity.empty() || claim.entity == entity)) {
        found.push_back(claim);
      }
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> values(std::string_view property,
                                                std::string_view entity = {}) const {
    std::vector<std::string> found;
    for (const Claim& claim : stating(property, entity)) found.push_back(claim.value);
    return found;
  }
  /// The entity that has the value, or "".
  [[nodiscard]] std::string entity_with(std::string_view property, std::string_view value) const {
    for (const Claim& claim : claims) {
      if (claim.property == property && claim.value == value) return claim.entity;
    }
    return {};
  }
};

/// Decodes with blocks of `step` bytes; an error ends up in `error`.
inline CollectedClaims collect_claims(std::string_view text, ClaimDecoderRequest request,
                                      std::size_t step = std::size_t{1} << 20) {
  CollectedClaims collected;
  auto opened = open_claim_decoder(text.substr(0, std::size_t{1} << 20), request);
  if (!opened) {
    collected.error = opened.error().message;
    return collected;
  }
  ClaimDecoder& decoder = *opened.value();
  Result<void> done;
  for (std::size_t at = 0; done && at < text.size(); at += step) {
    done = decoder.take(text.substr(at, step), collected);
  }
  if (done) done = decoder.finish(collected);
  if (!done) collected.error = done.error().message;
  collected.report = decoder.report();
  return collected;
}

}  // namespace overt
