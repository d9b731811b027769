#pragma once
// A policy's text: as it stands in its file, and what would be wrong with one that is no file yet.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stages/policies/decode_policy.h"

namespace overt {

Result<std::string> read_policy_text(const std::string& path);

/// What a clause asks for, in words: one line for each group, of which one condition must be met.
std::vector<std::string> conditions_in_words(const Clause& clause);

/// Its form first; where that holds, what it asks for. Without an election calendar.
std::vector<PolicyProblem> check_policy_text(std::string_view text);

}  // namespace overt
