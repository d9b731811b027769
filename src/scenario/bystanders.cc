// Those who act together because it is their work: the pages of an outlet, whoever looks after the
// accounts of a brand, and the customers of an app that posts on the minute.
#include <set>
#include <vector>

#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

// The hour and minute of the app's three daily slots, in the customers' local time.
constexpr std::uint32_t kSlotMinutes[] = {9 * 60, 12 * 60 + 30, 18 * 60};
constexpr double kTakesSlot = .3;
constexpr double kTakesSuggestion = .4;
// An app has more customers than those who live by its suggestions: people who now and then have it
// post their own words for them.
constexpr double kStrangerTakesSlot = .2;
constexpr double kStrangerTakesSuggestion = .05;

// Ordinary accounts of the group's region that use its app, each once.
std::vector<std::uint32_t> app_users(GroupActs& acts) {
  std::set<std::uint32_t> users;
  while (users.size() < acts.group().app_users) users.insert(acts.outside_author());
  return {users.begin(), users.end()};
}

void post_in_slot(GroupActs& acts, std::uint32_t at, const std::vector<std::uint32_t>& strangers) {
  Random& random = acts.random();
  const std::uint32_t text = acts.writer().seed32();
  const std::uint32_t tags = acts.writer().seed32();
  const auto topic = static_cast<std::uint8_t>(random.below(kTopicCount));
  acts.begin_target(0, {0, 0, "slot " + std::to_string(at)});
  for (std::uint32_t i = 0; i < acts.group().members; ++i) {
    if (!random.chance(kTakesSlot)) continue;
    Draft post = acts.writer().compose(acts.member(i), at);
    post.flags = 0;
    post.client = Client::kScheduler;
    post.url = 0;
    if (random.chance(kTakesSuggestion)) {
      post.text = text;
      post.tags = tags;
      post.topic = topic;
    }
    acts.act(post);
    acts.writer().spread(post, 3);
  }
  for (const std::uint32_t stranger : strangers) {
    if (!random.chance(kStrangerTakesSlot)) continue;
    Draft post = acts.writer().compose(stranger, at);
    post.client = Client::kScheduler;
    if (random.chance(kStrangerTakesSuggestion)) {
      post.text = text;
      post.tags = tags;
      post.topic = topic;
    }
    acts.writer().emit(post);
    acts.writer().spread(post, 1);
  }
}

// Strangers whose app posts what is new elsewhere, in the same minute.
void relay_elsewhere(GroupActs& acts, std::uint32_t at,
                     const std::vector<std::uint32_t>& strangers) {
  constexpr double kHasNews = .1;
  Random& random = acts.random();
  const Language language = region(acts.group().region).language;
  for (const std::uint32_t stranger : strangers) {
    if (!random.chance(kHasNews)) continue;
    Draft post = acts.writer().compose(stranger, at + 2 + acts.jitter());
    post.url = pick_article(random, language, at);
    post.flags = kHeadline;
    post.client = Client::kFeedApp;
    acts.writer().emit(post);
  }
}

}  // namespace

void act_as_newsroom(GroupActs& acts) {
  Random& random = acts.random();
  const std::size_t publisher = acts.group().outlet;
  acts.name_source(std::string(outlet(publisher).domain));
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t at = acts.waking_moment();
    const std::uint32_t article = acts.fresh_article(publisher, at);
    acts.begin_target(publisher, {0, article, {}});
    for (std::uint32_t desk = 0; desk < acts.group().members; ++desk) {
      const std::uint32_t posted = at + acts.jitter();
      if (!random.chance(acts.group().participation) || posted >= acts.world().seconds()) continue;
      Draft post = acts.writer().compose(acts.member(desk), posted);
      post.url = article;
      post.flags = kHeadline;
      post.client = Client::kNewsdesk;
      acts.act(post);
      acts.writer().spread(post, 4);
    }
  }
}

void act_as_agency(GroupActs& acts) {
  Random& random = acts.random();
  const std::size_t brand = acts.group().outlet;
  acts.name_source(std::string(outlet(brand).domain));
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t at = acts.waking_moment(3600);
    const std::uint32_t article = acts.fresh_article(brand, at);
    const std::uint32_t text = acts.writer().seed32();
    const std::uint32_t tags = acts.writer().seed32();
    acts.begin_target(brand, {0, article, {}});
    for (std::uint32_t k = 0; k < acts.group().members; ++k) {
      if (!random.chance(acts.group().participation)) continue;
      Draft post = acts.writer().compose(acts.member(k), at + acts.jitter());
      post.url = article;
      post.text = text;
      post.tags = tags;
      post.media = text;
      post.flags = kCopiedVideo;
      post.client = Client::kAgency;
      acts.act(post);
      acts.writer().spread(post, 2);
    }
    acts.outsiders_share(article, at, 2);
  }
}

void act_as_scheduler(GroupActs& acts) {
  acts.name_source("postpilot");
  const int offset = region(acts.group().region).utc_offset_hours;
  const auto strangers = app_users(acts);
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t day = i / 3;
    const std::int64_t minute = std::int64_t{kSlotMinutes[i % 3]} - std::int64_t{offset} * 60;
    const std::int64_t at = std::int64_t{day} * 86'400 + minute * 60;
    if (at < 0 || at >= acts.world().seconds()) continue;
    post_in_slot(acts, static_cast<std::uint32_t>(at), strangers);
  }
}

// The app looks at the feeds every quarter of an hour and posts what is new for its customers, one
// after the other, with the headline. Each customer reads one of the outlets or several.
void act_as_feed_app(GroupActs& acts) {
  constexpr std::uint32_t kQuarterS = 15 * 60;
  acts.name_source("feedrelay");
  const auto strangers = app_users(acts);
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::size_t publisher = acts.group().outlet + i % acts.group().sources;
    const std::uint32_t at = acts.waking_moment(3600) / kQuarterS * kQuarterS;
    const std::uint32_t article = acts.fresh_article(publisher, at);
    acts.begin_target(publisher, {0, article, {}});
    for (std::uint32_t k = 0; k < acts.group().members; ++k) {
      const bool reads = acts.world().trait(acts.member(k), 100 + publisher) % 4 != 0;
      if (!reads || !acts.random().chance(acts.group().participation)) continue;
      Draft post = acts.writer().compose(acts.member(k), at + 2 + acts.jitter());
      post.url = article;
      post.flags = kHeadline;
      post.client = Client::kFeedApp;
      acts.act(post);
      acts.writer().spread(post, 1);
    }
    relay_elsewhere(acts, at, strangers);
  }
}

}  // namespace overt
