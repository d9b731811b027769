#pragma once
// Claim: one sourced, dated, statused statement about an entity, an account or a link between
// entities. The registry is a set of claims and nothing else: nothing is overwritten, a retraction
// and a merge are claims too. An entity is what all claims with its id say; a link (Ownership,
// Directorship, Control, Payment, …) is an entity of a FollowTheMoney interval schema whose
// properties name its two ends (model/schema.h).
//
// Two times: valid_from/valid_to say when it holds in the world, recorded_at when the registry
// learnt it. "What did we know on that day" is the claims recorded by then.

#include <array>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace overt {

/// Weakest first: the status of a chain of claims is the least of them.
enum class ClaimStatus : std::uint8_t {
  kWithdrawn,   // its author took it back
  kDisputed,    // contradicted by a source of weight; not settled
  kAlleged,     // somebody accuses
  kCharged,     // a prosecutor accuses before a court
  kReported,    // a publisher states it as fact
  kSanctioned,  // an authority acted on it
  kConfirmed,   // admitted, adjudicated, or in a public register
};
inline constexpr std::size_t kClaimStatusCount = 7;
/// "withdrawn", "disputed", "alleged", "charged", "reported", "sanctioned", "confirmed".
std::string_view name_of(ClaimStatus status);
std::optional<ClaimStatus> claim_status_named(std::string_view name);

/// The Admiralty code (NATO AJP-2.1): how reliable the source, how credible the information.
struct Grade {
  char reliability = 'F';  // 'A' completely reliable … 'E' unreliable, 'F' cannot be judged
  char credibility = '6';  // '1' confirmed … '5' improbable, '6' cannot be judged
  friend auto operator<=>(const Grade&, const Grade&) = default;
};
/// "B2"; nullopt for anything but [A-F][1-6].
std::optional<Grade> parse_grade(std::string_view text);
std::string name_of(Grade grade);

/// Where claims come from. Shared by many claims.
struct ClaimSource {
  std::string url;
  std::string publisher;
  std::string dataset;       // the import it belongs to ("eu-833-2014", "state-media-matrix", …)
  std::string author;        // of merges and hand-written claims: who said so; else empty
  std::string content_hash;  // SHA-256 in hexadecimal of what was retrieved
  std::optional<TimeUs> retrieved_at;
  Grade grade;

  friend bool operator==(const ClaimSource&, const ClaimSource&) = default;
};

/// An ISO 8601 date that may lack its day or month ("2024", "2024-09", "2024-09-04"), as the days
/// since 1970-01-01 that it may mean, both inclusive.
struct PartialDate {
  std::int32_t first_day = 0;
  std::int32_t last_day = 0;
  friend auto operator<=>(const PartialDate&, const PartialDate&) = default;
};
std::optional<PartialDate> parse_partial_date(std::string_view text);
std::string format_partial_date(PartialDate date);

enum class ClaimKind : std::uint8_t {
  kStates,    // entity has value as its property
  kRetracts,  // value is the id of a claim that no longer counts
  kSame,      // entity and value are one; undone by retracting this claim
  kDistinct,  // entity and value are two, whatever the names say: never proposed again
};
inline constexpr std::size_t kClaimKindCount = 4;
/// "states", "retracts", "same", "distinct".
std::string_view name_of(ClaimKind kind);
std::optional<ClaimKind> claim_kind_named(std::string_view name);

/// What stands in the way of using a claim; a claim may have several.
enum class ClaimFlag : std::uint8_t {
  kUnverified,     // taken over from a list whose entries of this kind nobody has checked
  kConflicting,    // the same list says otherwise as well (one handle, several holders)
  kGenericHost,    // a site that anybody may use or link: a platform, a shortener, an aggregator
  kIndicatorOnly,  // seen in an operation: to be looked for, but sharing it attributes nobody
  kProtected,      // of a public official or body: nothing acts on it automatically
  kNegativeList,   // of an outlet that a state blocks: never an asset of that state
};
inline constexpr std::size_t kClaimFlagCount = 6;
/// "unverified", "conflicting", "generic_host", "indicator_only", "protected", "negative_list".
std::string_view name_of(ClaimFlag flag);

struct ClaimFlags {
  std::uint8_t bits = 0;

  ClaimFlags() = default;
  ClaimFlags(std::initializer_list<ClaimFlag> flags) {
    for (const ClaimFlag flag : flags) add(flag);
  }
  void add(ClaimFlag flag) { bits = static_cast<std::uint8_t>(bits | bit(flag)); }
  [[nodiscard]] bool has(ClaimFlag flag) const { return (bits & bit(flag)) != 0; }
  [[nodiscard]] bool any() const { return bits != 0; }
  friend bool operator==(const ClaimFlags&, const ClaimFlags&) = default;

 private:
  static unsigned bit(ClaimFlag flag) { return 1U << static_cast<unsigned>(flag); }
};
/// The names in the order of the enum, with commas between; empty where there are none.
std::string name_of(ClaimFlags flags);
/// Takes the names in any order; nullopt where one is unknown.
std::optional<ClaimFlags> parse_claim_flags(std::string_view text);

struct Claim {
  std::string entity;    // the id of what it is about
  std::string schema;    // FollowTheMoney schema of the entity ("Company", "Ownership", …)
  std::string property;  // FollowTheMoney property ("name", "owner", …)
  std::string value;     // of an entity-valued property: the other entity's id
  std::string lang;      // of the value, where known (ISO 639-3)
  ClaimKind kind = ClaimKind::kStates;
  ClaimStatus status = ClaimStatus::kReported;
  std::uint32_t source = 0;  // index into the sources beside it
  std::optional<PartialDate> valid_from;
  std::optional<PartialDate> valid_to;  // the last day, inclusive; none: still holds, or unknown
  ClaimFlags flags;
  std::string note;  // why it is flagged ("handle shared by 14 outlets"), or empty

  friend bool operator==(const Claim&, const Claim&) = default;
};

/// 128 bits of the SHA-256 of everything in a claim and its source's url, dataset and author: the
/// same statement of the same source has the same id, so importing it again adds nothing, also from
/// a later version of the list, whose content as a whole is another.
struct ClaimId {
  std::array<std::uint64_t, 2> words{};
  friend auto operator<=>(const ClaimId&, const ClaimId&) = default;
};
ClaimId id_of(const Claim& claim, const ClaimSource& source);

/// The same for many claims: about .4 µs each. One per thread.
class ClaimIds {
 public:
  /// The claims that follow are from this source.
  void set_source(const ClaimSource& source);
  ClaimId of(const Claim& claim);

 private:
  std::string said_;  // the source's part, then the claim's
  std::size_t source_size_ = 0;
};

/// 32 hexadecimal digits.
std::string name_of(const ClaimId& id);
std::optional<ClaimId> parse_claim_id(std::string_view text);

/// A claim as the registry keeps it; its source is an index of the registry's sources.
struct StoredClaim {
  ClaimId id;
  Claim claim;
  TimeUs recorded_at = 0;
};

/// Claims with their sources; what a decoder makes and a store takes.
struct ClaimBatch {
  std::vector<ClaimSource> sources;
  std::vector<Claim> claims;
  void clear() {
    sources.clear();
    claims.clear();
  }
};

/// Whether a claim may be a step of an evidence path: not one that is conflicting, generic, an
/// indicator only, or on a negative list. Unverified and protected ones may.
bool may_attribute(ClaimFlags flags);

/// Whether a claim may carry a decision, not only open a case: an authority acted on it, or a
/// source that is usually reliable (A, B) gives it as probably true or better (1, 2). An accusation
/// never may, nor what is unverified or may not attribute.
bool may_decide(ClaimStatus status, Grade grade, ClaimFlags flags = {});

}  // namespace overt
