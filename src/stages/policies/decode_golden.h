#pragma once
// Golden decisions: subjects with their facts and what a policy must say about each. They ship
// beside every policy, and whoever changes the policy sees at once whom that would hit.
//
// Errors are kBadInput with file and line. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/policy.h"
#include "model/subject_facts.h"
#include "stages/policies/evaluate_policy.h"

namespace overt {

struct GoldenDecision {
  std::string name;
  SubjectKind subject = SubjectKind::kAccount;
  PolicyMoment moment;
  std::vector<GivenFact> facts;
  std::string clause;  // its id; empty: nothing applies
  std::size_t line = 0;
};

Result<std::vector<GoldenDecision>> decode_golden(std::string_view text, std::string_view file);

/// Puts the facts into a row.
void set_facts(const std::vector<GivenFact>& facts, FactRow& row);

struct GoldenMiss {
  std::size_t line = 0;
  std::string name;
  std::string expected;  // clause ids; empty: nothing
  std::string got;
};
/// The golden decisions that the policy does not make.
std::vector<GoldenMiss> run_golden(const PolicyEvaluator& evaluator,
                                   const std::vector<GoldenDecision>& golden);

}  // namespace overt
