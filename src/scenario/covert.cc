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

constexpr double kMedianHeadStartS = 3 * 3600;

class CovertNetwork {
 public:
  explicit CovertNetwork(GroupActs& acts) : acts_(acts), random_(acts.random()) {}

  void run();

 private:
  void run_wave(std::uint32_t number, std::uint32_t at);
  void seed_video(std::uint32_t number, std::uint32_t at);
  void seed_link(std::uint32_t number, std::uint32_t at, bool own_words);
  void repost_stranger(std::uint32_t author, std::uint32_t at);
  void flood_hashtags(std::uint32_t at);

  [[nodiscard]] bool takes_part() { return random_.chance(participation_); }
  [[nodiscard]] std::uint8_t campaign() const {
    return static_cast<std::uint8_t>(kTopicCount + static_cast<std::size_t>(group().tactic));
  }
  [[nodiscard]] const Group& group() const { return acts_.group(); }
  Draft campaign_post(std::uint32_t member, std::uint32_t at, std::uint32_t text,
                      std::uint32_t tags);
  std::uint32_t wave_time(std::uint32_t begin, std::uint32_t length);

  GroupActs& acts_;
  Random& random_;
  double participation_ = .85;
  std::size_t first_outlet_ = 0;
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
  acts_.begin_object(acts_.member(seeder));
  const Draft video = campaign_post(seeder, at, acts_.writer().seed32(), acts_.writer().seed32());
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
  const std::size_t source = kOutletCount + first_outlet_ + number % outlets_;
  const std::uint32_t article = acts_.fresh_article(source, at);
  const std::uint32_t text = acts_.writer().seed32();
  const std::uint32_t tags = acts_.writer().seed32();
  const std::uint32_t video = acts_.writer().seed32();
  acts_.begin_object(source);
  for (std::uint32_t i = 0; i < group().members; ++i) {
    if (!takes_part()) continue;
    const std::uint32_t own_text = own_words ? acts_.writer().seed32() : text;
    const std::uint32_t own_tags = own_words ? acts_.writer().seed32() : tags;
    Draft post = campaign_post(i, at + acts_.jitter(), own_text, own_tags);
    post.url = article;
    if (!own_words) {
      post.media = video;
      post.flags = kCopiedVideo;
    }
    acts_.act(post);
    acts_.writer().spread(post, 2);
  }
}

// A stranger's post from hours ago is suddenly reposted by everyone.
void CovertNetwork::repost_stranger(std::uint32_t author, std::uint32_t at) {
  const double head_start = kMedianHeadStartS * std::exp(0.6 * random_.normal());
  const std::uint32_t posted = at - std::min(at, static_cast<std::uint32_t>(head_start));
  acts_.begin_object(author);
  const double expected = expected_responses(acts_.world(), random_, author);
  const Draft post = acts_.outside_post(author, posted, expected);
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
  acts_.begin_object(tags);
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
      return repost_stranger(acts_.outside_author(), at);
    case Tactic::kSingleSource:
      CHECK(false);  // run() keeps the one creator
    case Tactic::kHashtagFlood:
      return flood_hashtags(at);
    case Tactic::kSlow:
      return number % 2 == 0 ? seed_video(number, at) : repost_stranger(acts_.outside_author(), at);
  }
}

void CovertNetwork::run() {
  const bool single = group().tactic == Tactic::kSingleSource;
  if (group().tactic == Tactic::kAmplifiers) participation_ = .7;
  if (group().tactic == Tactic::kLinkFarm) {
    first_outlet_ = 2;
    outlets_ = 3;
  }
  const std::uint32_t creator = single ? acts_.outside_author() : 0;
  if (single) acts_.name_source(std::to_string(acts_.world().account_id(creator)));
  // A campaign takes 12 to 26 days and ends before the scenario does.
  const auto length = static_cast<std::uint32_t>((12 + 14 * random_.uniform()) * 86'400);
  const auto begin =
      static_cast<std::uint32_t>(random_.below(kScenarioSeconds - length - 86'400) + 43'200);
  for (std::uint32_t number = 0; number < group().objects; ++number) {
    const std::uint32_t at = wave_time(begin, length);
    single ? repost_stranger(creator, at) : run_wave(number, at);
  }
}

}  // namespace

void act_covertly(GroupActs& acts) { CovertNetwork(acts).run(); }

}  // namespace overt
