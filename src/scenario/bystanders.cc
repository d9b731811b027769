// The honest groups: fans, a newsroom, a scheduler app's customers, and everybody on the evening of
// breaking news. They act together, in the open, for reasons of their own.
#include <algorithm>
#include <cmath>

#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr double kNotifiedShare = .3;
constexpr double kNotifiedReacts = .6;
constexpr double kFanReacts = .25;
constexpr double kFandomAnswers = 60;

// A moment when the region is awake.
std::uint32_t waking_moment(GroupActs& acts) {
  for (;;) {
    const auto at = static_cast<std::uint32_t>(acts.random().below(kScenarioSeconds));
    if (acts.random().chance(acts.world().pace(acts.group().region, at / 3600))) return at;
  }
}

double lognormal(Random& random, double median, double sigma) {
  return median * std::exp(sigma * random.normal());
}

std::uint32_t later(std::uint32_t at, double seconds) {
  return at + 1 + static_cast<std::uint32_t>(std::min(seconds, 1.0 * kScenarioSeconds));
}

void react_to_idol(GroupActs& acts, const Draft& post) {
  const auto notified = static_cast<std::uint32_t>(acts.group().members * kNotifiedShare);
  Random& random = acts.random();
  for (std::uint32_t i = 0; i < acts.group().members; ++i) {
    const bool is_notified = i < notified;
    if (!random.chance(is_notified ? kNotifiedReacts : kFanReacts)) continue;
    const double after = is_notified ? lognormal(random, acts.group().jitter_s, .9)
                                     : lognormal(random, 50 * 60, 1.2);
    const double choice = random.uniform();
    const EventKind kind = choice < .65  ? EventKind::kRepost
                           : choice < .9 ? EventKind::kComment
                                         : EventKind::kLike;
    acts.act(acts.writer().respond(post, kind, acts.member(i), later(post.at, after)));
  }
}

// The hour and minute of the app's three daily slots, in the customers' local time.
constexpr std::uint32_t kSlotMinutes[] = {9 * 60, 12 * 60 + 30, 18 * 60};
constexpr double kTakesSlot = .3;
constexpr double kTakesSuggestion = .4;

void post_in_slot(GroupActs& acts, std::uint32_t at) {
  Random& random = acts.random();
  const std::uint32_t text = acts.writer().seed32();
  const std::uint32_t tags = acts.writer().seed32();
  const auto topic = static_cast<std::uint8_t>(random.below(kTopicCount));
  for (std::uint32_t i = 0; i < acts.group().members; ++i) {
    if (!random.chance(kTakesSlot)) continue;
    Draft post = acts.writer().compose(acts.member(i), at);
    post.flags = kViaScheduler;
    post.url = 0;
    if (random.chance(kTakesSuggestion)) {
      post.text = text;
      post.tags = tags;
      post.topic = topic;
    }
    acts.act(post);
    acts.writer().spread(post, 3);
  }
}

void share_news(GroupActs& acts, std::uint32_t article, std::uint32_t from) {
  Random& random = acts.random();
  acts.begin_object(outlet_of(article));
  for (std::uint32_t i = 0; i < acts.group().sharers; ++i) {
    const auto places = static_cast<std::size_t>(random.below(3));
    const std::uint32_t account = acts.world().pick_account(random, places);
    const std::uint32_t at = later(from, random.exponential() * acts.group().jitter_s);
    if (at >= kScenarioSeconds) continue;
    Draft post = acts.writer().compose(account, at);
    post.url = article;
    post.flags = random.chance(.4) ? kHeadline : 0;
    acts.act(post);
  }
}

}  // namespace

void act_as_fandom(GroupActs& acts) {
  const std::uint32_t idol = acts.outside_author();
  acts.name_source(std::to_string(acts.world().account_id(idol)));
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    acts.begin_object(idol);
    const Draft post = acts.outside_post(idol, waking_moment(acts), kFandomAnswers);
    react_to_idol(acts, post);
  }
}

void act_as_newsroom(GroupActs& acts) {
  Random& random = acts.random();
  acts.name_source(std::string(outlet(kNewsroomOutlet).domain));
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t at = waking_moment(acts);
    const std::uint32_t article = acts.fresh_article(kNewsroomOutlet, at);
    acts.begin_object(kNewsroomOutlet);
    for (std::uint32_t desk = 0; desk < acts.group().members; ++desk) {
      const std::uint32_t posted = at + acts.jitter();
      if (!random.chance(.55) || posted >= kScenarioSeconds) continue;
      Draft post = acts.writer().compose(acts.member(desk), posted);
      post.url = article;
      post.flags = kHeadline;
      acts.act(post);
      acts.writer().spread(post, 4);
    }
  }
}

void act_as_scheduler(GroupActs& acts) {
  acts.name_source("postpilot");
  const int offset = region(acts.group().region).utc_offset_hours;
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t day = i / 3;
    const std::int64_t minute = std::int64_t{kSlotMinutes[i % 3]} - std::int64_t{offset} * 60;
    const std::int64_t at = std::int64_t{day} * 86'400 + minute * 60;
    if (at < 0 || at >= kScenarioSeconds) continue;
    acts.begin_object(0);
    post_in_slot(acts, static_cast<std::uint32_t>(at));
  }
}

void act_as_breaking_news(GroupActs& acts) {
  const std::uint32_t at = waking_moment(acts);
  const std::size_t first = 1 + acts.random().below(8);
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t from = at + static_cast<std::uint32_t>(acts.random().below(180));
    share_news(acts, acts.fresh_article(first + i, from), from);
  }
}

}  // namespace overt
