// Farms: many accounts that live for a few targets. Unrelated creators' posts, hit hours after they
// were posted, most of the members within one or two minutes.
#include <algorithm>
#include <cmath>

#include "scenario/group_acts.h"

namespace overt {
namespace {

constexpr double kStraggles = .06;

void hit(GroupActs& acts, const Draft& post, std::uint32_t at) {
  Random& random = acts.random();
  for (std::uint32_t i = 0; i < acts.group().members; ++i) {
    if (!random.chance(acts.group().participation)) continue;
    const std::uint32_t straggle = random.chance(kStraggles) ? acts.between(60, 3600) : 0;
    const EventKind kind = random.chance(.93) ? EventKind::kRepost : EventKind::kLike;
    acts.act(acts.writer().respond(post, kind, acts.member(i), at + straggle + acts.jitter()));
  }
}

}  // namespace

void act_as_farm(GroupActs& acts) {
  constexpr std::uint32_t kLongestWaitS = 14 * 3600;
  const double most = std::log(std::max(40.0, acts.world().organic_accounts() / 80.0));
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t author = acts.fresh_author();
    const std::uint32_t posted = acts.waking_moment(kLongestWaitS + 2 * 3600);
    const double low = std::log(20.0);
    const double expected =
        std::exp(low + (std::min(most, std::log(400.0)) - low) * acts.random().uniform());
    const Draft post = acts.outside_post(author, posted, expected);
    acts.begin_target(author, {post.content, 0, {}});
    hit(acts, post, posted + acts.between(2 * 3600, kLongestWaitS));
  }
}

}  // namespace overt
