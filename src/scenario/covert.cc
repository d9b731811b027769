// The planted networks. Each member also lives an ordinary life (the world picks members like
// anybody else), so only what they do together is written here.
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "scenario/captions.h"
#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr double kOutsiders = 2;
constexpr double kMedianHeadStartS = 3 * 3600;

class CovertNetwork {
 public:
  explicit CovertNetwork(GroupActs& acts)
      : acts_(acts), random_(acts.random()), participation_(acts.group().participation) {}

  void run();

 private:
  void choose_outlets();
  void run_campaign_wave(std::uint32_t number, std::uint32_t at);
  void run_wave(std::uint32_t number, std::uint32_t at);
  void seed_video(std::uint32_t number, std::uint32_t at);
  void seed_link(std::uint32_t number, std::uint32_t at, bool own_words);
  void repost_stranger(std::uint32_t author, std::uint32_t at);
  void flood_hashtags(std::uint32_t at);

  [[nodiscard]] bool takes_part() { return random_.chance(participation_); }
  // The first tactics have hashtags of their own; campaigns talk about what everybody does.
  [[nodiscard]] std::uint8_t campaign() const {
    const auto tactic = static_cast<std::size_t>(group().tactic);
    const bool own = tactic < kCampaignCount;
    const std::size_t topic =
        own ? kTopicCount + tactic : mix64(group().first_member) % kTopicCount;
    return static_cast<std::uint8_t>(topic);
  }
  [[nodiscard]] const Group& group() const { return acts_.group(); }
  Draft campaign_post(std::uint32_t member, std::uint32_t at, std::uint32_t text,
                      std::uint32_t tags);
  std::uint32_t wave_time(std::uint32_t begin, std::uint32_t length);

  GroupActs& acts_;
  Random& random_;
  double participation_;
  std::size_t first_outlet_ = kOutletCount;
  std::size_t outlets_ = 2;
};

Draft CovertNetwork::campaign_post(std::uint32_t member, std::uint32_t at, std::uint32_t text,
                                   std::uint32_t tags) {
  Draft post = acts_.writer().compose(acts_.member(member), at);
  post.topic = campaign();
  post.text = text;
  post.tags = tags;
  post.url = 0;
  post.flags = 0;
  return post;
}

// One member posts a video; the others repost it, and it spreads a little beyond them.
void CovertNetwork::seed_video(std::uint32_t number, std::uint32_t at) {
  const std::uint32_t seeder = number % group().members;
  const Draft video = campaign_post(seeder, at, acts_.writer().seed32(), acts_.writer().seed32());
  acts_.begin_target(video.account, {video.content, 0, {}});
  acts_.act(video);
  acts_.writer().spread(video, 6);
  for (std::uint32_t i = 0; i < group().members; ++i) {
    if (i == seeder || !takes_part()) continue;
    const std::uint32_t reposted = at + 2 + acts_.jitter();
    acts_.act(acts_.writer().respond(video, EventKind::kRepost, acts_.member(i), reposted));
  }
}

// Every member posts the same link with the same video; own_words gives each its own caption.
void CovertNetwork::seed_link(std::uint32_t number, std::uint32_t at, bool own_words) {
  const std::size_t source = first_outlet_ + number % outlets_;
  const std::uint32_t article = acts_.fresh_article(source, at);
  const std::uint32_t text = acts_.writer().seed32();
  const std::uint32_t tags = acts_.writer().seed32();
  const std::uint32_t video = acts_.writer().seed32();
  acts_.begin_target(source, {0, article, {}});
  for (std::uint32_t i = 0; i < group().members; ++i) {
    if (!takes_part()) continue;
    const bool rewords = own_words || group().paraphrase == Paraphrase::kReworded;
    const std::uint32_t own_text = rewords ? acts_.writer().seed32() : text;
    const std::uint32_t own_tags = rewords ? acts_.writer().seed32() : tags;
    Draft post = campaign_post(i, at + acts_.jitter(), own_text, own_tags);
    post.url = article;
    post.rewrite = static_cast<std::uint8_t>(group().paraphrase);
    if (!rewords) {
      post.media = video;
      post.flags = group().paraphrase == Paraphrase::kExact ? kCopiedVideo : 0;
    }
    acts_.act(post);
    acts_.writer().spread(post, 2);
  }
  acts_.outsiders_share(article, at, kOutsiders);
}

// A stranger's post from hours ago is suddenly reposted by everyone.
void CovertNetwork::repost_stranger(std::uint32_t author, std::uint32_t at) {
  const double head_start = kMedianHeadStartS * std::exp(0.6 * random_.normal());
  const std::uint32_t posted = at - std::min(at, static_cast<std::uint32_t>(head_start));
  const double expected = expected_responses(acts_.world(), random_, author);
  const Draft post = acts_.outside_post(author, posted, expected);
  acts_.begin_target(author, {post.content, 0, {}});
  for (std::uint32_t i = 0; i < group().members; ++i) {
    if (!takes_part()) continue;
    const EventKind kind = random_.chance(.85) ? EventKind::kRepost : EventKind::kComment;
    acts_.act(acts_.writer().respond(post, kind, acts_.member(i), at + acts_.jitter()));
  }
}

// Own videos, one hashtag sequence and one sound; half of the captions are copied.
void CovertNetwork::flood_hashtags(std::uint32_t at) {
  const std::uint32_t text = acts_.writer().seed32();
  const std::uint32_t tags = acts_.writer().seed32();
  const std::uint32_t sound = acts_.sounds().pick(random_, at / 3600);
  acts_.begin_target(tags, {0, 0, "wave " + std::to_string(at)});
  for (std::uint32_t i = 0; i < group().members; ++i) {
    if (!takes_part()) continue;
    const std::uint32_t own_text = random_.chance(.5) ? text : acts_.writer().seed32();
    Draft post = campaign_post(i, at + acts_.jitter(), own_text, tags);
    post.sound = sound;
    acts_.act(post);
    acts_.writer().spread(post, 3);
  }
}

// Operators keep office hours, in a clock of their own.
std::uint32_t CovertNetwork::wave_time(std::uint32_t begin, std::uint32_t length) {
  for (;;) {
    const std::uint32_t at = begin + static_cast<std::uint32_t>(random_.below(length));
    const std::uint32_t hour = at / 3600 % 24;
    if (hour >= 6 && hour < 16) return at;
  }
}

void CovertNetwork::run_wave(std::uint32_t number, std::uint32_t at) {
  switch (group().tactic) {
    case Tactic::kSeedingRing:
      return number % 2 == 0 ? seed_video(number, at) : seed_link(number / 2, at, true);
    case Tactic::kLinkFarm:
      return seed_link(number, at, false);
    case Tactic::kAmplifiers:
      return repost_stranger(acts_.fresh_author(), at);
    case Tactic::kSingleSource:
    case Tactic::kFarm:
    case Tactic::kOperation:
      CHECK(false);  // run() keeps the one creator; the others act elsewhere
    case Tactic::kHashtagFlood:
      return flood_hashtags(at);
    case Tactic::kCampaign:
      return run_campaign_wave(number, at);
    case Tactic::kSlow:
      return number % 2 == 0 ? seed_video(number, at) : repost_stranger(acts_.fresh_author(), at);
  }
}

// Half of the targets are strangers' posts, a quarter own videos, a quarter links.
void CovertNetwork::run_campaign_wave(std::uint32_t number, std::uint32_t at) {
  switch (number % 4) {
    case 1:
      return seed_video(number / 4, at);
    case 3:
      return seed_link(number / 4, at, false);
    default:
      return repost_stranger(acts_.fresh_author(), at);
  }
}

void CovertNetwork::choose_outlets() {
  if (group().tactic == Tactic::kLinkFarm) {
    first_outlet_ = kOutletCount + 2;
    outlets_ = 3;
  }
  if (group().tactic == Tactic::kCampaign) outlets_ = kCovertOutletCount;
}

void CovertNetwork::run() {
  const bool single = group().tactic == Tactic::kSingleSource;
  follow_each_other(acts_);
  choose_outlets();
  const std::uint32_t creator = single ? acts_.outside_author() : 0;
  if (single) acts_.name_source(std::to_string(acts_.world().account_id(creator)));
  // A campaign takes a third to four fifths of the scenario and ends before it does.
  const std::uint32_t whole = acts_.world().seconds();
  const auto length = static_cast<std::uint32_t>((.36 + .42 * random_.uniform()) * whole);
  const auto begin = static_cast<std::uint32_t>(random_.below(whole - length - 86'400) + 43'200);
  for (std::uint32_t number = 0; number < group().objects; ++number) {
    const std::uint32_t at = wave_time(begin, length);
    single ? repost_stranger(creator, at) : run_wave(number, at);
  }
}

}  // namespace

void act_covertly(GroupActs& acts) { CovertNetwork(acts).run(); }

}  // namespace overt
