#pragma once
// Policies as they lie on the disk: FOLDER/NAME.yaml, beside it FOLDER/elections.yaml (the
// calendar) and FOLDER/golden/NAME.yaml (golden decisions), both optional. Reads files and nothing
// else.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "stages/policies/decode_golden.h"
#include "stages/policies/decode_policy.h"

namespace overt {

struct PolicyOnDisk {
  std::string path;
  DecodedPolicy decoded;
  std::vector<CalendarEntry> calendar;
  std::string golden_path;  // empty: there is none
  std::vector<GoldenDecision> golden;
};

/// `calendar`: a calendar's file; empty: the one beside the policy, if there is one.
Result<PolicyOnDisk> read_policy(const std::string& path, const std::string& calendar);

/// The policy, compiled; an error where it has problems that are fatal.
struct UsablePolicy {
  PolicyOnDisk file;
  PolicyEvaluator evaluator;
};
Result<UsablePolicy> read_usable_policy(const std::string& path, const std::string& calendar);

/// The policies among files and folders, each once, by path. A folder's are its *.yaml files that
/// begin as policies do; a file that is a calendar is left out. kBadInput where there is none.
Result<std::vector<std::string>> find_policies(const std::vector<std::string>& places);

}  // namespace overt
