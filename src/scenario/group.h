#pragma once
// Group: accounts that act together, honest or planted, as planned: who and how. Which accounts it
// has is the world's to say (world.h), what they did is counted while they act (groups.h).
// A plain value; safe to read from many threads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/draft.h"

namespace overt {

enum class GroupKind : std::uint8_t {
  kFandom,        // react to the posts of one idol or several
  kFanClub,       // react at once to what their hub reposts
  kNewsroom,      // pages of one outlet
  kAgency,        // one person with the accounts of one brand
  kScheduler,     // customers of one app that posts on the minute
  kFeedApp,       // strangers whose app posts what an outlet publishes
  kFriends,       // follow, mention and answer each other
  kBreakingNews,  // strangers with the same link in the same minutes
  kFlashMob,      // strangers who agreed on a minute
  kPetition,      // strangers with the same text from the same app, over days
  kTrend,         // strangers with the same sound, hashtags and template
  kCovert,        // planted
};
std::string_view name_of(GroupKind kind);

/// How a planted network works.
enum class Tactic : std::uint8_t {
  kSeedingRing,   // seeds its own videos and links, then reposts them
  kLinkFarm,      // posts the links of its own outlets with copied captions
  kAmplifiers,    // reposts many creators, long after they posted
  kSingleSource,  // pushes one creator's videos
  kHashtagFlood,  // own posts with one hashtag sequence and one sound a wave
  kSlow,          // like the ring, spread over more than an hour
  kCampaign,      // strangers' posts, own videos and links in turn
  kFarm,          // many accounts that live for a few targets
  kOperation,     // one source, and two other traces of a common hand
};
inline constexpr std::size_t kTacticCount = 9;
std::string_view name_of(Tactic tactic);

/// What members of a network do to the text they share.
enum class Paraphrase : std::uint8_t { kExact, kEvasion, kWordSwap, kReworded };
inline constexpr std::size_t kParaphraseCount = 4;
std::string_view name_of(Paraphrase paraphrase);

/// Traces of a common hand beside the timing.
enum GroupFamily : std::uint8_t {
  kContentFamily = 1,   // shared captions, hashtag sequences, videos or scripts
  kIdentityFamily = 2,  // shared infrastructure, one creation burst, one handle grammar
  kNetworkFamily = 4,   // members follow and mention each other
};

/// How many of the others each member of a network with ties follows.
inline constexpr double kFollowsMember = .7;

struct Group {
  std::string id;  // "fandom-1", "network-3"
  GroupKind kind = GroupKind::kFandom;
  Tactic tactic = Tactic::kSeedingRing;  // planted networks only
  std::uint8_t region = 0;
  std::uint32_t members = 0;
  std::uint32_t objects = 0;       // videos, links or waves it acts on
  std::uint32_t jitter_s = 0;      // the spread of one wave
  std::uint32_t sharers = 0;       // crowds without members: strangers who take part
  std::uint32_t first_member = 0;  // account index; set by the world
  std::string about;
  std::uint32_t sources = 1;   // fandoms: idols; fan clubs: hubs
  double activity = .8;        // a member's ordinary life, against the average account's
  double camouflage = 0;       // planned share of ordinary activity in all a member does
  double participation = .85;  // a member's chance to take part in a wave
  double notified = 0;         // fans: the share that reacts within seconds
  double follows_logged = 0;   // the share of members whose follow falls into the log
  std::uint8_t families = 0;   // GroupFamily bits
  std::uint8_t outlet = 0;     // newsrooms, agencies, petitions, operations (outlets.h)
  Paraphrase paraphrase = Paraphrase::kExact;
  bool disclosed = false;  // the accounts name who they belong to
  // Of planted networks: who runs it, and for whom; ids of registry.yaml or of the bundled
  // registry; empty: nobody could say.
  std::string operator_entity = {};
  std::string principal_entity = {};
  std::string listed_as = {};   // whose its listed accounts are said to be; right or wrong
  std::string listed_by = {};   // by which of registry.yaml's sources
  std::uint32_t listed = 0;     // so many of its accounts a registry lists, from the first
  bool only_alleged = false;    // somebody says so, and no more
  std::uint32_t app_users = 0;  // schedulers, feed apps: strangers who use the app as well
  bool swaps_handles = false;   // one day its members take each other's

  [[nodiscard]] bool planted() const { return kind == GroupKind::kCovert; }
};

/// A scenario before anybody acts.
struct Plan {
  std::uint32_t hours = kScenarioHours;  // a multiple of 24, at most kScenarioHours
  double posts_per_account = 6;
  std::uint32_t organic_accounts = 0;  // everybody but the planted, who come on top
  std::uint32_t renames_in_1000 = 0;   // ordinary accounts that take a new handle meanwhile
  std::vector<Group> groups;           // honest ones first
};

/// The weeks before an election; `accounts` counts everybody. Group sizes grow mildly with it.
Plan plan_fall_2024(std::uint64_t accounts);
/// Ten days with many honest groups and planted networks drawn by the seed; `accounts` counts the
/// organic accounts.
Plan plan_scorecard(std::uint64_t seed, std::uint64_t accounts);

}  // namespace overt
