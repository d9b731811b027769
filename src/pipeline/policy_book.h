#pragma once
// The policies that were brought into use, version by version, each a record of the ledger with all
// of its text: what everybody may look up, and what a decision's "covert-influence 1.0.0" means.
// Thread safety: as the store's.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/decision.h"
#include "ports/decision_store.h"
#include "stages/policies/policy_version.h"

namespace overt {

/// In the order they were brought into use; erased ones are left out.
Result<std::vector<PolicyVersion>> read_policy_versions(DecisionStore& store);

/// A policy, with all of its versions, the oldest first.
struct PolicyHistory {
  std::string policy;
  std::vector<PolicyVersion> versions;  // at least one
};
/// By the policies' ids.
std::vector<PolicyHistory> policy_histories(std::vector<PolicyVersion> versions);

struct PolicyAdoption {
  std::string path;      // the policy's file
  std::string calendar;  // empty: elections.yaml beside it
  const Person& by;
  TimeUs at = 0;
};
/// In the ledger when it returns. Refused, with what to do: a policy that check would not pass, the
/// version that is in use already, another text under a version's number, a time before the last.
/// kUnavailable: somebody else was faster; try anew.
Result<PolicyVersion> adopt_policy(const std::string& data, const PolicyAdoption& adoption);

}  // namespace overt
