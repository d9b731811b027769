#pragma once
// World: who lives on the simulated platform. Regions with their languages and clocks, accounts
// with heavy-tailed activity and popularity, and the groups that act together.
// Immutable after construction, so safe to read from many threads; every look-up is O(log groups)
// or better; memory is a few kilobytes at any number of accounts.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "scenario/draft.h"
#include "scenario/words.h"

namespace overt {

struct Region {
  std::string_view code;  // ISO 3166-1 country
  Language language;
  int utc_offset_hours;  // in the scenario's weeks
  double share;          // of the accounts
};
inline constexpr std::size_t kRegionCount = 10;
const Region& region(std::size_t index);

enum class GroupKind : std::uint8_t { kFandom, kNewsroom, kScheduler, kBreakingNews, kCovert };
std::string_view name_of(GroupKind kind);

/// How a covert network works.
enum class Tactic : std::uint8_t {
  kSeedingRing,   // seeds its own videos and links, then reposts them
  kLinkFarm,      // posts the links of its own outlets with copied captions
  kAmplifiers,    // reposts many creators, long after they posted
  kSingleSource,  // pushes one creator's videos
  kHashtagFlood,  // own posts with one hashtag sequence and one sound a wave
  kSlow,          // like the ring, spread over more than an hour
};
inline constexpr std::size_t kTacticCount = 6;

/// A group as planned: who and how. Which accounts it has is the world's to say.
struct Group {
  std::string id;  // "fandom-1", "network-3"
  GroupKind kind = GroupKind::kFandom;
  Tactic tactic = Tactic::kSeedingRing;  // covert networks only
  std::uint8_t region = 0;
  std::uint32_t members = 0;
  std::uint32_t objects = 0;       // videos, links or waves it acts on
  std::uint32_t jitter_s = 0;      // the spread of one wave
  std::uint32_t sharers = 0;       // breaking news: strangers who share a link
  std::uint32_t first_member = 0;  // account index; set by the world
  std::string about;
};

/// The scenario's groups for a number of accounts: sizes grow mildly with it.
std::vector<Group> plan_groups(std::uint64_t accounts);

/// Zipf–Mandelbrot ranks by inverse distribution: weight (rank + q)^-s. O(1), no table.
class RankLaw {
 public:
  explicit RankLaw(std::uint32_t size);
  [[nodiscard]] std::uint32_t rank_at(double uniform) const;
  /// A rank's weight against the average rank's.
  [[nodiscard]] double activity_of(std::uint32_t rank) const;

 private:
  double q_;
  double low_;
  double span_;
  std::uint32_t size_;
};

class World {
 public:
  World(std::uint64_t seed, std::uint32_t accounts, std::vector<Group> groups);

  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::uint32_t accounts() const { return accounts_; }
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  /// Accounts below this index belong to no group.
  [[nodiscard]] std::uint32_t first_grouped() const { return region_begin_[kRegionCount]; }
  /// The group an account belongs to; nullptr for most.
  [[nodiscard]] const Group* group_of(std::uint32_t account) const;

  /// The platform's id of an account: 19 digits, in no order.
  [[nodiscard]] std::uint64_t account_id(std::uint32_t account) const;
  [[nodiscard]] std::uint8_t region_of(std::uint32_t account) const;
  [[nodiscard]] std::uint32_t accounts_in(std::size_t region) const;
  /// Expected reposts and comments of an account's post, against an average of 1; Pareto.
  [[nodiscard]] double popularity(std::uint32_t account) const;

  /// An account by activity: some act often, most rarely; members of groups act like the rest.
  [[nodiscard]] std::uint32_t pick_account(Random& random, std::size_t region) const;
  /// Somebody who often sees what `author` posts: the same people again and again.
  [[nodiscard]] std::uint32_t pick_follower(Random& random, std::uint32_t author) const;
  /// A region for somebody who sees a post from `region`: mostly the same.
  [[nodiscard]] std::size_t pick_audience_region(Random& random, std::size_t region) const;

  /// How awake a region is in an hour of the scenario, in (0, 1].
  [[nodiscard]] double pace(std::size_t region, std::uint32_t hour) const;
  /// The share of a region's whole activity that falls into an hour of the scenario.
  [[nodiscard]] double hour_share(std::size_t region, std::uint32_t hour) const;

 private:
  // Whoever posts all day is seen less with each post.
  double fatigue_of(std::uint32_t account) const;
  std::uint32_t organic_at(std::size_t region, double uniform) const;
  void place_members();
  void set_clocks();

  std::uint64_t seed_;
  std::uint32_t accounts_;
  std::vector<Group> groups_;
  std::array<std::uint32_t, kRegionCount + 1> region_begin_{};
  std::vector<RankLaw> ranks_;                                         // by region
  std::array<std::vector<std::uint32_t>, kRegionCount> members_in_{};  // grouped accounts
  std::array<double, kRegionCount> member_share_{};                    // of a region's activity
  std::array<std::array<double, 168>, kRegionCount> pace_{};  // by hour of the scenario's week
  std::array<double, kRegionCount> pace_total_{};
};

}  // namespace overt
