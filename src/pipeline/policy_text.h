#pragma once
// A policy's text: as it stands in its file, and what would be wrong with one that is no file yet.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stages/policies/decode_policy.h"

namespace overt {

Result<std::string> read_policy_text(const std::string& path);

/// Its form first; where that holds, what it asks for. Without an election calendar.
std::vector<PolicyProblem> check_policy_text(std::string_view text);

}  // namespace overt
