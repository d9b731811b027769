#pragma once
// From a YAML file to a policy, and to an election calendar. docs/formats/policy.md describes the
// files, docs/formats/policy.schema.json
// says the same to editors.
//
// What has the wrong form (a missing field, an unknown one, an impossible date) is an error,
// kBadInput with file and line. What has the right form and asks for something that does not exist
// (a fact that nobody holds, a value that a fact cannot have) is a problem in the list, so that all
// of them are seen at once; its condition is left out, and a clause that has no other in its place
// never applies.
//
// Cost: linear. Thread safety: pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/policy.h"

namespace overt {

struct PolicyProblem {
  bool fatal = true;  // else worth a look
  std::size_t line = 0;
  std::string clause;  // its id; empty: the policy's head
  std::string message;
  std::string remedy;

  friend bool operator==(const PolicyProblem&, const PolicyProblem&) = default;
};

struct DecodedPolicy {
  Policy policy;
  std::vector<PolicyProblem> problems;  // by line
};

/// `file` is what errors call it.
Result<DecodedPolicy> decode_policy(std::string_view text, std::string_view file);

Result<std::vector<CalendarEntry>> decode_calendar(std::string_view text, std::string_view file);

}  // namespace overt
