// A sound, a hashtag or a template that many take up, each when they come across it.
#include <numeric>

#include <fmt/format.h>

#include "stages/explanations/rules_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kTrend;

bool can_be_a_trend(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kSound:
    case ObjectKind::kEffect:
    case ObjectKind::kHashtags:
    case ObjectKind::kText:
    case ObjectKind::kTranscript:
    case ObjectKind::kMedia:
      return true;
    default:
      return false;
  }
}

/// Many outsiders took it, and they had begun before the members came together.
bool is_taken_up(const BurstFigure& burst, const ExplanationOptions& options) {
  const double takers = static_cast<double>(burst.outsiders) + burst.members;
  return burst.outsiders >= options.takers_min &&
         burst.members <= options.members_of_takers_max * takers &&
         burst.outsiders_before >= std::max(burst.members, options.outsiders_min);
}

bool grows_over_days(const BurstFigure& burst, const ExplanationOptions& options) {
  const auto& days = burst.takers_by_day;
  const auto active =
      std::count_if(days.begin(), days.end(), [](auto takers) { return takers > 0; });
  if (active < static_cast<std::ptrdiff_t>(options.trend_days_min)) return false;
  const auto all = std::accumulate(days.begin(), days.end(), std::uint64_t{0});
  const std::uint32_t busiest = *std::max_element(days.begin(), days.end());
  return busiest <= options.busiest_day_max * static_cast<double>(all);
}

/// A trend explains that all use it, not that they do in the same minute.
bool is_spread(const BurstFigure& burst, const ExplanationOptions& options) {
  return burst.together <= options.together_max * burst.members;
}

struct Takers {
  std::uint64_t members = 0;
  std::uint64_t together = 0;
  std::uint64_t outsiders = 0;
};

Takers pool(const NetworkBehaviour& network) {
  Takers takers;
  for (const BurstFigure& burst : network.bursts) {
    if (!can_be_a_trend(burst.kind)) continue;
    takers.members += burst.members;
    takers.together += burst.together;
    takers.outsiders += burst.outsiders;
  }
  return takers;
}

}  // namespace

ExplanationTried try_trend(const NetworkBehaviour& network, const ExplanationOptions& options) {
  const auto occasions = occasions_of(network);
  if (occasions.size() < options.occasions_min) {
    return too_few_moments(kThis, occasions.size(), options);
  }
  const std::size_t of_kind = count_throughout(
      occasions, [](const BurstFigure& burst) { return can_be_a_trend(burst.kind); });
  const std::size_t trends = count_throughout(occasions, [&](const BurstFigure& burst) {
    return can_be_a_trend(burst.kind) && is_taken_up(burst, options) &&
           grows_over_days(burst, options) && is_spread(burst, options);
  });
  const Takers takers = pool(network);
  std::string evidence = fmt::format(
      "{} of {} are about sounds, effects, hashtags, texts or media alone, {} of them taken up "
      "by many over days; such things have {} against {}, of which {} acted together.",
      of_kind, counted(occasions.size(), "moment"), trends, counted(takers.outsiders, "outsider"),
      counted(takers.members, "member"), takers.together);
  if (!reaches(trends, occasions.size(), options.majority)) {
    return failing(kThis, std::move(evidence));
  }
  if (holds(network, Family::kIdentity)) {
    return contradicted(kThis, Family::kIdentity, std::move(evidence));
  }
  return fitting(kThis, std::move(evidence));
}

}  // namespace overt
