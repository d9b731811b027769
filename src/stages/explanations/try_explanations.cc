#include "stages/explanations/try_explanations.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "stages/explanations/rules_internal.h"

namespace overt {

std::vector<ExplanationTried> try_explanations(const NetworkBehaviour& network,
                                               const ExplanationOptions& options) {
  CHECK(network.profiles.empty() || network.profiles.size() == network.members.size());
  std::vector<ExplanationTried> tried;
  tried.reserve(kExplanationCount - 1);
  tried.push_back(try_disclosed(network, options));
  tried.push_back(try_newsroom(network, options));
  tried.push_back(try_fandom(network, options));
  tried.push_back(try_scheduler(network, options));
  tried.push_back(try_breaking_news(network, options));
  tried.push_back(try_trend(network, options));
  return tried;
}

Explanation best_explanation(std::span<const ExplanationTried> tried) {
  using enum Explanation;
  constexpr std::array kPrecedence = {kDisclosed,    kNewsroom, kScheduler,
                                      kBreakingNews, kTrend,    kFandom};
  for (const Explanation explanation : kPrecedence) {
    const auto fits = [explanation](const ExplanationTried& one) {
      return one.explanation == explanation && one.fits;
    };
    if (std::any_of(tried.begin(), tried.end(), fits)) return explanation;
  }
  return kUndisclosed;
}

}  // namespace overt
