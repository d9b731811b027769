#include <map>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "scenario/group.h"
#include "scenario/world.h"

namespace overt {
namespace {

std::vector<Group> groups_of(GroupKind kind, const Plan& plan) {
  std::vector<Group> found;
  for (const Group& group : plan.groups) {
    if (group.kind == kind) found.push_back(group);
  }
  return found;
}

std::vector<Group> networks_of(Tactic tactic, const Plan& plan) {
  std::vector<Group> found;
  for (const Group& group : plan.groups) {
    if (group.planted() && group.tactic == tactic) found.push_back(group);
  }
  return found;
}

TEST(PlanScorecardTest, HasEveryKindOfGroupInEverySeed) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    std::set<GroupKind> kinds;
    std::set<Tactic> tactics;
    for (const Group& group : plan_scorecard(seed, 10'000).groups) {
      kinds.insert(group.kind);
      if (group.planted()) tactics.insert(group.tactic);
    }
    EXPECT_EQ(kinds.size(), static_cast<std::size_t>(GroupKind::kCovert) + 1);
    EXPECT_EQ(tactics, (std::set{Tactic::kCampaign, Tactic::kFarm, Tactic::kOperation}));
  }
}

TEST(PlanScorecardTest, CoversTheGridOfCampaignsEvenly) {
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, int> cells;
  std::set<double> camouflages;
  std::set<Paraphrase> paraphrases;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const Group& group : networks_of(Tactic::kCampaign, plan_scorecard(seed, 10'000))) {
      ++cells[{group.members, group.objects, group.jitter_s}];
      camouflages.insert(group.camouflage);
      paraphrases.insert(group.paraphrase);
    }
  }
  EXPECT_EQ(cells.size(), 80U);
  for (const auto& [cell, times] : cells) EXPECT_EQ(times, 1);
  EXPECT_EQ(camouflages.size(), 4U);
  EXPECT_EQ(paraphrases.size(), kParaphraseCount);
}

TEST(PlanScorecardTest, GivesFarmsAndMostFanClubsTheSameSizesAndTargets) {
  std::uint32_t largest_farm = 0;
  std::uint32_t largest_club = 0;
  int busy_clubs = 0;
  int quiet_clubs = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Plan plan = plan_scorecard(seed, 100'000);
    for (const Group& farm : networks_of(Tactic::kFarm, plan)) {
      EXPECT_TRUE(farm.members >= 30 && farm.members <= 300);
      EXPECT_TRUE(farm.objects >= 3 && farm.objects <= 7);
      EXPECT_LE(farm.jitter_s, 120U);
      EXPECT_LT(farm.activity, .1);
      largest_farm = std::max(largest_farm, farm.members);
    }
    for (const Group& club : groups_of(GroupKind::kFanClub, plan)) {
      EXPECT_TRUE(club.members >= (club.sources > 1 ? 15 : 30) && club.members <= 300);
      EXPECT_TRUE(club.sources == 1 || club.objects == 2 * club.sources);
      EXPECT_TRUE(club.objects >= 3 && club.objects <= 30);
      busy_clubs += club.objects >= 12;
      quiet_clubs += club.objects <= 7;
      largest_club = std::max(largest_club, club.members);
    }
  }
  EXPECT_GT(largest_farm, 250U);
  EXPECT_GT(largest_club, 250U);
  EXPECT_GT(busy_clubs, 60);
  EXPECT_GT(quiet_clubs, busy_clubs);
}

TEST(PlanScorecardTest, GivesOperationsTwoOtherFamilies) {
  std::set<std::uint8_t> families;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (const Group& group : networks_of(Tactic::kOperation, plan_scorecard(seed, 10'000))) {
      EXPECT_EQ(__builtin_popcount(group.families), 2);
      families.insert(group.families);
    }
  }
  EXPECT_EQ(families.size(), 3U);
}

TEST(PlanScorecardTest, DrawsHonestGroupsFirstAndTheSameWhateverIsPlanted) {
  const Plan plan = plan_scorecard(5, 10'000);
  bool planted = false;
  for (const Group& group : plan.groups) {
    EXPECT_TRUE(group.planted() || !planted);
    planted = group.planted();
  }
  EXPECT_EQ(plan.organic_accounts, 10'000U);
  EXPECT_GT(World(5, plan).accounts(), 10'000U);
}

TEST(PlanScorecardTest, FitsIntoSmallAndLargeLogs) {
  for (const std::uint64_t accounts : {1'000U, 3'000U, 30'000U, 300'000U}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const World world(seed, plan_scorecard(seed, accounts));
      EXPECT_LT(world.accounts() - world.organic_accounts(), accounts / 8);
      EXPECT_LT(world.groups().size(), 120U);
    }
  }
}

}  // namespace
}  // namespace overt
