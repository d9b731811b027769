// Operations that push one single source, an outlet or a creator. Their timing alone looks like a
// fandom's or a newsroom's; what gives them away are other traces of a common hand: what they post
// (scripts, captions, hashtags, videos), what they are made of (event_format.cc, profile.cc), and
// whom they follow and mention.
#include "scenario/captions.h"
#include "scenario/group_acts.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr double kOutsiders = 4;
constexpr double kMentionsMember = .6;

class Operation {
 public:
  explicit Operation(GroupActs& acts)
      : acts_(acts),
        random_(acts.random()),
        topic_(static_cast<std::uint8_t>(random_.below(kTopicCount))),
        creator_(acts.famous_author()) {}

  void run() {
    follow_each_other(acts_);
    name();
    for (std::uint32_t i = 0; i < acts_.group().objects; ++i) {
      const std::uint32_t at = acts_.waking_moment(12 * 3600);
      pushes_outlet() ? push_link(at) : push_video(at);
      if (i % 2 == 0) speak(at + acts_.between(1, 6 * 3600));
    }
  }

 private:
  [[nodiscard]] bool pushes_outlet() const { return acts_.group().outlet != 0; }
  void name();
  void push_link(std::uint32_t at);
  void push_video(std::uint32_t at);
  void speak(std::uint32_t at);
  Draft own_post(std::uint32_t number, std::uint32_t at);
  void mention_member(Draft& post, std::uint32_t number);

  GroupActs& acts_;
  Random& random_;
  std::uint8_t topic_;
  std::uint32_t creator_;
};

void Operation::name() {
  acts_.name_source(pushes_outlet() ? std::string(outlet(acts_.group().outlet).domain)
                                    : std::to_string(acts_.world().account_id(creator_)));
}

Draft Operation::own_post(std::uint32_t number, std::uint32_t at) {
  Draft post = acts_.writer().compose(acts_.member(number), at);
  post.topic = topic_;
  post.flags = 0;
  post.url = 0;
  mention_member(post, number);
  return post;
}

void Operation::mention_member(Draft& post, std::uint32_t number) {
  if (!acts_.has(kNetworkFamily) || !random_.chance(kMentionsMember)) return;
  const std::uint32_t members = acts_.group().members;
  post.target_account = acts_.member((number + acts_.between(1, members - 1)) % members);
  post.flags |= kMentionsTarget;
}

void Operation::push_link(std::uint32_t at) {
  const std::uint32_t article = acts_.fresh_article(acts_.group().outlet, at);
  acts_.begin_target(acts_.group().outlet, {0, article, {}});
  for (std::uint32_t i = 0; i < acts_.group().members; ++i) {
    if (!random_.chance(acts_.group().participation)) continue;
    Draft post = own_post(i, at + acts_.jitter());
    post.url = article;
    acts_.act(post);
    acts_.writer().spread(post, 2);
  }
  acts_.outsiders_share(article, at, kOutsiders);
}

void Operation::push_video(std::uint32_t at) {
  const Draft video = acts_.outside_post(creator_, at, 40);
  acts_.begin_target(creator_, {video.content, 0, {}});
  const std::uint32_t from = at + acts_.between(60, 4 * 3600);
  for (std::uint32_t i = 0; i < acts_.group().members; ++i) {
    if (!random_.chance(acts_.group().participation)) continue;
    const EventKind kind = random_.chance(.8) ? EventKind::kRepost : EventKind::kComment;
    acts_.act(acts_.writer().respond(video, kind, acts_.member(i), from + acts_.jitter()));
  }
}

// Own videos over hours: with the content family, one script read out by all, or one caption and
// one sequence of hashtags, or one video; else everybody in own words.
void Operation::speak(std::uint32_t at) {
  const std::uint32_t text = acts_.writer().seed32();
  const std::uint32_t tags = acts_.long_tags(topic_);
  const bool script = random_.chance(.5);
  const bool copies = random_.chance(.4);
  for (std::uint32_t i = 0; i < acts_.group().members; ++i) {
    if (!random_.chance(acts_.group().participation)) continue;
    Draft post = own_post(i, at + acts_.between(0, 5 * 3600));
    if (acts_.has(kContentFamily)) {
      post.tags = tags;
      post.media = text;
      if (script) {
        post.flags |= kSharedScript;
      } else {
        post.text = text;
        post.rewrite = static_cast<std::uint8_t>(acts_.group().paraphrase);
        if (copies) post.flags |= kCopiedVideo;
      }
    }
    acts_.act(post);
    acts_.writer().spread(post, 2);
  }
}

}  // namespace

void follow_each_other(GroupActs& acts) {
  if (!acts.has(kNetworkFamily)) return;
  for (std::uint32_t a = 0; a < acts.group().members; ++a) {
    for (std::uint32_t b = 0; b < acts.group().members; ++b) {
      const bool follows = a != b && acts.random().chance(kFollowsMember);
      if (follows) acts.follow(acts.member(a), acts.member(b), acts.world().seconds() / 2);
    }
  }
}

void act_as_operation(GroupActs& acts) { Operation(acts).run(); }

}  // namespace overt
