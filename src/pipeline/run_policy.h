#pragma once
// overt policy: check policies, list the facts they may ask for, try their golden decisions, ask
// what they say about subjects, and what a policy would have done to past runs; bring a version
// into use, on record with all of its text. Decides nothing.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"
#include "pipeline/staff_proof.h"
#include "pipeline/subject_sources.h"

namespace overt {

enum class PolicyVerb : std::uint8_t {
  kCheck,     // what is wrong with policies
  kTerms,     // the facts that conditions may ask for
  kTest,      // golden decisions
  kEvaluate,  // what a policy says about subjects, and what would change it
  kBacktest,  // whom a policy would have concerned in past runs
  kAdopt,     // a version of a policy comes into use, for everybody to see
  kHistory,   // the versions that did
};
inline constexpr std::array<std::string_view, 7> kPolicyVerbNames = {
    "check", "terms", "test", "evaluate", "backtest", "adopt", "history"};

struct PolicyOptions {
  PolicyVerb verb = PolicyVerb::kCheck;
  std::vector<std::string> paths;  // policies, or folders of them
  std::string calendar;            // empty: elections.yaml beside each policy
  SubjectSources sources;
  std::string against;              // of backtest: the version in force; empty: none
  std::optional<std::int32_t> day;  // asked for that day; none: of each run its last
  std::string region;               // ISO 3166-1 alpha-2; empty: worldwide clauses only
  std::uint32_t sample = 10;        // of backtest: of those newly concerned, by clause
  std::string sample_key;           // empty: the policy's hash
  std::string data = "overt-data";  // of adopt and history
  std::string by;                   // of adopt
  StaffProof proof;                 // that it is them
  TimeUs at = 0;                    // of adopt
};

/// Not sound where a policy may not be used or a golden decision is missed.
Result<CommandAnswer> run_policy(const PolicyOptions& options, Progress& progress);

}  // namespace overt
