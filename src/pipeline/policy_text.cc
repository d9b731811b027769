#include "pipeline/policy_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "adapters/files/files.h"
#include "stages/policies/check_policy.h"
#include "stages/policies/explain_verdict.h"

namespace overt {
namespace {

constexpr std::uint64_t kPolicyBytesMax = std::uint64_t{4} << 20;

}  // namespace

Result<std::string> read_policy_text(const std::string& path) {
  return read_whole_file(path, kPolicyBytesMax);
}

std::vector<std::string> conditions_in_words(const Clause& clause) {
  std::vector<std::string> groups;
  for (const ConditionGroup& group : clause.when) {
    std::vector<std::string> either;
    for (const Condition& condition : group) either.push_back(condition_in_words(condition));
    groups.push_back(fmt::format("{}", fmt::join(either, " or ")));
  }
  return groups;
}

std::vector<PolicyProblem> check_policy_text(std::string_view text) {
  auto decoded = decode_policy(text, "policy");
  if (!decoded.ok()) {
    PolicyProblem problem;
    problem.message = decoded.error().message;
    return {problem};
  }
  std::vector<PolicyProblem> problems = std::move(decoded.value().problems);
  for (PolicyProblem& one : check_policy(decoded.value().policy, {})) {
    problems.push_back(std::move(one));
  }
  return problems;
}

}  // namespace overt
