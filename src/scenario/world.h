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
#include "scenario/group.h"
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
  World(std::uint64_t seed, Plan plan);

  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::uint32_t hours() const { return plan_.hours; }
  [[nodiscard]] std::uint32_t seconds() const { return plan_.hours * 3600; }
  [[nodiscard]] std::uint32_t renames_in_1000() const { return plan_.renames_in_1000; }
  [[nodiscard]] double posts_per_account() const { return plan_.posts_per_account; }
  /// All accounts: ordinary people, then honest groups, then planted networks.
  [[nodiscard]] std::uint32_t accounts() const { return accounts_; }
  [[nodiscard]] std::uint32_t organic_accounts() const { return plan_.organic_accounts; }
  [[nodiscard]] const std::vector<Group>& groups() const { return plan_.groups; }
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

  /// A number that stays an account's own in this world; different for every aspect.
  [[nodiscard]] std::uint64_t trait(std::uint32_t account, std::uint64_t aspect) const {
    return mix64(mix64(seed_ ^ aspect << 48) ^ account);
  }

  /// An organic account by activity: some act often, most rarely; members of honest groups act as
  /// much as their group's activity says.
  [[nodiscard]] std::uint32_t pick_account(Random& random, std::size_t region) const;
  /// The ordinary activity of a region's planted accounts against that of all its organic ones.
  [[nodiscard]] double planted_share(std::size_t region) const;
  /// A planted account by its ordinary activity; only where planted_share() > 0.
  [[nodiscard]] std::uint32_t pick_planted(Random& random, std::size_t region) const;
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

  // The groups of a region, by their members' ordinary activity.
  struct Pool {
    std::vector<std::uint32_t> groups;
    std::vector<double> cumulative;
    [[nodiscard]] double weight() const { return cumulative.empty() ? 0 : cumulative.back(); }
  };
  [[nodiscard]] std::uint32_t pick_from(const Pool& pool, Random& random) const;
  [[nodiscard]] double organic_weight(std::size_t region) const;

  std::uint64_t seed_;
  Plan plan_;
  std::uint32_t accounts_ = 0;
  std::array<std::uint32_t, kRegionCount + 1> region_begin_{};
  std::vector<RankLaw> ranks_;  // by region
  std::array<Pool, kRegionCount> honest_{};
  std::array<Pool, kRegionCount> planted_{};
  std::array<double, kRegionCount> member_share_{};  // honest members, of a region's activity
  std::array<std::array<double, 168>, kRegionCount> pace_{};  // by hour of the scenario's week
  std::array<double, kRegionCount> pace_total_{};
};

}  // namespace overt
