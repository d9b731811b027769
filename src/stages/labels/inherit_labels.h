#pragma once
// From assessed entities to everything that carries their label on a day: entity → outlet →
// account and website, along the registry's links.
//
//   down     Ownership (a known share under one half does not count) and Control links that hold
//            on the day and may decide; never up, never along any other link (payments,
//            employment, representation)
//   across   UserAccount entities by their `owner`; websites by `website`; by claims in force on
//            the day that may decide (so neither unverified nor conflicting), of a handle or host
//            that no other entity claims on the same day
//   not      into an entity with an outcome of its own, nor what opted out, nor through either
//
// Persons never carry the label. What was reached and may not carry it is listed with the reason,
// so that nobody has to guess. Sharing, reposting or being paid gives no link here, so none of
// them ever labels anyone. Content carries the label of the account that published it
// (label_of_content), and of nobody who passes it on.
//
// A subject that two roots reach carries the label of the nearer, then of the lesser id.
// Cost: linear in the view. Order of all outputs: by subject. Thread safety: pure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/label.h"
#include "model/registry.h"

namespace overt {

/// An assessment with its result on the day.
struct AssessedControl {
  const ControlAssessment* assessment = nullptr;
  ControlResult result;
};

enum class LabelRefusal : std::uint8_t {
  kOptedOut,         // with its reason
  kOwnOutcome,       // assessed itself, otherwise
  kLinkNotDeciding,  // alleged, charged, disputed, or of a poor source
  kLinkEnded,        // or not begun
  kMinorityShare,
  kFlagged,  // the handle or site is unverified, conflicting, generic, …
  kClaimNotDeciding,
  kClaimEnded,     // or not begun
  kSeveralOwners,  // other entities claim the handle or site as well
  kPerson,
  kTooDeep,  // more than kLabelDepthMax steps from the root
};
inline constexpr std::size_t kLabelRefusalCount = 11;
/// "opted-out", "own-outcome", "link-not-deciding", "link-ended", "minority-share", "flagged",
/// "claim-not-deciding", "claim-ended", "several-owners", "person", "too-deep".
std::string_view name_of(LabelRefusal refusal);

inline constexpr std::uint32_t kLabelDepthMax = 16;

struct LabelGrant {
  LabelSubject subject;
  std::string name;
  std::size_t assessed = 0;       // index into the assessed entities
  std::vector<std::string> path;  // ids of links and claims from the root; empty: the root itself
  std::string reason;             // public
};

struct RefusedLabel {
  LabelSubject subject;
  std::string name;
  std::size_t assessed = 0;
  LabelRefusal refusal = LabelRefusal::kFlagged;
  std::string reason;  // public
};

struct InheritedLabels {
  std::vector<LabelGrant> grants;
  std::vector<RefusedLabel> refused;  // none of them is granted
  std::vector<std::string> unknown;   // assessed entities that the registry does not have
};

InheritedLabels inherit_labels(const RegistryView& view, std::span<const AssessedControl> assessed,
                               std::int32_t day);

/// "service:name" in lower case, as account subjects are written; empty where either is.
std::string account_subject_id(std::string_view service, std::string_view name);
/// The host of a URL or bare host, in lower case, without "www." and port; empty for none.
std::string website_subject_id(std::string_view url);

}  // namespace overt
