#pragma once
// Attribution: from an account or a network to the entity that is assessed to be behind it, with
// every path of evidence, the hypotheses that compete, and how sure it is; or *unknown*, which is
// the default. The words are "assessed": a path is no verdict on anybody's guilt.
//
// What may never decide cannot be written down as deciding: a DecidingStep comes only from a step
// that may decide, a DecidingPath only from such steps and a kind that may, a Decided only from
// such paths. Sharing a link has no kind of path at all.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/claim.h"

namespace overt {

/// How an account or a network leads to an entity.
enum class PathKind : std::uint8_t {
  kListed,          // the registry lists the account as the entity's
  kDeclares,        // the account says so, and nobody else does: opens a case at most
  kContentOrigin,   // it published the entity's own material before the entity did
  kInfrastructure,  // the same device, payment or address as accounts of the entity
  kPayment,         // traced payments, to somebody who is shown to have known
  kMembership,      // with accounts of the entity in one confirmed network
};
inline constexpr std::size_t kPathKindCount = 6;
/// "listed", "declares", "content_origin", "infrastructure", "payment", "membership".
std::string_view name_of(PathKind kind);
/// A parody says what it likes.
constexpr bool kind_may_decide(PathKind kind) { return kind != PathKind::kDeclares; }

enum class PathPower : std::uint8_t { kOpensCase, kDecides };
std::string_view name_of(PathPower power);  // "opens_case", "decides"

/// Of an account or person in an operation.
enum class Role : std::uint8_t {
  kUnknown,
  kOperator,
  kControlled,
  kPaidWitting,
  kPaidUnwitting,  // deceived as far as anybody has shown: told, never punished
  kAmplifier,
  kAdjacent,
};
/// "unknown", "operator", "controlled", "paid_witting", "paid_unwitting", "amplifier", "adjacent".
std::string_view name_of(Role role);

/// A claim under a step, as it is shown.
struct StepClaim {
  ClaimId id;
  std::string statement;  // "owner: TV-Novosti"
  ClaimStatus status = ClaimStatus::kReported;
  Grade grade;
  ClaimFlags flags;
  std::string publisher;
  std::string url;
  std::string dataset;
  std::string period;  // "2014 to 2022-03"; empty: not dated
  std::string note;    // why it is flagged
};

/// One step, from what stands nearer to the account to what stands nearer to the entity.
struct PathStep {
  std::string from;
  std::string to;
  std::string words;              // "is listed as an account of"
  std::vector<StepClaim> claims;  // none: the log shows it
  double log_p = 0;               // chance of what the log shows, a natural logarithm
  bool observed = false;          // by the log, not claimed
  ClaimStatus status = ClaimStatus::kConfirmed;  // the weakest of its claims
  bool may_decide = false;
  bool holds_then = true;  // its dates cover the behaviour
  std::string why_not;     // one clause: why it may not decide; empty: it may
};

struct EvidencePath {
  PathKind kind = PathKind::kDeclares;
  std::string account;  // whose; empty: of the network as a whole
  std::string entity;   // the registry's id
  std::string entity_name;
  std::vector<PathStep> steps;
  ClaimStatus weakest = ClaimStatus::kConfirmed;
  bool holds_then = true;
  double weight = 0;           // log likelihood ratio: the entity against an unknown operator
  double weight_imitated = 0;  // somebody who imitates it against an unknown operator
  PathPower power = PathPower::kOpensCase;
  std::string why;             // why it only opens a case; empty: it decides
  std::uint32_t accounts = 0;  // of a network's path: how many members it speaks for
};

/// A step that may decide. There is no other way to one.
class DecidingStep {
 public:
  static std::optional<DecidingStep> from(const PathStep& step);
  [[nodiscard]] const PathStep& step() const { return step_; }

 private:
  explicit DecidingStep(PathStep step) : step_(std::move(step)) {}
  PathStep step_;
};

/// A path of steps that may all decide, of a kind that may.
class DecidingPath {
 public:
  static std::optional<DecidingPath> from(PathKind kind, std::string entity,
                                          std::vector<DecidingStep> steps);
  /// The same for a path as a whole; nullopt where one step may not.
  static std::optional<DecidingPath> from(const EvidencePath& path);
  [[nodiscard]] PathKind kind() const { return kind_; }
  [[nodiscard]] const std::string& entity() const { return entity_; }
  [[nodiscard]] const std::vector<DecidingStep>& steps() const { return steps_; }

 private:
  DecidingPath(PathKind kind, std::string entity, std::vector<DecidingStep> steps)
      : kind_(kind), entity_(std::move(entity)), steps_(std::move(steps)) {}
  PathKind kind_;
  std::string entity_;
  std::vector<DecidingStep> steps_;
};

/// The words of estimative language for a probability. Below 1 % and above 99 % nothing is said.
enum class Likelihood : std::uint8_t {
  kAlmostNoChance,     // 1–5 %
  kVeryUnlikely,       // 5–20 %
  kUnlikely,           // 20–45 %
  kRoughlyEvenChance,  // 45–55 %
  kLikely,             // 55–80 %
  kVeryLikely,         // 80–95 %
  kAlmostCertain,      // 95–99 %
};
inline constexpr std::size_t kLikelihoodCount = 7;
std::string_view name_of(Likelihood likelihood);  // "almost-no-chance", …
Likelihood likelihood_of(double probability);

enum class Confidence : std::uint8_t { kLow, kModerate, kHigh };
std::string_view name_of(Confidence confidence);  // "low", "moderate", "high"

enum class HypothesisKind : std::uint8_t {
  kEntity,     // the entity is behind it
  kImitation,  // somebody wants it to look so
  kUnknown,    // independent people, or an operator that nothing here points to
};
std::string_view name_of(HypothesisKind kind);  // "entity", "imitation", "unknown"

struct Hypothesis {
  HypothesisKind kind = HypothesisKind::kUnknown;
  std::string entity;  // of kEntity and kImitation
  std::string entity_name;
  double probability = 0;  // within [0.01, 0.99]
  Likelihood likelihood = Likelihood::kAlmostNoChance;
};

/// Who controls or pays the entity that is behind it: told beside it, never instead of it.
struct Principal {
  std::string entity;
  std::string entity_name;
  std::string basis;  // "control", "payment"
  double share = -1;  // of control: of the whole that is held, through others too; of payments: of
                      // what was received, first in, first out; negative: not known
  double share_pro_rata = -1;  // of payments
  Role role = Role::kUnknown;  // of payments: of the one who was paid
  PathPower power = PathPower::kOpensCase;
  std::string why;              // why it only opens a case
  std::vector<PathStep> steps;  // from the entity up
};

/// The subject reads an entity's outlets more than others do, or not. It attributes nobody.
struct OutletReading {
  std::string entity;
  std::string entity_name;
  std::uint64_t objects = 0;  // of the subject's that are the entity's
  std::uint64_t objects_all = 0;
  double expected_share = 0;  // of the accounts in the log that are as active
  double log_p = 0;           // of so large a share
  std::uint64_t before = 0;   // of its own material: published by the subject first
  std::uint64_t after = 0;    // by the entity first
};

/// That an entity is behind a subject: only deciding paths make one.
class Decided {
 public:
  /// At least one path, all of this entity or of what it controls.
  Decided(std::string entity, std::string entity_name, std::vector<DecidingPath> paths,
          Confidence confidence);
  [[nodiscard]] const std::string& entity() const { return entity_; }
  [[nodiscard]] const std::string& entity_name() const { return entity_name_; }
  [[nodiscard]] const std::vector<DecidingPath>& paths() const { return paths_; }
  [[nodiscard]] Confidence confidence() const { return confidence_; }

 private:
  std::string entity_;
  std::string entity_name_;
  std::vector<DecidingPath> paths_;
  Confidence confidence_;
};

struct Attribution {
  std::string subject;  // the account's or network's id
  bool of_network = false;
  std::optional<Decided> decided;      // none: unknown
  std::vector<Hypothesis> hypotheses;  // the likeliest first
  std::vector<EvidencePath> paths;     // those that decide first, then by weight
  std::vector<Principal> principals;   // those that decide first
  std::vector<OutletReading> readings;
  std::vector<std::string> unknown_reasons;  // sentences; none where decided
  Role role = Role::kUnknown;                // of an account
};

struct NetworkAttribution {
  Attribution network;
  std::vector<Attribution> members;  // those with a path of their own, and all where decided
};

}  // namespace overt
