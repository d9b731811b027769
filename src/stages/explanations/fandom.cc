// Those who react to the same creator, or to what one account shows them, as notifications make
// people do.
#include <map>
#include <optional>
#include <set>
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

Cause cause_of(const BurstFigure& burst) {
  const bool led = burst.cause == BurstCause::kLeader;
  return {led, led ? burst.leader : burst.source};
}

/// What the members do in one moment about one source: reposts and comments of a post. What sets
/// off the one sets off the other, and outsiders who repost need not comment.
struct Reaction {
  std::uint64_t at_once = 0;          // members within a burst
  std::uint64_t at_another_time = 0;  // members and outsiders
  std::uint32_t outsiders = 0;
  TimeUs delay = 0;
  std::optional<Cause> cause;
};

using Reactions = std::map<std::uint32_t, Reaction>;  // by source

std::vector<Reactions> reactions_in(const std::vector<Occasion>& occasions) {
  std::vector<Reactions> all;
  for (const Occasion& occasion : occasions) {
    Reactions reactions;
    for (const BurstFigure* burst : occasion) {
      Reaction& reaction = reactions[burst->source];
      reaction.at_once += burst->together;
      reaction.at_another_time += burst->members - std::min(burst->together, burst->members);
      reaction.at_another_time +=
          burst->outsiders - std::min(burst->outsiders_together, burst->outsiders);
      reaction.outsiders = std::max(reaction.outsiders, burst->outsiders);
      reaction.delay = std::max(reaction.delay, burst->delay);
      if (burst->cause == BurstCause::kUnknown) continue;
      const Cause cause = cause_of(*burst);
      reaction.cause = std::min(reaction.cause.value_or(cause), cause);
    }
    all.push_back(std::move(reactions));
  }
  return all;
}

/// Everything in the moment is set off by something public, or is about one creator's post of a
/// short while ago: the least of the causes.
std::optional<Cause> cause_of_all(const Reactions& moment, const std::set<std::uint32_t>& creators,
                                  const ExplanationOptions& options) {
  std::optional<Cause> least;
  for (const auto& [source, reaction] : moment) {
    std::optional<Cause> cause = reaction.cause;
    const bool is_reaction = moment.size() == 1 && reaction.delay <= options.reaction_max;
    if (!cause && is_reaction && creators.contains(source)) cause = Cause(false, source);
    if (!cause) return std::nullopt;
    least = std::min(least.value_or(*cause), *cause);
  }
  return least;
}

std::set<std::uint32_t> creators_among(const std::vector<SourceFigure>& sources) {
  std::set<std::uint32_t> creators;
  for (const SourceFigure& source : sources) {
    if (source.kind == SourceKind::kCreator) creators.insert(source.source);
  }
  return creators;
}

/// The occasions after the few creators and leaders that come back most. Whoever sets off one only
/// has no following: reacting at once to ever new strangers is not affection.
Following recurring_causes(const NetworkBehaviour& network, const std::vector<Reactions>& moments,
                           const ExplanationOptions& options) {
  const std::set<std::uint32_t> creators = creators_among(network.sources);
  std::map<Cause, std::size_t> counts;
  for (const Reactions& moment : moments) {
    if (const auto cause = cause_of_all(moment, creators, options)) ++counts[*cause];
  }
  std::vector<std::size_t> recurring;
  for (const auto& [cause, count] : counts) {
    if (count > 1) recurring.push_back(count);
  }
  std::sort(recurring.rbegin(), recurring.rend());
  recurring.resize(std::min<std::size_t>(recurring.size(), options.causes_max));
  Following following;
  following.causes = recurring.size();
  for (const std::size_t count : recurring) following.occasions += count;
  return following;
}

/// Where a post has a public, some of it comes at other times: outsiders, and fans who see it
/// later.
std::size_t with_a_public(const std::vector<Reactions>& moments,
                          const ExplanationOptions& options) {
  const auto has_public = [&options](const auto& entry) {
    const Reaction& reaction = entry.second;
    return reaction.outsiders >= options.public_min &&
           reaches(reaction.at_another_time, reaction.at_once, options.comparable);
  };
  return static_cast<std::size_t>(
      std::count_if(moments.begin(), moments.end(), [&](const Reactions& moment) {
        return std::all_of(moment.begin(), moment.end(), has_public);
      }));
}

}  // namespace

ExplanationTried try_fandom(const NetworkBehaviour& network, const ExplanationOptions& options) {
  const auto moments = reactions_in(occasions_of(network));
  const std::size_t all = moments.size();
  if (all < options.occasions_min) return too_few_moments(kThis, all, options);
  const Following following = recurring_causes(network, moments, options);
  const std::size_t open = with_a_public(moments, options);
  std::string evidence = fmt::format(
      "{} of {} begin at once after acts of {} that set off several, and in {} others and "
      "latecomers in number take up the same things.",
      following.occasions, counted(all, "moment"), counted(following.causes, "account"), open);
  const bool follows = reaches(following.occasions, all, options.triggered);
  if (!follows || !reaches(open, all, options.comparable)) {
    return failing(kThis, std::move(evidence));
  }
  for (const Family family : {Family::kIdentity, Family::kContentReuse}) {
    if (holds(network, family)) return contradicted(kThis, family, std::move(evidence));
  }
  return fitting(kThis, std::move(evidence));
}

}  // namespace overt
