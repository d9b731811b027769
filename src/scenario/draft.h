#pragma once
// Draft: an event before it is put into words, as small as it can be, because drafts of the future
// wait in memory until their hour comes. Everything a reader sees (caption, hashtags, handle, …) is
// a pure function of the draft and the world.

#include <cstdint>
#include <vector>

#include "model/event.h"

namespace overt {

/// 2024-08-15T00:00:00Z, and the 33 days that the longest scenario has.
inline constexpr std::int64_t kScenarioStart = 1'723'680'000;
inline constexpr std::uint32_t kScenarioHours = 33 * 24;
inline constexpr std::uint32_t kScenarioSeconds = kScenarioHours * 3600;

inline constexpr std::uint32_t kOriginalSound = 0xffff'ffffU;
/// Text seeds below this are captions that everyone copies (words.h, meme_captions).
inline constexpr std::uint32_t kFirstTextSeed = 64;

enum DraftFlag : std::uint8_t {
  kMentionsTarget = 1,  // names target_account in its text
  kCopiedVideo = 2,     // media is the hash seed below, not a recording of its own
  kHeadline = 4,        // the caption is the linked article's headline
  kSharedScript = 8,    // a recording of its own that reads out the script of the seed below
};

/// The app an event was made with.
enum class Client : std::uint8_t { kOwnApp, kScheduler, kFeedApp, kPetition, kAgency, kNewsdesk };

struct Draft {
  std::uint64_t content = 0;         // own content id; 0 = given when written
  std::uint64_t target = 0;          // content acted on; 0 = none
  std::uint32_t at = 0;              // seconds since kScenarioStart
  std::uint32_t account = 0;         // who acts: an index into the world
  std::uint32_t target_account = 0;  // who is acted on; meaningful with target, follow or mention
  std::uint32_t text = 0;            // seed of the words; 0 = none
  std::uint32_t tags = 0;            // seed of the hashtag sequence; 0 = none
  std::uint32_t url = 0;             // article (outlets.h); 0 = none
  std::uint32_t sound = 0;           // trend sound from 1, kOriginalSound, 0 = none
  std::uint32_t media = 0;           // seed with kCopiedVideo or kSharedScript
  EventKind kind = EventKind::kPost;
  std::uint8_t region = 0;  // whose language the words are in
  std::uint8_t topic = 0;   // Topic, or kTopicCount + campaign
  std::uint8_t effect = 0;  // from 1; 0 = none
  std::uint8_t flags = 0;
  Client client = Client::kOwnApp;
  std::uint8_t rewrite = 0;  // what is done to the caption (Paraphrase), by the account's own hand
};

using Drafts = std::vector<Draft>;

}  // namespace overt
