// Those who act together out of affection: fans who are notified of their idol's posts, fan clubs
// that take up at once whatever their hub reposts, and friends who follow each other.
#include <algorithm>

#include "base/check.h"
#include "scenario/group_acts.h"

namespace overt {
namespace {

constexpr double kNotifiedReacts = .6;
constexpr double kFanReacts = .25;
constexpr double kFandomAnswers = 60;
constexpr std::uint64_t kTaste = 91;
constexpr std::uint64_t kFollowsIdolIn100 = 60;

EventKind fan_reaction(Random& random) {
  const double choice = random.uniform();
  return choice < .65 ? EventKind::kRepost : choice < .9 ? EventKind::kComment : EventKind::kLike;
}

// Which of the group's idols a fan cares about: one at least, often several.
bool cares(const GroupActs& acts, std::uint32_t fan, std::uint32_t idol) {
  const std::uint32_t idols = acts.group().sources;
  const std::uint64_t taste = acts.world().trait(acts.member(fan), kTaste);
  return taste % idols == idol || mix64(taste + idol) % 100 < kFollowsIdolIn100;
}

void react_to_idol(GroupActs& acts, const Draft& post, std::uint32_t idol) {
  const auto notified = static_cast<std::uint32_t>(acts.group().members * acts.group().notified);
  Random& random = acts.random();
  for (std::uint32_t i = 0; i < acts.group().members; ++i) {
    const bool is_notified = i < notified;
    if (!cares(acts, i, idol)) continue;
    if (!random.chance(is_notified ? kNotifiedReacts : kFanReacts)) continue;
    const double after = is_notified ? lognormal(random, acts.group().jitter_s, .9)
                                     : lognormal(random, 50 * 60, 1.2);
    acts.act(
        acts.writer().respond(post, fan_reaction(random), acts.member(i), later(post.at, after)));
  }
}

void follow_idol(GroupActs& acts, std::uint32_t idol, std::uint32_t idol_account) {
  for (std::uint32_t i = 0; i < acts.group().members; ++i) {
    // Most follow before the first half is over; some come late.
    if (cares(acts, i, idol)) acts.follow(acts.member(i), idol_account, acts.world().seconds() / 2);
  }
}

// The first members of a club are its hubs, and take turns.
std::uint32_t hub_of(const GroupActs& acts, std::uint32_t number) {
  return number % acts.group().sources;
}

// A post that spreads, seen by the hub hours later. Returns when the hub reposts it; its followers
// are told at once and repost the original too.
std::uint32_t repost_as_hub(GroupActs& acts, const Draft& post, std::uint32_t hub) {
  const double after = std::clamp(lognormal(acts.random(), 2.5 * 3600, .9), 300.0, 14 * 3600.0);
  const std::uint32_t at = later(post.at, after);
  acts.act(acts.writer().respond(post, EventKind::kRepost, acts.member(hub), at));
  return at;
}

void follow_suit(GroupActs& acts, const Draft& post, std::uint32_t hub_at) {
  Random& random = acts.random();
  const Group& club = acts.group();
  for (std::uint32_t i = club.sources; i < club.members; ++i) {
    if (!random.chance(club.participation)) continue;
    const bool at_once = random.chance(club.notified);
    const double after =
        at_once ? lognormal(random, club.jitter_s, .7) : lognormal(random, 25 * 60, 1.3);
    const double choice = random.uniform();
    const EventKind kind = choice < .8   ? EventKind::kRepost
                           : choice < .9 ? EventKind::kLike
                                         : EventKind::kComment;
    acts.act(acts.writer().respond(post, kind, acts.member(i), later(hub_at, after)));
  }
}

void post_as_hub(GroupActs& acts, std::uint32_t hub) {
  const std::uint32_t at = acts.waking_moment();
  const Draft post = acts.outside_post(acts.member(hub), at, acts.group().members / 8.0);
  for (std::uint32_t i = acts.group().sources; i < acts.group().members; ++i) {
    if (!acts.random().chance(.15)) continue;
    const double after = lognormal(acts.random(), 6 * 60, 1.4);
    acts.act(
        acts.writer().respond(post, fan_reaction(acts.random()), acts.member(i), later(at, after)));
  }
}

}  // namespace

void act_as_fandom(GroupActs& acts) {
  CHECK_GT(acts.group().sources, 0U);
  std::vector<std::uint32_t> idols;
  for (std::uint32_t i = 0; i < acts.group().sources; ++i) {
    idols.push_back(acts.famous_author());
    follow_idol(acts, i, idols.back());
  }
  if (idols.size() == 1) acts.name_source(std::to_string(acts.world().account_id(idols[0])));
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t idol = i % acts.group().sources;
    const Draft post = acts.outside_post(idols[idol], acts.waking_moment(), kFandomAnswers);
    acts.begin_target(idols[idol], {post.content, 0, {}});
    react_to_idol(acts, post, idol);
  }
}

void act_as_fan_club(GroupActs& acts) {
  const std::uint32_t hubs = acts.group().sources;
  CHECK_GT(acts.group().members, hubs);
  for (std::uint32_t i = hubs; i < acts.group().members; ++i) {
    for (std::uint32_t hub = 0; hub < hubs; ++hub) {
      acts.follow(acts.member(i), acts.member(hub), acts.world().seconds() / 3);
    }
  }
  if (hubs == 1) {
    acts.name_source("hub " + std::to_string(acts.world().account_id(acts.member(0))));
  }
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t author = acts.fresh_author();
    const double expected = 10 + 20 * expected_responses(acts.world(), acts.random(), author);
    const double crowd = std::min(expected, acts.world().organic_accounts() / 40.0);
    const Draft post = acts.outside_post(author, acts.waking_moment(16 * 3600), crowd);
    acts.begin_target(author, {post.content, 0, {}});
    follow_suit(acts, post, repost_as_hub(acts, post, hub_of(acts, i)));
  }
  for (std::uint32_t i = acts.between(4, 12); i > 0; --i) post_as_hub(acts, hub_of(acts, i));
}

void act_as_friends(GroupActs& acts) {
  Random& random = acts.random();
  const std::uint32_t members = acts.group().members;
  CHECK_GT(members, 1U);
  for (std::uint32_t a = 0; a < members; ++a) {
    for (std::uint32_t b = 0; b < members; ++b) {
      const bool follows = a != b && random.chance(.85);
      if (follows) acts.follow(acts.member(a), acts.member(b), acts.world().seconds());
    }
  }
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t author = static_cast<std::uint32_t>(random.below(members));
    Draft post = acts.writer().compose(acts.member(author), acts.waking_moment());
    post.target_account = acts.member((author + acts.between(1, members - 1)) % members);
    post.flags |= kMentionsTarget;
    acts.act(post);
    acts.begin_target(post.account, {post.content, 0, {}});
    for (std::uint32_t b = 0; b < members; ++b) {
      if (b == author || !random.chance(.35)) continue;
      const double after = lognormal(random, acts.group().jitter_s, 1.3);
      const EventKind kind = random.chance(.5) ? EventKind::kComment : EventKind::kLike;
      acts.act(acts.writer().respond(post, kind, acts.member(b), later(post.at, after)));
    }
  }
}

}  // namespace overt
