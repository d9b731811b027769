#pragma once
// From a network of a run, or a subject that the platform holds facts about, and a policy to drafts
// of decisions: to whom a clause applies, on which facts, and who is left out and why. Proposes
// nothing. O(subjects of the network).

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/decision.h"
#include "pipeline/subject_sources.h"
#include "stages/policies/evaluate_policy.h"

namespace overt {

/// Whom decisions on a network are about.
enum class DecideAbout : std::uint8_t { kMembers, kNetwork };

struct DraftRequest {
  std::string network;  // its id; empty: `subject` is meant
  std::string account;  // this one of its accounts alone; empty: all
  DecideAbout about = DecideAbout::kMembers;
  PolicyMoment moment;
  std::optional<ActionKind> up_to;  // the last step of the clause's ladder; none: its first
  std::string lang;                 // of notices; empty: the policy's first
  std::string subject;              // "account:clipper:1", of the file of facts
};

struct LeftOut {
  std::string subject;
  std::string why;
};

struct DraftedNetwork {
  std::vector<DecisionDraft> drafts;
  std::vector<LeftOut> left_out;
};

/// The subjects that a request is about. kNotFound where there are none.
Result<std::vector<const SubjectFacts*>> subjects_of(const GatheredSubjects& gathered,
                                                     const DraftRequest& request);

Result<DraftedNetwork> draft_decisions(const PolicyEvaluator& evaluator,
                                       const GatheredSubjects& gathered,
                                       const DraftRequest& request);

}  // namespace overt
