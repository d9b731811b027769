#pragma once
// ClaimSink: collects what a decoder states into batches, and counts it. Not thread-safe.

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "stages/claims/decode_claims.h"

namespace overt {

/// What the claims of one entity from one record have in common.
struct Subject {
  std::string id;
  std::string_view schema;
  std::uint32_t source = 0;  // from ClaimSink::source(), of the current record
  ClaimStatus status = ClaimStatus::kReported;
  ClaimFlags flags;
  std::string note;
  std::optional<PartialDate> valid_from;
};

class ClaimSink {
 public:
  ClaimSink(const ClaimDecoderRequest& request, ClaimSource fallback);

  /// What every source of the file begins with.
  [[nodiscard]] const ClaimSource& base() const { return base_; }
  /// The index of a source in the current batch; valid until end_record().
  std::uint32_t source(const ClaimSource& source);
  std::uint32_t source() { return source(base_); }
  /// The file's source with another address; the file's own where `url` is empty.
  std::uint32_t source_at(std::string_view url);

  /// Counts an entity.
  void begin(const Subject& subject);
  /// States a property; an empty value says nothing and nullptr is returned.
  Claim* state(const Subject& subject, std::string_view property, std::string_view value);
  /// Takes a claim that is complete but for its source's meaning.
  void add(Claim claim);
  /// Call after every good record: counts it, and hands the batch over where it is full.
  Result<void> end_record(ClaimVisitor& visitor);
  /// Counts a bad record.
  void reject(ClaimVisitor& visitor, const Reject& reject);
  /// Understood, and left out.
  void skip(std::string_view reason, std::uint64_t count = 1) {
    count_reason(report_.skipped, reason, count);
  }
  /// Hands over what there is; between records, or at the end.
  Result<void> finish(ClaimVisitor& visitor);

  [[nodiscard]] ImportReport& report() { return report_; }
  [[nodiscard]] const ImportReport& report() const { return report_; }

 private:
  Result<void> hand_over(ClaimVisitor& visitor);

  ClaimSource base_;
  std::size_t batch_claims_;
  ClaimBatch batch_;
  std::unordered_map<std::string, std::uint32_t> source_index_;
  std::uint32_t last_source_ = 0;
  ImportReport report_;
};

/// "prefix-a-readable-form-1a2b3c4d": the same for the same parts, different for different ones,
/// in lower-case ASCII. Parts are compared by their bytes.
std::string entity_id(std::string_view prefix, std::initializer_list<std::string_view> parts);

/// The id of the entity that stands for an account known by its name on a service. The same in
/// every list, so that what they say of one account comes together: "handle:x:rt_com".
std::string handle_id(std::string_view service, std::string_view username);

}  // namespace overt
