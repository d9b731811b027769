#pragma once
// Why a policy says what it says about a subject: the clause, the facts it rests on, and which
// single facts, had they been otherwise, would have changed it. Each is found by asking the policy
// again: flags, choices and ranks with each other value, numbers on either side of every bound that
// a condition names, texts with each word that a condition asks for added or taken away, and
// everything once as not known.
//
// Pure. Cost: one evaluation for each alternative value of each fact that the policy asks for.

#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "model/subject_facts.h"
#include "stages/policies/evaluate_policy.h"

namespace overt {

/// A fact otherwise than it is, and what the policy would say then.
struct FactChange {
  std::string fact;
  std::string is;        // its value; "unknown" where it is not known
  std::string would_be;  // likewise
  std::string clause;    // what would apply; empty: nothing
  friend bool operator==(const FactChange&, const FactChange&) = default;
};

/// A clause about this kind of subject that does not apply, and why.
struct ClauseMissed {
  std::string clause;
  ClauseState state = ClauseState::kInForce;
  std::size_t met = 0;                  // of its conditions
  std::vector<std::string> conditions;  // not met: "finding.tier is review (watch)"
};

struct VerdictExplained {
  std::optional<std::size_t> clause;  // index; nullopt: the policy has nothing to say
  std::vector<GivenFact> used;        // facts that met its conditions, by name
  std::vector<FactChange> changes;    // by fact, as the terms stand
  std::vector<ClauseMissed> missed;   // in the order of the policy, before the one that applies
};

VerdictExplained explain_verdict(const PolicyEvaluator& evaluator, const SubjectFacts& subject,
                                 const PolicyMoment& moment);

/// "finding.tier is review", "not account.protected is true".
std::string condition_in_words(const Condition& condition);

/// The explanation as lines for people.
std::string verdict_in_words(const Policy& policy, const SubjectFacts& subject,
                             const VerdictExplained& verdict);

/// The same as one JSON object.
void write_verdict(JsonWriter& json, const Policy& policy, const SubjectFacts& subject,
                   const VerdictExplained& verdict);

}  // namespace overt
