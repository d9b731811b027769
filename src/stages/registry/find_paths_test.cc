#include "stages/registry/find_paths.h"

#include <gtest/gtest.h>

#include "stages/registry/build_view.h"
#include "stages/registry/claim_fixture_internal.h"

namespace overt {
namespace {

std::vector<ClaimPath> paths_of(const RegistryView& view, std::string_view a, std::string_view b) {
  return find_paths(view, *find_entity(view, a), *find_entity(view, b));
}

TEST(FindPathsTest, ThePathGoesThroughLinksBothWaysAndIsAsWeakAsItsWeakestStep) {
  ClaimFixture registry;
  registry.owns("o1", "state", "channel");
  registry.owns("o2", "state", "agency");
  registry.claims.back().claim.status = ClaimStatus::kAlleged;
  const RegistryView view = build_registry_view(registry.claims, registry.sources);
  const auto paths = paths_of(view, "channel", "agency");
  ASSERT_EQ(paths.size(), 1U);
  ASSERT_EQ(paths[0].steps.size(), 2U);
  EXPECT_FALSE(paths[0].steps[0].forward);
  EXPECT_TRUE(paths[0].steps[1].forward);
  EXPECT_EQ(paths[0].status, ClaimStatus::kAlleged);
}

TEST(FindPathsTest, AnAccountIsJoinedToItsOwner) {
  ClaimFixture registry;
  registry.says("account", "UserAccount", "owner", "channel");
  registry.says("channel", "Company", "name", "Channel");
  const RegistryView view = build_registry_view(registry.claims, registry.sources);
  const auto paths = paths_of(view, "channel", "account");
  ASSERT_EQ(paths.size(), 1U);
  EXPECT_EQ(paths[0].steps[0].schema, "owner");
  EXPECT_EQ(property_steps(view).size(), 1U);
}

TEST(FindPathsTest, TheShortestComeAloneAndTheStrongestFirst) {
  ClaimFixture registry;
  registry.owns("weak", "a", "b");
  for (StoredClaim& claim : registry.claims) claim.claim.status = ClaimStatus::kDisputed;
  registry.owns("strong", "a", "b");
  registry.owns("long1", "a", "c");
  registry.owns("long2", "c", "b");
  const RegistryView view = build_registry_view(registry.claims, registry.sources);
  const auto paths = paths_of(view, "a", "b");
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(paths[0].steps[0].id, "strong");
  EXPECT_EQ(paths[1].steps[0].id, "weak");
}

TEST(FindPathsTest, WhatIsWithdrawnJoinsNobody) {
  ClaimFixture registry;
  registry.owns("o", "a", "b");
  registry.claims[0].claim.status = ClaimStatus::kWithdrawn;
  const RegistryView view = build_registry_view(registry.claims, registry.sources);
  EXPECT_TRUE(paths_of(view, "a", "b").empty());
  EXPECT_EQ(paths_of(view, "a", "a").size(), 1U) << "an entity is one with itself";
}

}  // namespace
}  // namespace overt
