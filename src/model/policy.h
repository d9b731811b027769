#pragma once
// Policy: the written rule that a decision cites. A policy is a versioned list of clauses; a clause
// says whom it is about, under which facts, where and when it holds, what may be done in which
// order, who must agree, and what the affected are told.
//
// Facts are what the rest of the system holds about a subject, under the names of fact_terms(). A
// fact that is not known meets no condition, negated or not: nobody is acted on for what is
// missing.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overt {

enum class SubjectKind : std::uint8_t { kAccount, kNetwork, kEntity, kContent };
inline constexpr std::size_t kSubjectKindCount = 4;
/// "account", "network", "entity", "content".
std::string_view name_of(SubjectKind kind);
std::optional<SubjectKind> subject_kind_named(std::string_view name);

enum class FactType : std::uint8_t {
  kFlag,    // true or false
  kNumber,  // not negative
  kChoice,  // one of the term's values
  kRank,    // one of the term's values, which go up
  kTexts,   // any number of words of the platform's or the registry's
};

struct FactTerm {
  std::string_view name;
  FactType type = FactType::kFlag;
  std::uint8_t subjects = 0;                   // bit i: SubjectKind i has it
  std::span<const std::string_view> values{};  // of kChoice and kRank; of kRank, weakest first
  std::string_view meaning{};
};

/// Every fact that a condition may ask for, by name.
std::span<const FactTerm> fact_terms();
using TermIndex = std::uint16_t;
std::optional<TermIndex> fact_term_named(std::string_view name);
inline bool has_term(SubjectKind kind, const FactTerm& term) {
  return (term.subjects >> static_cast<unsigned>(kind) & 1U) != 0;
}

enum class Comparison : std::uint8_t {
  kIs,       // a flag, a choice, a rank or a number is one of those given
  kAtLeast,  // a number or a rank
  kAtMost,
  kHas,  // texts have one of those given
};
/// "is", "at_least", "at_most", "has".
std::string_view name_of(Comparison comparison);

/// One question about one fact.
struct Condition {
  TermIndex term = 0;
  Comparison comparison = Comparison::kIs;
  bool negated = false;
  std::vector<std::string> texts;  // flags as "true" and "false"
  double number = 0;
  std::size_t line = 0;  // in the policy's file

  friend bool operator==(const Condition&, const Condition&) = default;
};

/// Met where one of its conditions is.
using ConditionGroup = std::vector<Condition>;

/// What a platform does, mildest first: a ladder goes up.
enum class ActionKind : std::uint8_t {
  kRequestDisclosure,  // asks the account to say who pays for or runs it
  kLabel,
  kLimitReach,  // not eligible for recommendation
  kNoAds,       // may not advertise
  kDemonetise,  // earns nothing
  kGeoRestrict,
  kRemoveContent,
  kSuspend,
  kTerminate,
};
inline constexpr std::size_t kActionKindCount = 9;
/// "request_disclosure", "label", "limit_reach", "no_ads", "demonetise", "geo_restrict",
/// "remove_content", "suspend", "terminate".
std::string_view name_of(ActionKind kind);
std::optional<ActionKind> action_kind_named(std::string_view name);
/// Content is taken away or an account closed: two people must agree.
inline bool removes(ActionKind kind) { return kind >= ActionKind::kRemoveContent; }

struct LadderStep {
  ActionKind action = ActionKind::kLabel;
  std::string label;     // of kLabel: its value
  std::string audience;  // of kLimitReach: "abroad", "all"; else empty
  std::size_t line = 0;

  friend bool operator==(const LadderStep&, const LadderStep&) = default;
};

/// A court's order that suspends a legal basis.
struct Stay {
  std::string court;
  std::string url;
  std::int32_t from_day = 0;           // days since 1970-01-01
  std::optional<std::int32_t> to_day;  // the last day, inclusive; none: until lifted

  friend bool operator==(const Stay&, const Stay&) = default;
};

struct LegalBasis {
  std::string act;    // "Council Regulation (EU) No 833/2014"
  std::string entry;  // "Annex XV"
  std::string url;
  std::int32_t from_day = 0;
  std::optional<std::int32_t> to_day;
  std::vector<Stay> stays;

  friend bool operator==(const LegalBasis&, const LegalBasis&) = default;
};

enum class ReviewRole : std::uint8_t { kReviewer, kApprover };

struct ReviewRule {
  std::uint32_t people = 1;  // different ones
  std::uint32_t within_hours = 72;
  std::size_t line = 0;

  friend bool operator==(const ReviewRule&, const ReviewRule&) = default;
};

struct Clause {
  std::string id;  // [a-z0-9-]
  std::string title;
  SubjectKind subject = SubjectKind::kNetwork;
  std::vector<ConditionGroup> when;  // all must be met
  std::vector<std::string>
      territory;       // ISO 3166-1 alpha-2, upper case, ascending; empty: worldwide
  std::string period;  // an entry of the election calendar that must be running; empty: any time
  std::optional<LegalBasis> legal_basis;
  std::vector<LadderStep> ladder;
  std::string steps_left_out;  // why the ladder does not begin mildly; empty: it does
  ReviewRule review;
  std::vector<std::pair<std::string, std::string>> notices;  // language, text; by language
  std::uint32_t appeal_days = 183;
  std::optional<std::int32_t> expires_day;  // the last day it holds
  std::size_t line = 0;

  friend bool operator==(const Clause&, const Clause&) = default;
};

enum class PolicyMode : std::uint8_t { kShadow, kDryRun, kLive };
/// "shadow", "dry_run", "live".
std::string_view name_of(PolicyMode mode);
std::optional<PolicyMode> policy_mode_named(std::string_view name);

struct Policy {
  std::string id;
  std::string version;  // "1.0.0"
  std::string title;
  std::string summary;
  PolicyMode mode = PolicyMode::kShadow;
  std::vector<std::string> languages;  // that every clause has a notice in
  std::vector<Clause> clauses;         // the first that applies decides
  std::string hash;                    // SHA-256 of its file

  friend bool operator==(const Policy&, const Policy&) = default;
};

/// A run of days in which clauses with that period hold: an election in its place.
struct CalendarEntry {
  std::string id;
  std::string title;
  std::vector<std::string> territory;
  std::int32_t from_day = 0;
  std::int32_t to_day = 0;  // inclusive
  std::string url;

  friend bool operator==(const CalendarEntry&, const CalendarEntry&) = default;
};

}  // namespace overt
