// Moments at which everybody acted.
#include <fmt/format.h>

#include "kernel/stats/clopper_pearson.h"
#include "stages/explanations/rules_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kBreakingNews;
constexpr double kConfidence = 0.95;

double share(std::uint64_t part, std::uint64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

/// The outsiders' rate is taken at the least it can be, so that a handful proves nothing.
bool is_everybodys(const BurstFigure& burst, const ExplanationOptions& options) {
  if (burst.outsiders_together < burst.together) return false;
  if (burst.outsiders_together < options.outsiders_min) return false;
  if (burst.close_share < options.close_share_min) return false;
  const double outsiders = stats::clopper_pearson_lower(
      {burst.outsiders_together, std::max(burst.outsiders, burst.outsiders_together)}, kConfidence);
  return outsiders >= options.comparable * share(burst.together, burst.members);
}

struct Rates {
  std::uint64_t members = 0;
  std::uint64_t members_together = 0;
  std::uint64_t outsiders = 0;
  std::uint64_t outsiders_together = 0;
};

Rates pool(const NetworkBehaviour& network) {
  Rates rates;
  for (const BurstFigure& burst : network.bursts) {
    rates.members += burst.members;
    rates.members_together += burst.together;
    rates.outsiders += burst.outsiders;
    rates.outsiders_together += burst.outsiders_together;
  }
  return rates;
}

}  // namespace

ExplanationTried try_breaking_news(const NetworkBehaviour& network,
                                   const ExplanationOptions& options) {
  const auto occasions = occasions_of(network);
  if (occasions.size() < options.occasions_min) {
    return too_few_moments(kThis, occasions.size(), options);
  }
  const std::size_t everybodys = count_throughout(
      occasions, [&](const BurstFigure& burst) { return is_everybodys(burst, options); });
  const Rates rates = pool(network);
  std::string evidence = fmt::format(
      "In {} of {} more outsiders than members acted at once, at a comparable rate; over all, "
      "{:.0f} in 100 of the members and {:.0f} in 100 of the outsiders on the same things did.",
      everybodys, counted(occasions.size(), "moment"),
      100 * share(rates.members_together, rates.members),
      100 * share(rates.outsiders_together, rates.outsiders));
  if (!reaches(everybodys, occasions.size(), options.majority)) {
    return failing(kThis, std::move(evidence));
  }
  if (holds(network, Family::kIdentity)) {
    return contradicted(kThis, Family::kIdentity, std::move(evidence));
  }
  return fitting(kThis, std::move(evidence));
}

}  // namespace overt
