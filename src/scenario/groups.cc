#include "scenario/groups.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "scenario/captions.h"
#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr std::uint64_t kGroupStream = 0x67726f7570ULL << 16;

}  // namespace

double lognormal(Random& random, double median, double sigma) {
  return median * std::exp(sigma * random.normal());
}

std::uint32_t later(std::uint32_t at, double seconds) {
  return at + 1 + static_cast<std::uint32_t>(std::min(seconds, 1.0 * kScenarioSeconds));
}

GroupActs::GroupActs(const Stage& stage, std::size_t index, Drafts& out)
    : stage_(stage),
      group_(stage.world.groups()[index]),
      writer_(stage, Random(stage.world.seed(), kGroupStream + index),
              kFirstGroupTask + static_cast<std::uint32_t>(index), out) {
  CHECK_LT(kFirstGroupTask + index, kTaskCount);
}

void GroupActs::act(const Draft& draft) {
  if (!writer_.emit(draft)) return;
  if (deeds_.events == 0) deeds_.first_at = draft.at;
  ++deeds_.events;
  deeds_.first_at = std::min(deeds_.first_at, draft.at);
  deeds_.last_at = std::max(deeds_.last_at, draft.at);
}

void GroupActs::act_as_stranger(const Draft& draft) {
  act(draft);
  if (draft.at < world().seconds()) strangers_.insert(draft.account);
}

void GroupActs::begin_target(std::uint64_t source, Target target) {
  deeds_.targets.push_back(std::move(target));
  sources_.insert(source);
}

GroupDeeds GroupActs::take_deeds() {
  deeds_.sources = static_cast<std::uint32_t>(sources_.size());
  deeds_.strangers.assign(strangers_.begin(), strangers_.end());
  return std::move(deeds_);
}

Draft GroupActs::outside_post(std::uint32_t author, std::uint32_t at, double expected) {
  const Draft post = writer_.compose(author, at);
  writer_.emit(post);
  writer_.spread(post, expected);
  return post;
}

void GroupActs::outsiders_share(std::uint32_t article, std::uint32_t from, double expected) {
  for (std::uint64_t left = random().poisson(expected); left > 0; --left) {
    const std::uint32_t at = later(from, lognormal(random(), 3 * 3600, 1.2));
    const std::uint32_t account = world().pick_account(random(), group_.region);
    if (at >= world().seconds()) continue;
    Draft post = writer_.compose(account, at);
    post.url = article;
    post.flags = 0;
    writer_.emit(post);
    writer_.spread(post, 1);
  }
}

std::uint32_t GroupActs::fresh_article(std::size_t outlet, std::uint32_t at) {
  // The latest that is left; at the beginning of the scenario, one of the next hours instead.
  const std::uint32_t hours = world().hours();
  const std::uint32_t now = std::min(at / 3600, hours - 1);
  for (std::uint32_t back = 0; back < hours; ++back) {
    const std::uint32_t hour = back <= now ? now - back : back;
    for (std::uint32_t number = 0; number < kArticlesPerHour; ++number) {
      const std::uint32_t article = article_of(outlet, hour, number);
      if (articles_.insert(article).second) return article;
    }
  }
  CHECK(false);  // more targets than an outlet has articles
}

std::uint32_t GroupActs::outside_author() {
  const World& places = world();
  std::uint32_t best = 0;
  do {
    best = places.pick_account(random(), group_.region);
  } while (places.group_of(best) != nullptr);
  return best;
}

std::uint32_t GroupActs::fresh_author() {
  std::uint32_t author = outside_author();
  for (int tries = 0; tries < 64 && sources_.contains(author); ++tries) author = outside_author();
  return author;
}

std::uint32_t GroupActs::famous_author() {
  std::uint32_t best = outside_author();
  for (int i = 0; i < 40; ++i) {
    const std::uint32_t other = outside_author();
    if (world().popularity(other) > world().popularity(best)) best = other;
  }
  return best;
}

void GroupActs::follow(std::uint32_t follower, std::uint32_t followed, std::uint32_t before) {
  if (before == 0 || !random().chance(group_.follows_logged)) return;
  Draft follow;
  follow.kind = EventKind::kFollow;
  follow.at = static_cast<std::uint32_t>(random().below(before));
  follow.account = follower;
  follow.region = world().region_of(follower);
  follow.target_account = followed;
  act(follow);
}

std::uint32_t GroupActs::waking_moment(std::uint32_t margin_s) {
  CHECK_LT(margin_s, world().seconds());
  for (;;) {
    const auto at = static_cast<std::uint32_t>(random().below(world().seconds() - margin_s));
    if (random().chance(world().pace(group_.region, at / 3600))) return at;
  }
}

std::uint32_t GroupActs::long_tags(std::uint8_t topic) {
  const Language language = region(group_.region).language;
  for (;;) {
    const std::uint32_t seed = writer_.seed32();
    if (tags_of(language, topic, seed).count >= 2) return seed;
  }
}

namespace {

void act_as_planted(GroupActs& acts) {
  switch (acts.group().tactic) {
    case Tactic::kFarm:
      return act_as_farm(acts);
    case Tactic::kOperation:
      return act_as_operation(acts);
    default:
      return act_covertly(acts);
  }
}

void act_as_planned(GroupActs& acts) {
  switch (acts.group().kind) {
    case GroupKind::kFandom:
      return act_as_fandom(acts);
    case GroupKind::kFanClub:
      return act_as_fan_club(acts);
    case GroupKind::kNewsroom:
      return act_as_newsroom(acts);
    case GroupKind::kAgency:
      return act_as_agency(acts);
    case GroupKind::kScheduler:
      return act_as_scheduler(acts);
    case GroupKind::kFeedApp:
      return act_as_feed_app(acts);
    case GroupKind::kFriends:
      return act_as_friends(acts);
    case GroupKind::kBreakingNews:
      return act_as_breaking_news(acts);
    case GroupKind::kFlashMob:
      return act_as_flash_mob(acts);
    case GroupKind::kPetition:
      return act_as_petition(acts);
    case GroupKind::kTrend:
      return act_as_trend(acts);
    case GroupKind::kCovert:
      return act_as_planted(acts);
  }
}

}  // namespace

GroupDeeds act_out(const Stage& stage, std::size_t index, Drafts& out) {
  GroupActs acts(stage, index, out);
  act_as_planned(acts);
  return acts.take_deeds();
}

}  // namespace overt
