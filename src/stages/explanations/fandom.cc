// Those who react to the same creator, or to what one account shows them, as notifications make
// people do.
#include <map>
#include <utility>

#include <fmt/format.h>

#include "stages/explanations/rules_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kFandom;

/// A creator or a leader.
using Cause = std::pair<bool, std::uint32_t>;

struct Following {
  std::size_t occasions = 0;
  std::size_t causes = 0;
};

bool is_caused(const Occasion& occasion) {
  return std::all_of(occasion.begin(), occasion.end(),
                     [](const BurstFigure* burst) { return burst->cause != BurstCause::kUnknown; });
}

Cause cause_of_burst(const BurstFigure& burst) {
  const bool led = burst.cause == BurstCause::kLeader;
  return {led, led ? burst.leader : burst.source};
}

Cause cause_of(const Occasion& occasion) {
  Cause least = cause_of_burst(*occasion.front());
  for (const BurstFigure* burst : occasion) least = std::min(least, cause_of_burst(*burst));
  return least;
}

/// The occasions after the few creators and leaders that come back most. Whoever sets off one only
/// has no following: reacting at once to ever new strangers is not affection.
Following recurring_causes(const std::vector<Occasion>& occasions, std::size_t causes_max) {
  std::map<Cause, std::size_t> counts;
  for (const Occasion& occasion : occasions) {
    if (is_caused(occasion)) ++counts[cause_of(occasion)];
  }
  std::vector<std::size_t> recurring;
  for (const auto& [cause, count] : counts) {
    if (count > 1) recurring.push_back(count);
  }
  std::sort(recurring.rbegin(), recurring.rend());
  recurring.resize(std::min(recurring.size(), causes_max));
  Following following;
  following.causes = recurring.size();
  for (const std::size_t count : recurring) following.occasions += count;
  return following;
}

/// The most occasions in which all is one creator's and begins soon after it was posted.
std::size_t soon_after_one_creator(const NetworkBehaviour& network,
                                   const std::vector<Occasion>& occasions,
                                   const ExplanationOptions& options) {
  std::size_t most = 0;
  for (const SourceFigure& source : network.sources) {
    if (source.kind != SourceKind::kCreator) continue;
    const std::size_t soon = count_throughout(occasions, [&](const BurstFigure& burst) {
      return burst.source == source.source && burst.delay <= options.reaction_max;
    });
    most = std::max(most, soon);
  }
  return most;
}

std::size_t with_outsiders(const std::vector<Occasion>& occasions,
                           const ExplanationOptions& options) {
  return count_throughout(occasions, [&](const BurstFigure& burst) {
    return burst.outsiders >= options.outsiders_min &&
           burst.outsiders >= options.outsiders_per_member * burst.members;
  });
}

}  // namespace

ExplanationTried try_fandom(const NetworkBehaviour& network, const ExplanationOptions& options) {
  const auto occasions = occasions_of(network);
  const std::size_t all = occasions.size();
  if (all < options.occasions_min) return too_few_moments(kThis, all, options);
  const Following following = recurring_causes(occasions, options.causes_max);
  const std::size_t soon = soon_after_one_creator(network, occasions, options);
  const std::size_t outside = with_outsiders(occasions, options);
  const bool follows = reaches(following.occasions, all, options.triggered);
  const bool reacts = reaches(soon, all, options.majority);
  std::string evidence = fmt::format(
      "{} of {} begin at once after acts of {} that set off several, {} begin soon after posts of "
      "one creator, and in {} outsiders in number take up the same things.",
      following.occasions, counted(all, "moment"), counted(following.causes, "account"), soon,
      outside);
  if ((!follows && !reacts) || !reaches(outside, all, options.comparable)) {
    return failing(kThis, std::move(evidence));
  }
  for (const Family family : {Family::kIdentity, Family::kContentReuse}) {
    if (holds(network, family)) return contradicted(kThis, family, std::move(evidence));
  }
  return fitting(kThis, std::move(evidence));
}

}  // namespace overt
