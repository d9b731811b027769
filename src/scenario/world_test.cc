#include "scenario/world.h"

#include <set>

#include <gtest/gtest.h>

namespace overt {
namespace {

World small_world() { return World(1, plan_fall_2024(5'000)); }

TEST(WorldTest, GivesEveryAccountAnIdOfItsOwn) {
  const World world = small_world();
  std::set<std::uint64_t> ids;
  for (std::uint32_t i = 0; i < world.accounts(); ++i) ids.insert(world.account_id(i));
  EXPECT_EQ(ids.size(), world.accounts());
  EXPECT_GT(*ids.begin(), std::uint64_t{1} << 53);
  EXPECT_LT(*ids.rbegin(), std::uint64_t{1} << 63);
}

TEST(WorldTest, PutsEveryGroupedAccountIntoExactlyOneGroup) {
  const World world = small_world();
  std::uint32_t grouped = 0;
  for (std::uint32_t i = 0; i < world.accounts(); ++i) {
    const Group* group = world.group_of(i);
    ASSERT_EQ(group != nullptr, i >= world.first_grouped());
    if (group == nullptr) continue;
    ++grouped;
    ASSERT_GE(i, group->first_member);
    ASSERT_LT(i, group->first_member + group->members);
    ASSERT_EQ(world.region_of(i), group->region);
  }
  std::uint32_t planned = 0;
  for (const Group& group : world.groups()) planned += group.members;
  EXPECT_EQ(grouped, planned);
}

TEST(WorldTest, SharesOutAWholeScenariosActivityPerRegion) {
  const World world = small_world();
  for (std::size_t place = 0; place < kRegionCount; ++place) {
    double total = 0;
    for (std::uint32_t hour = 0; hour < kScenarioHours; ++hour) {
      total += world.hour_share(place, hour);
    }
    EXPECT_NEAR(total, 1, 1e-9);
  }
}

TEST(WorldTest, WakesRegionsByTheirOwnClocks) {
  const World world = small_world();
  constexpr std::size_t kEastCoast = 0;
  constexpr std::size_t kJapan = 9;
  EXPECT_GT(world.pace(kEastCoast, 24), 4 * world.pace(kEastCoast, 32));  // 20 h and 4 h local
  EXPECT_LT(world.pace(kJapan, 24 + 19), world.pace(kJapan, 24 + 11));    // 4 h and 20 h local
}

TEST(WorldTest, PicksFromTheRegionAndMembersAboutAsOftenAsOthers) {
  const World world = small_world();
  Random random(7);
  std::uint32_t members = 0;
  constexpr int kPicks = 100'000;
  for (int i = 0; i < kPicks; ++i) {
    const std::uint32_t account = world.pick_account(random, 0);
    ASSERT_EQ(world.region_of(account), 0);
    members += account >= world.first_grouped();
  }
  double in_region = 0;
  for (const Group& group : world.groups()) in_region += group.region == 0 ? group.members : 0;
  const double fair = in_region / (in_region + world.accounts_in(0));
  EXPECT_GT(members, .6 * fair * kPicks);
  EXPECT_LT(members, fair * kPicks);
}

TEST(WorldTest, KeepsPopularityHeavyTailedWithMeanNearOne) {
  const World world(3, plan_fall_2024(200'000));
  double total = 0;
  double most = 0;
  for (std::uint32_t i = 0; i < world.accounts(); ++i) {
    total += world.popularity(i);
    most = std::max(most, world.popularity(i));
  }
  EXPECT_GT(total / world.accounts(), .5);  // the busiest are seen less per post
  EXPECT_LT(total / world.accounts(), 1.1);
  EXPECT_GT(most, 20);
}

TEST(WorldTest, GrowsGroupsMildlyWithTheAccounts) {
  const auto sizes = [](std::uint64_t accounts) {
    std::uint64_t covert = 0;
    std::uint64_t networks = 0;
    for (const Group& group : plan_fall_2024(accounts).groups) {
      if (group.kind != GroupKind::kCovert) continue;
      EXPECT_GE(group.members, 8U);
      EXPECT_LE(group.members, 40U);
      covert += group.members;
      ++networks;
    }
    return std::pair{networks, covert};
  };
  EXPECT_EQ(sizes(20'000), (std::pair<std::uint64_t, std::uint64_t>{6, 122}));
  EXPECT_LT(sizes(1'000).second, sizes(20'000).second);
  EXPECT_EQ(sizes(20'000'000).first, 36U);
}

TEST(WorldTest, FavoursLowRanksWithoutLeavingTheRange) {
  const RankLaw law(1'000);
  EXPECT_EQ(law.rank_at(0), 0U);
  EXPECT_LE(law.rank_at(1 - 1e-12), 999U);
  EXPECT_LT(law.rank_at(.5), 200U);
  double total = 0;
  for (std::uint32_t rank = 0; rank < 1'000; ++rank) total += law.activity_of(rank);
  EXPECT_NEAR(total / 1'000, 1, .05);
}

}  // namespace
}  // namespace overt
