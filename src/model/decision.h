#pragma once
// Decision: one record of who is concerned, under which clause, on what facts, for how long and
// where, and which people agreed. Everything else (notice, statement of reasons, label, report,
// ledger leaf) is a view of it. A decision is what its events say, in order; none is ever changed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/policy.h"

namespace overt {

/// What a person may do, one bit each; nothing else says who may what.
enum class StaffRole : std::uint8_t {
  kViewer,
  kAnalyst,
  kReviewer,
  kApprover,
  kPolicyEditor,
  kAuditor,
  kAdmin,
};
inline constexpr std::size_t kStaffRoleCount = 7;
/// "viewer", "analyst", "reviewer", "approver", "policy_editor", "auditor", "admin".
std::string_view name_of(StaffRole role);
std::optional<StaffRole> staff_role_named(std::string_view name);

enum class Right : std::uint8_t {
  kRead,         // findings, cases, decisions
  kWorkOnCases,  // discuss, add evidence, propose a decision
  kReview,       // give the first agreement, or refuse
  kApprove,      // give the last agreement; undo
  kHearAppeals,  // decide on an appeal
  kEditPolicies,
  kReadPeople,    // who did what: the ledger with names
  kAdministrate,  // people, tokens, sinks
};
inline constexpr std::size_t kRightCount = 8;
/// "read", "work_on_cases", "review", "approve", "hear_appeals", "edit_policies", "read_people",
/// "administrate".
std::string_view name_of(Right right);
std::optional<Right> right_named(std::string_view name);

/// What showed that somebody is who they say; kept with what they do.
enum class KnownBy : std::uint8_t {
  kNotAsked,    // nobody in person, or a record from before this was kept
  kFileAccess,  // of somebody without credentials: who can write the data folder was believed
  kPassword,
  kToken,
  kSingleSignOn,  // an OpenID provider said so
};
inline constexpr std::size_t kKnownByCount = 5;
/// "", "file_access", "password", "token", "single_sign_on".
std::string_view name_of(KnownBy known_by);
std::optional<KnownBy> known_by_named(std::string_view name);

/// Somebody who works here and, where they are doing something, how that is known. Without roles:
/// disabled, may nothing. Stores keep id and roles alone.
struct Person {
  std::string id;
  std::vector<StaffRole> roles;
  KnownBy known_by = KnownBy::kNotAsked;
  /// Acting through a token: no right beyond these.
  std::optional<std::vector<Right>> only = std::nullopt;
  /// What they have an interest in, as they declared it: "account:tiktok:17", "network:…",
  /// "entity:…", "country:ru".
  std::vector<std::string> interests{};
};
/// Roles add up. An admin runs the system and decides nothing; an auditor reads everything.
bool may(const Person& person, Right right);
/// What of that which a case or a decision touches the person has an interest in; empty: nothing.
/// Who has one takes no part: not in the case, not in the decision, not in the appeal.
std::string conflict_of(const Person& person, const std::vector<std::string>& touches);

struct DecisionSubject {
  SubjectKind kind = SubjectKind::kAccount;
  std::string id;       // of accounts: "platform:id"
  std::string network;  // the network it was found in; empty: none
  bool protected_account = false;
  bool deceived = false;  // paid without knowing by whom
  std::string lang;       // of notices; empty: the policy's first

  friend bool operator==(const DecisionSubject&, const DecisionSubject&) = default;
};

/// An account that a decision falls on, which is told of it.
struct AffectedAccount {
  std::string id;    // "platform:id"
  std::string lang;  // in which it is told; empty: as the decision's subject
  bool deceived = false;

  friend bool operator==(const AffectedAccount&, const AffectedAccount&) = default;
};

/// A fact that the clause used, as it stood.
struct UsedFact {
  std::string name;
  std::string value;
  friend bool operator==(const UsedFact&, const UsedFact&) = default;
};

struct DecisionDraft {
  DecisionSubject subject;
  std::string policy;  // id
  std::string policy_version;
  std::string policy_hash;
  std::string clause;  // id
  PolicyMode mode = PolicyMode::kShadow;
  std::vector<LadderStep> actions;     // chosen from the clause's ladder
  std::vector<std::string> territory;  // as the clause's
  std::vector<UsedFact> facts;
  std::string evidence;             // the run and the network: "run ID, network ID"; empty: none
  std::string facts_text;           // for the notice: what was seen, in the subject's language
  std::uint32_t people = 1;         // who must agree
  std::uint32_t within_hours = 72;  // of the proposal
  std::uint32_t appeal_days = 183;
  std::vector<std::pair<std::string, std::string>> notices;  // language, the clause's text
  bool automated_detection = true;
  std::string clause_title;
  std::optional<LegalBasis> legal_basis;  // without its stays: the clause held
  /// facts_text in other languages, by language.
  std::vector<std::pair<std::string, std::string>> facts_in;
  /// The accounts it falls on, where it is not about one account: of a network all.
  std::vector<AffectedAccount> affected;

  friend bool operator==(const DecisionDraft&, const DecisionDraft&) = default;
};

enum class DecisionEventKind : std::uint8_t {
  kProposed,
  kAgreed,       // by one person
  kRefused,      // by one person: it is over
  kTakenEffect,  // all agreed; its actions go out
  kAppealed,     // by the affected
  kUpheld,       // the appeal's outcome
  kReversed,     // the appeal's outcome: it is undone
  kUndone,       // by the platform itself
  kReversedFor,  // the appeal's outcome: it is undone for one account, and holds for the others
};
inline constexpr std::size_t kDecisionEventKindCount = 9;
/// "proposed", "agreed", "refused", "taken_effect", "appealed", "upheld", "reversed", "undone",
/// "reversed_for".
std::string_view name_of(DecisionEventKind kind);

struct DecisionEvent {
  DecisionEventKind kind = DecisionEventKind::kProposed;
  TimeUs at = 0;
  std::string by;      // a person's id; of kTakenEffect: empty; of kAppealed: "affected"
  std::string reason;  // in words; must be there for all but agreeing and taking effect
  KnownBy known_by = KnownBy::kNotAsked;  // that it was them
  /// Of kAppealed: which account appeals; empty: not said. Of kUpheld: whose appeal it answers;
  /// empty: all that are open. Of kReversedFor: the account that the decision falls on no more.
  std::string account{};

  friend bool operator==(const DecisionEvent&, const DecisionEvent&) = default;
};

enum class DecisionState : std::uint8_t {
  kOpen,  // waits for people
  kRefused,
  kInEffect,
  kAppealed,  // in effect, and being looked at again
  kUndone,
};
/// "open", "refused", "in_effect", "appealed", "undone".
std::string_view name_of(DecisionState state);

struct Decision {
  std::string id;  // 32 hexadecimal digits
  DecisionDraft draft;
  std::vector<DecisionEvent> events;  // the first is kProposed

  friend bool operator==(const Decision&, const Decision&) = default;
};

/// What the platform is to do: one action to one subject, or taking it back.
struct PlatformAction {
  std::string key;  // idempotency key, 32 hexadecimal digits: the same for every try
  std::string decision;
  DecisionSubject subject;
  LadderStep step;
  bool undo = false;
  std::vector<std::string> territory;
  PolicyMode mode = PolicyMode::kShadow;

  friend bool operator==(const PlatformAction&, const PlatformAction&) = default;
};

}  // namespace overt
