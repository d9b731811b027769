#pragma once
// From one log's truth, and what the engine and its rivals said of the log, to counts.
// Pure functions. O(members + accused, each with a logarithm).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "model/names.h"
#include "model/scorecard.h"
#include "scenario/truth.h"

namespace overt {

/// The account names a rule accuses, each once.
using Accused = std::vector<std::string_view>;

/// The engine's own rules, in the order in which accused_by_engine() gives them.
enum class EngineRule : std::uint8_t {
  kUndisclosed,  // members of confirmed networks that no innocent explanation fits
  kReview,       // of these, members of networks in the review tier
  kConfirmed,    // members of confirmed networks, explained or not
};
inline constexpr std::size_t kEngineRuleCount = 3;

std::vector<Accused> accused_by_engine(const std::vector<NetworkFinding>& findings,
                                       const Names& names);

struct SeedToScore {
  const Truth& truth;
  const Names& names;
  const std::vector<NetworkFinding>& findings;
  std::vector<Accused> accused;  // by rule, the engine's first
};

/// All of SeedScore but the seed itself.
SeedScore score_seed(const SeedToScore& seen);

/// Bins from q = 1 down to 0, as score_seed() fills them.
std::vector<ReliabilityBin> empty_reliability_bins();

}  // namespace overt
