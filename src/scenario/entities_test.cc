#include "scenario/entities.h"

#include <set>

#include <gtest/gtest.h>

#include "scenario/logged_events.h"

namespace overt {
namespace {

TEST(EntitiesTest, TheSameSeedGivesTheSameBytesAndAnotherDoesNot) {
  const EntityScenario one = plan_entities(3, 200);
  const EntityScenario two = plan_entities(3, 200);
  EXPECT_EQ(one.events, two.events);
  EXPECT_EQ(one.accounts, two.accounts);
  EXPECT_EQ(one.claims.claims, two.claims.claims);
  EXPECT_NE(one.events, plan_entities(4, 200).events);
}

TEST(EntitiesTest, PlantsNetworksOfEveryKindAndTrapsWhoseMembersActAndHaveProfiles) {
  const EntityScenario made = plan_entities(1, 200);
  std::set<std::string> acting;
  for (const LoggedEvent& event : parse(made.events)) acting.insert(event.account);
  std::set<std::string> known;
  for (const LoggedProfile& profile : parse_profiles(made.accounts)) known.insert(profile.account);
  std::size_t traps = 0;
  std::size_t attributable = 0;
  std::set<std::string> ids;
  for (const EntityNetwork& network : made.networks) {
    EXPECT_TRUE(ids.insert(network.id).second) << network.id;
    EXPECT_GE(network.members.size(), 3U);
    traps += network.trap ? 1 : 0;
    attributable += !network.trap && !network.entity.empty() ? 1 : 0;
    EXPECT_EQ(network.trap, !network.forbidden.empty()) << network.id;
    for (const std::string& member : network.members) {
      EXPECT_TRUE(acting.contains(member)) << network.id;
      EXPECT_TRUE(known.contains(member)) << network.id;
    }
  }
  EXPECT_EQ(attributable, 7U);
  EXPECT_GE(traps, 25U);
}

}  // namespace
}  // namespace overt
