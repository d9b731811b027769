#pragma once
// Captions: words for a seed. The same language, topic and seed give the same text, which is how
// copied captions are made; different seeds almost never do. Stateless, thread-safe, O(length).

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "scenario/words.h"

namespace overt {

/// A cheap stream of draws from a seed.
class SeedDraw {
 public:
  explicit SeedDraw(std::uint64_t seed) : state_(mix64(seed)) {}
  std::uint32_t below(std::size_t bound) {
    state_ += 0x9e3779b97f4a7c15ULL;
    return static_cast<std::uint32_t>(((mix64(state_) >> 32) * bound) >> 32);
  }

 private:
  std::uint64_t state_;
};

/// What a covert network talks about: a topic, and its own hashtags.
struct Campaign {
  Topic topic;
  WordList tags;
};
inline constexpr std::size_t kCampaignCount = 6;

/// Drafts hold a topic, or kTopicCount + a campaign.
Topic base_topic(std::uint8_t topic_or_campaign);

struct TagSequence {
  std::array<std::string_view, 6> tags;
  std::size_t count = 0;
};

void append_filled(std::string& out, std::string_view pattern, const Words& words, SeedDraw& draw);
void append_core(std::string& out, Language language, Topic topic, std::uint32_t seed);
void append_caption(std::string& out, Language language, std::uint8_t topic, std::uint32_t seed);
void append_comment(std::string& out, Language language, std::uint32_t seed);
/// What is said in a video: two or three sentences of its topic.
void append_transcript(std::string& out, Language language, std::uint8_t topic, std::uint32_t seed);
/// One to four of the topic's and the platform's hashtags, or four or five of a campaign's.
TagSequence tags_of(Language language, std::uint8_t topic, std::uint32_t seed);

}  // namespace overt
