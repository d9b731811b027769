#pragma once
// PostWriter: makes posts and lets them spread. One writer works for one task (an hour of a region,
// or a group), has the task's own random stream, and appends to the task's own drafts; so tasks run
// on any thread in any order and give the same drafts.
// Not thread-safe; one per task. spread() costs O(responses).

#include <cstdint>

#include "base/random.h"
#include "scenario/draft.h"
#include "scenario/sounds.h"
#include "scenario/world.h"

namespace overt {

/// Numbers under which tasks that run side by side give content ids. Tasks of one hour use
/// [0, kFirstGroupTask), groups the rest.
inline constexpr std::uint32_t kTaskCount = 8192;
inline constexpr std::uint32_t kFirstGroupTask = kTaskCount - 1024;
inline constexpr std::uint32_t kContentPerTask = 1U << 18;

struct Stage {
  const World& world;
  const TrendSounds& sounds;
};

/// A post, and how many responses it could expect.
struct Published {
  Draft post;
  double expected = 0;
};

class PostWriter {
 public:
  /// `first_content`: two writers of one task count their posts from different numbers.
  PostWriter(const Stage& stage, Random random, std::uint32_t task, Drafts& out,
             std::uint32_t first_content = 0)
      : stage_(stage), random_(random), task_(task), made_(first_content), out_(out) {}

  /// A post of the account's own: topic, caption, hashtags, sound, link as people do. Not emitted.
  Draft compose(std::uint32_t account, std::uint32_t at);
  /// Reposts, likes, comments, duets … by people who see the post, minutes to days later.
  void spread(const Draft& post, double expected);
  /// The same by planted accounts that live their ordinary lives, in their share.
  void spread_among_planted(const Draft& post, double expected);
  /// compose, emit, spread: what an ordinary account does.
  Published post(std::uint32_t account, std::uint32_t at);
  /// Somebody acts on a post.
  [[nodiscard]] Draft respond(const Draft& post, EventKind kind, std::uint32_t account,
                              std::uint32_t at);
  /// Keeps a draft; one after the scenario's end is dropped. Returns whether it was kept.
  bool emit(const Draft& draft);

  std::uint32_t seed32();
  Random& random() { return random_; }

 private:
  std::uint32_t delay(std::size_t region, std::uint32_t from, double median_s);
  std::uint64_t next_content(std::uint32_t at);
  EventKind response_kind();
  void choose_tags(Draft& post);
  void choose_sound(Draft& post);

  const Stage& stage_;
  Random random_;
  std::uint32_t task_;
  std::uint32_t made_;
  Drafts& out_;
};

/// How many responses a post can expect: the author's popularity times the luck of the post.
double expected_responses(const World& world, Random& random, std::uint32_t author);

/// The id of a piece of content: the second in the high word, like the ids of large platforms.
/// `low` < 2^32 must be unique within the second.
std::uint64_t content_id(std::uint32_t at, std::uint32_t low);

}  // namespace overt
