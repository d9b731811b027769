#pragma once
// Label: what the public is told about an outlet under a state's editorial control, why, and on
// whose word. Two things lead to it:
//
// A *control assessment* is a sheet of five criteria, each with graded evidence for and against,
// concluded by independent reviewers, with an end, a date for the next look, and a way to contest
// it. Public funding is written down beside the criteria and decides nothing.
//
// A *label event* says that a label was applied to a subject, taken back, ran out, or was applied
// again: with a public reason, by whom, when. Events are only ever added; whether a label holds is
// what the last event about it says.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/claim.h"

namespace overt {

enum class ControlCriterion : std::uint8_t {
  kMission,     // what the outlet says, or is told, it is for
  kGovernance,  // who appoints, dismisses and gives orders
  kSafeguards,  // what protects editors, and who oversees it
  kLeadership,  // whose people run it
  kDecisions,   // what is published, cut or ordered in fact
};
inline constexpr std::size_t kControlCriterionCount = 5;
/// "mission", "governance", "safeguards", "leadership", "decisions".
std::string_view name_of(ControlCriterion criterion);

/// What the evidence on one criterion comes to.
enum class ControlFinding : std::uint8_t { kMissing, kIndependent, kMixed, kState };
inline constexpr std::size_t kControlFindingCount = 4;
/// "missing", "independent", "mixed", "state".
std::string_view name_of(ControlFinding finding);
std::optional<ControlFinding> control_finding_named(std::string_view name);

enum class ControlOutcome : std::uint8_t { kInsufficient, kNotControlled, kControlled };
inline constexpr std::size_t kControlOutcomeCount = 3;
/// "insufficient-evidence", "not-state-controlled", "state-controlled".
std::string_view name_of(ControlOutcome outcome);
std::optional<ControlOutcome> control_outcome_named(std::string_view name);

enum class PublicFunding : std::uint8_t { kUnknown, kNone, kPartly, kMostly };
inline constexpr std::size_t kPublicFundingCount = 4;
/// "unknown", "none", "partly", "mostly".
std::string_view name_of(PublicFunding funding);
std::optional<PublicFunding> public_funding_named(std::string_view name);

struct ControlEvidence {
  std::string statement;     // what it shows, in a sentence
  bool for_control = false;  // else for independence
  std::string claim;         // of the registry, 32 hexadecimal digits; empty: the source alone
  bool found = true;         // false: the registry that was asked has no such claim in force
  ClaimStatus status = ClaimStatus::kReported;
  ClaimSource source;  // with its grade
  std::optional<PartialDate> published;

  friend bool operator==(const ControlEvidence&, const ControlEvidence&) = default;
};

struct CriterionSheet {
  ControlFinding finding = ControlFinding::kMissing;  // as those who filled it in weigh it
  std::string why;
  std::vector<ControlEvidence> evidence;

  friend bool operator==(const CriterionSheet&, const CriterionSheet&) = default;
};

/// Somebody's conclusion about the outlet: on this sheet, or published elsewhere (`url`).
struct ControlReview {
  std::string reviewer;
  std::string affiliation;
  std::string conflicts;    // the reviewer's statement on conflicts of interest; never empty
  bool conflicted = false;  // bound to the outlet, to its state, or to a party to its case
  ControlOutcome outcome = ControlOutcome::kInsufficient;
  PartialDate day;
  std::string url;  // empty: on this sheet

  friend bool operator==(const ControlReview&, const ControlReview&) = default;
};

/// Whether the outlet speaks to people outside its home country on current affairs.
enum class AudienceAbroad : std::uint8_t { kUnknown, kNo, kYes };
inline constexpr std::size_t kAudienceAbroadCount = 3;
/// "unknown", "no", "yes".
std::string_view name_of(AudienceAbroad abroad);
std::optional<AudienceAbroad> audience_abroad_named(std::string_view name);

/// What a policy needs to know to set the label's reach; recorded here, decided there.
struct LabelReach {
  std::string home;  // ISO 3166-1 alpha-2, lower case
  AudienceAbroad current_affairs_abroad = AudienceAbroad::kUnknown;

  friend bool operator==(const LabelReach&, const LabelReach&) = default;
};

struct ContestRoute {
  std::string how;       // where to write
  std::string accepted;  // what would change the outcome
  std::uint32_t answer_days = 0;

  friend bool operator==(const ContestRoute&, const ContestRoute&) = default;
};

enum class LabelSubjectKind : std::uint8_t { kEntity, kWebsite, kAccount, kContent };
inline constexpr std::size_t kLabelSubjectKindCount = 4;
/// "entity", "website", "account", "content".
std::string_view name_of(LabelSubjectKind kind);

/// Written "kind:id": "entity:rt", "website:rt.example", "account:clipper:rt_news" (service:name,
/// lower case), "content:clipper:7301".
struct LabelSubject {
  LabelSubjectKind kind = LabelSubjectKind::kEntity;
  std::string id;
  friend auto operator<=>(const LabelSubject&, const LabelSubject&) = default;
};
std::string name_of(const LabelSubject& subject);
std::optional<LabelSubject> parse_label_subject(std::string_view text);

/// A subject that does not inherit the label, nor whatever would inherit through it.
struct LabelOptOut {
  LabelSubject subject;
  std::string reason;  // public
  std::string by;
  PartialDate since;
  std::optional<PartialDate> until;  // the last day, inclusive

  friend bool operator==(const LabelOptOut&, const LabelOptOut&) = default;
};

struct ControlAssessment {
  std::string id;
  std::string label;   // [a-z-]: "state-affiliated"
  std::string entity;  // whom it is about, an id of the registry
  std::string name;
  std::string state;              // the state whose control is in question, an id of the registry
  std::int32_t assessed_day = 0;  // days since 1970-01-01
  std::int32_t expires_day = 0;   // the last day it holds
  std::int32_t review_day = 0;    // when it must be looked at again, at the latest
  LabelReach reach;
  PublicFunding funding = PublicFunding::kUnknown;
  std::vector<ControlEvidence> funding_evidence;
  std::array<CriterionSheet, kControlCriterionCount> criteria;  // by ControlCriterion
  std::vector<ControlReview> reviews;
  ContestRoute contest;
  std::vector<LabelOptOut> opt_outs;
};

/// Why an outcome is what it is, or is not in force.
enum class ControlReason : std::uint8_t {
  kCriteriaShowControl,       // enough criteria come to state control, the decisions among them
  kCriteriaShowIndependence,  // the decisions and the safeguards are independent
  kCriteriaAreMixed,          // neither
  kCriterionMissing,          // one is not filled in
  kCriterionUnsupported,      // one has a finding and no usable evidence for it
  kTooFewReviews,             // less than two, by reviewers without conflicts, of two houses
  kReviewsDisagree,           // with each other
  kReviewsContradictSheet,    // all say otherwise
  kNotYet,                    // the day is before the assessment
  kExpired,
  kReviewOverdue,  // still in force, and due to be looked at
};
inline constexpr std::size_t kControlReasonCount = 11;
/// "criteria-show-control", …
std::string_view name_of(ControlReason reason);

struct ControlResult {
  ControlOutcome outcome = ControlOutcome::kInsufficient;
  bool in_force = false;         // on the day asked; an insufficient outcome never is
  bool raised_scrutiny = false;  // public funding, or unknown: to be looked at again sooner
  std::int32_t expires_day = 0;  // the sheet's, or sooner under raised scrutiny
  std::uint32_t independent_reviews = 0;
  std::array<ControlFinding, kControlCriterionCount> findings{};    // as supported
  std::array<std::uint32_t, kControlCriterionCount> for_control{};  // usable evidence
  std::array<std::uint32_t, kControlCriterionCount> for_independence{};
  std::vector<ControlReason> reasons;  // in the order of ControlReason, each once

  friend bool operator==(const ControlResult&, const ControlResult&) = default;
};

enum class LabelEventKind : std::uint8_t { kApplied, kNegated, kExpired, kReapplied };
inline constexpr std::size_t kLabelEventKindCount = 4;
/// "applied", "negated", "expired", "re-applied".
std::string_view name_of(LabelEventKind kind);
std::optional<LabelEventKind> label_event_kind_named(std::string_view name);

struct LabelEvent {
  std::uint64_t sequence = 0;  // from 1, without gaps
  LabelEventKind kind = LabelEventKind::kApplied;
  std::string label;
  LabelSubject subject;
  std::string name;    // of the subject, for people
  std::string reason;  // public
  std::string by;
  TimeUs at = 0;
  std::string policy;             // the clause it was done under; empty: none yet
  std::string assessment;         // its id
  std::string root;               // the entity that was assessed
  std::vector<std::string> path;  // ids of links and claims from the root to the subject
  LabelReach reach;

  [[nodiscard]] bool holds() const {
    return kind == LabelEventKind::kApplied || kind == LabelEventKind::kReapplied;
  }
  friend bool operator==(const LabelEvent&, const LabelEvent&) = default;
};

}  // namespace overt
