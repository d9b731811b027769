#pragma once
// The rules, one an explanation, and what they share: occasions, shares, sentences. Pure functions;
// thread-safe. The rules themselves are stated in try_explanations.h.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stages/explanations/try_explanations.h"

namespace overt {

/// Bursts at one time; never empty.
using Occasion = std::vector<const BurstFigure*>;

/// By number of the occasion.
std::vector<Occasion> occasions_of(const NetworkBehaviour& network);

/// How many occasions have nothing but bursts that `is` says yes to: a burst that an explanation
/// fits is no alibi for the one beside it.
template <typename Is>
std::size_t count_throughout(const std::vector<Occasion>& occasions, const Is& is) {
  const auto throughout = [&is](const Occasion& occasion) {
    return std::all_of(occasion.begin(), occasion.end(),
                       [&is](const BurstFigure* burst) { return is(*burst); });
  };
  return static_cast<std::size_t>(std::count_if(occasions.begin(), occasions.end(), throughout));
}

/// `count` is at least `share` of `all`, and all is something.
bool reaches(std::uint64_t count, std::uint64_t all, double share);

/// The least count that reaches the share.
std::uint64_t needed(std::uint64_t all, double share);

/// The family was weighed and is beyond chance.
bool holds(const NetworkBehaviour& network, Family family);

/// "5 moments", "1 moment".
std::string counted(std::uint64_t count, std::string_view noun);

inline ExplanationTried fitting(Explanation explanation, std::string evidence) {
  return {explanation, true, std::move(evidence)};
}
inline ExplanationTried failing(Explanation explanation, std::string evidence) {
  return {explanation, false, std::move(evidence)};
}
/// There is too little for an explanation of timing to go by.
ExplanationTried too_few_moments(Explanation explanation, std::size_t occasions,
                                 const ExplanationOptions& options);
/// The explanation accounts for the timing, and for that kind of evidence it does not.
ExplanationTried contradicted(Explanation explanation, Family family, std::string evidence);

ExplanationTried try_disclosed(const NetworkBehaviour& network, const ExplanationOptions& options);
ExplanationTried try_newsroom(const NetworkBehaviour& network, const ExplanationOptions& options);
ExplanationTried try_fandom(const NetworkBehaviour& network, const ExplanationOptions& options);
ExplanationTried try_scheduler(const NetworkBehaviour& network, const ExplanationOptions& options);
ExplanationTried try_breaking_news(const NetworkBehaviour& network,
                                   const ExplanationOptions& options);
ExplanationTried try_trend(const NetworkBehaviour& network, const ExplanationOptions& options);

}  // namespace overt
