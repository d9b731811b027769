// Strangers who do the same at the same time, or with the same words: everybody on the evening of
// breaking news, a flash mob, the signers of a petition, those who take up a trend.
#include <algorithm>
#include <set>

#include "scenario/captions.h"
#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr std::size_t kNewsRegions = 3;
constexpr std::uint64_t kActivism = 90;
constexpr std::uint64_t kActivistsIn100 = 40;

void share_news(GroupActs& acts, std::uint32_t article, std::uint32_t from) {
  Random& random = acts.random();
  acts.begin_target(outlet_of(article), {0, article, {}});
  for (std::uint32_t i = 0; i < acts.group().sharers; ++i) {
    const auto places = static_cast<std::size_t>(random.below(kNewsRegions));
    const std::uint32_t account = acts.world().pick_account(random, places);
    const std::uint32_t at = later(from, random.exponential() * acts.group().jitter_s);
    if (at >= acts.world().seconds()) continue;
    Draft post = acts.writer().compose(account, at);
    post.url = article;
    post.flags = random.chance(.4) ? kHeadline : 0;
    acts.act_as_stranger(post);
  }
}

// The next of the strangers, each once. An account is drawn by how much it does.
std::uint32_t stranger(GroupActs& acts, std::set<std::uint32_t>& taken) {
  for (;;) {
    const std::uint32_t account = acts.world().pick_account(acts.random(), acts.group().region);
    if (taken.insert(account).second) return account;
  }
}

// The same people turn up again and again.
std::uint32_t activist(GroupActs& acts, std::set<std::uint32_t>& taken) {
  for (;;) {
    const std::uint32_t account = stranger(acts, taken);
    if (acts.world().trait(account, kActivism) % 100 < kActivistsIn100) return account;
  }
}

std::string joined(const TagSequence& tags) {
  std::string text;
  for (std::size_t i = 0; i < tags.count; ++i)
    text += (i > 0 ? "+" : "") + std::string(tags.tags[i]);
  return text;
}

// One hashtag sequence, own videos and words, in the agreed minute.
void flood(GroupActs& acts, std::uint32_t at) {
  const auto topic = static_cast<std::uint8_t>(acts.random().below(kTopicCount));
  const std::uint32_t tags = acts.long_tags(topic);
  acts.begin_target(tags,
                    {0, 0, joined(tags_of(region(acts.group().region).language, topic, tags))});
  std::set<std::uint32_t> taken;
  for (std::uint32_t i = 0; i < acts.group().sharers; ++i) {
    Draft post = acts.writer().compose(activist(acts, taken), at + acts.jitter());
    post.topic = topic;
    post.tags = tags;
    acts.act_as_stranger(post);
  }
}

// Everyone reposts the same video in the agreed minute.
void push_one_video(GroupActs& acts, std::uint32_t at) {
  const std::uint32_t author = acts.famous_author();
  const Draft post = acts.outside_post(author, at - acts.between(3600, 6 * 3600), 40);
  acts.begin_target(author, {post.content, 0, {}});
  std::set<std::uint32_t> taken{author};
  for (std::uint32_t i = 0; i < acts.group().sharers; ++i) {
    acts.act_as_stranger(
        acts.writer().respond(post, EventKind::kRepost, activist(acts, taken), at + acts.jitter()));
  }
}

}  // namespace

void act_as_breaking_news(GroupActs& acts) {
  const std::uint32_t at = acts.waking_moment();
  const std::size_t first = 1 + acts.random().below(8);
  for (std::uint32_t i = 0; i < acts.group().objects; ++i) {
    const std::uint32_t from = at + static_cast<std::uint32_t>(acts.random().below(180));
    share_news(acts, acts.fresh_article(first + i, from), from);
  }
}

void act_as_flash_mob(GroupActs& acts) {
  const std::uint32_t at = std::max(acts.waking_moment(3600), 8U * 3600) / 60 * 60;
  acts.random().chance(.5) ? flood(acts, at) : push_one_video(acts, at);
}

void act_as_petition(GroupActs& acts) {
  Random& random = acts.random();
  const std::uint32_t begin = acts.waking_moment(acts.world().seconds() / 2);
  const std::uint32_t article = acts.fresh_article(acts.group().outlet, begin);
  const std::uint32_t text = acts.writer().seed32();
  const auto topic = static_cast<std::uint8_t>(random.below(kTopicCount));
  const std::uint32_t tags = acts.long_tags(topic);
  acts.begin_target(acts.group().outlet, {0, article, {}});
  std::set<std::uint32_t> taken;
  for (std::uint32_t i = 0; i < acts.group().sharers; ++i) {
    const std::uint32_t at = later(begin, random.exponential() * 1.5 * 86'400);
    if (at >= acts.world().seconds()) continue;
    Draft post = acts.writer().compose(stranger(acts, taken), at);
    post.url = article;
    post.text = text;
    post.topic = topic;
    post.tags = tags;
    post.flags = 0;
    post.client = Client::kPetition;
    acts.act_as_stranger(post);
  }
}

void act_as_trend(GroupActs& acts) {
  Random& random = acts.random();
  const std::uint32_t begin = acts.waking_moment(acts.world().seconds() / 2);
  const std::uint32_t sound = acts.sounds().pick(random, begin / 3600);
  const auto topic = static_cast<std::uint8_t>(random.below(kTopicCount));
  const std::uint32_t tags = acts.long_tags(topic);
  const std::uint32_t text = acts.writer().seed32();
  acts.begin_target(sound,
                    {0, 0, joined(tags_of(region(acts.group().region).language, topic, tags))});
  std::set<std::uint32_t> taken;
  for (std::uint32_t i = 0; i < acts.group().sharers; ++i) {
    // Slow at first, then everybody, then the late ones.
    const double days = 2 + .7 * random.normal() + .5 * random.exponential();
    const std::uint32_t at = later(begin, std::max(0.0, days) * 86'400);
    if (at >= acts.world().seconds()) continue;
    Draft post = acts.writer().compose(stranger(acts, taken), at);
    post.sound = sound;
    post.topic = topic;
    post.url = 0;
    post.flags = 0;
    if (random.chance(.7)) post.tags = tags;
    if (random.chance(.5)) post.text = text;
    // Some move their lips to the same words, some upload the first video again.
    const double way = random.uniform();
    post.flags = way < .3 ? kSharedScript : way < .36 ? kCopiedVideo : 0;
    post.media = text;
    acts.act_as_stranger(post);
    acts.writer().spread(post, 2);
  }
}

}  // namespace overt
