#include "stages/registry/build_view.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"
#include "stages/registry/claim_fixture_internal.h"

namespace overt {
namespace {

RegistryView view_of(const ClaimFixture& fixture) {
  return build_registry_view(fixture.claims, fixture.sources);
}

// A view as text: what it says, whatever the numbers of its claims.
std::string written(const RegistryView& view) {
  std::string text;
  for (const ViewEntity& entity : view.entities) {
    text += std::string(entity.id) + "|" + std::string(entity.schema) + "|" +
            std::string(entity.caption);
    for (const auto id : entity.ids) text += "," + std::string(id);
    for (const ClaimIndex claim : entity.claims) text += ";" + std::string(view.claim(claim).value);
    text += "\n";
  }
  for (const ViewLink& link : view.links) {
    text += std::string(link.id) + "|" + std::string(view.entity(link.from).id) + ">" +
            std::string(view.entity(link.to).id) + std::string(name_of(link.status)) + "\n";
  }
  return text;
}

TEST(BuildViewTest, ALinkHasTheEntitiesThatItsClaimsNameAsEnds) {
  ClaimFixture registry;
  registry.says("a", "PublicBody", "name", "Ministry");
  registry.says("b", "Company", "name", "Outlet");
  registry.owns("own", "a", "b");
  registry.says("own", "Ownership", "percentage", "51 %");
  registry.says("own", "Ownership", "startDate", "2013-12");
  const RegistryView view = view_of(registry);
  ASSERT_EQ(view.entities.size(), 2U);
  ASSERT_EQ(view.links.size(), 1U);
  const ViewLink& link = view.links.front();
  EXPECT_EQ(view.entity(link.from).caption, "Ministry");
  EXPECT_EQ(view.entity(link.to).caption, "Outlet");
  EXPECT_DOUBLE_EQ(link.share, .51);
  EXPECT_EQ(link.valid_from, parse_partial_date("2013-12"));
  EXPECT_FALSE(link.valid_to.has_value());
  EXPECT_TRUE(link.decides);
}

TEST(BuildViewTest, ALinkIsAsWeakAsItsWeakerEnd) {
  ClaimFixture registry;
  registry.says("own", "Ownership", "owner", "a").claim.status = ClaimStatus::kAlleged;
  registry.says("own", "Ownership", "asset", "b").claim.status = ClaimStatus::kConfirmed;
  EXPECT_EQ(view_of(registry).links.front().status, ClaimStatus::kAlleged);
  EXPECT_FALSE(view_of(registry).links.front().decides);
  // A second source says so more strongly.
  registry.says("own", "Ownership", "owner", "a").claim.status = ClaimStatus::kSanctioned;
  registry.claims.back().id.words[0] ^= 1;
  EXPECT_EQ(view_of(registry).links.front().status, ClaimStatus::kSanctioned);
  EXPECT_TRUE(view_of(registry).links.front().decides);
}

TEST(BuildViewTest, TwoOwnersAreTwoLinks) {
  ClaimFixture registry;
  registry.owns("own", "a", "c");
  registry.says("own", "Ownership", "owner", "b");
  const RegistryView view = view_of(registry);
  ASSERT_EQ(view.links.size(), 2U);
  EXPECT_EQ(view.entity(view.links[0].from).id, "a");
  EXPECT_EQ(view.entity(view.links[1].from).id, "b");
}

TEST(BuildViewTest, EndsThatNobodyDescribesAreEntitiesAllTheSame) {
  ClaimFixture registry;
  registry.owns("own", "a", "b");
  const RegistryView view = view_of(registry);
  ASSERT_EQ(view.entities.size(), 2U);
  EXPECT_EQ(view.entities[0].id, "a");
  EXPECT_EQ(view.entities[0].caption, "a");
  EXPECT_EQ(view.entities[0].schema, "Thing");
}

TEST(BuildViewTest, ALinkThatLacksAnEndIsKeptAsAnEntity) {
  ClaimFixture registry;
  registry.says("own", "Ownership", "owner", "a");
  const RegistryView view = view_of(registry);
  EXPECT_TRUE(view.links.empty());
  ASSERT_EQ(view.entities.size(), 1U);
  EXPECT_EQ(view.entities[0].schema, "Ownership");
}

TEST(BuildViewTest, ALinkToALinkIsKeptAsAnEntity) {
  ClaimFixture registry;
  registry.owns("own", "a", "b");
  registry.says("doc", "Documentation", "document", "paper");
  registry.says("doc", "Documentation", "entity", "own");
  const RegistryView view = view_of(registry);
  ASSERT_EQ(view.links.size(), 1U);
  EXPECT_EQ(view.links[0].id, "own");
  EXPECT_TRUE(find_entity(view, "doc").has_value());
}

TEST(BuildViewTest, MergedEntitiesAreOneUnderTheLeastId) {
  ClaimFixture registry;
  registry.says("b", "Company", "name", "Outlet");
  registry.says("a", "Organization", "name", "Outlet Ltd");
  registry.owns("own", "m", "b");
  registry.identity(ClaimKind::kSame, "b", "a");
  const RegistryView view = view_of(registry);
  ASSERT_EQ(view.entities.size(), 2U);
  const ViewEntity& merged = view.entities[0];
  EXPECT_EQ(merged.id, "a");
  EXPECT_EQ(merged.ids, (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(merged.schema, "Company") << "the more specific of the two";
  EXPECT_EQ(merged.merges.size(), 1U);
  EXPECT_EQ(view.entity(view.links[0].to).id, "a");
  EXPECT_EQ(find_entity(view, "b"), find_entity(view, "a"));
}

TEST(BuildViewTest, WhatIsKeptApartIsNotMergedNotEvenThroughAThird) {
  ClaimFixture registry;
  for (const auto* id : {"a", "b", "c"}) registry.says(id, "Person", "name", id);
  registry.identity(ClaimKind::kSame, "a", "b");
  registry.identity(ClaimKind::kSame, "b", "c");
  const ClaimId second = registry.claims.back().id;
  registry.identity(ClaimKind::kDistinct, "a", "c");
  const RegistryView view = view_of(registry);
  EXPECT_EQ(view.entities.size(), 2U);
  EXPECT_EQ(find_entity(view, "a"), find_entity(view, "b"));
  EXPECT_EQ(view.merges_refused, std::vector<ClaimId>{second});
}

TEST(BuildViewTest, TheCaptionIsTheStrongestNameThatMostCanRead) {
  ClaimFixture registry;
  registry.says("a", "Company", "name", "Телеканал");
  registry.says("a", "Company", "name", "Channel");
  EXPECT_EQ(view_of(registry).entities[0].caption, "Channel");
  registry.claims[0].claim.status = ClaimStatus::kConfirmed;
  EXPECT_EQ(view_of(registry).entities[0].caption, "Телеканал");
  registry.claims[0].claim.status = ClaimStatus::kWithdrawn;
  EXPECT_EQ(view_of(registry).entities[0].caption, "Channel");
}

TEST(BuildViewTest, UnknownSchemataAndPropertiesAreKept) {
  ClaimFixture registry;
  registry.says("x", "Spaceship", "warp", "9");
  const RegistryView view = view_of(registry);
  ASSERT_EQ(view.entities.size(), 1U);
  EXPECT_EQ(view.entities[0].schema, "Spaceship");
  EXPECT_EQ(view.claim(view.entities[0].claims[0]).property, "warp");
}

TEST(BuildViewTest, TheOrderOfTheClaimsChangesNothingNorDoesSayingThemTwice) {
  ClaimFixture registry;
  Random random(7);
  const auto id = [&] { return "e" + std::to_string(random.below(40)); };
  for (int i = 0; i < 300; ++i) {
    registry.says(id(), i % 3 == 0 ? "Company" : "Person", "name", id());
    if (i % 2 == 0) registry.owns("l" + std::to_string(random.below(60)), id(), id());
    if (i % 10 == 0) registry.identity(ClaimKind::kSame, id(), id());
    if (i % 25 == 0) registry.identity(ClaimKind::kDistinct, id(), id());
  }
  const std::string expected = written(view_of(registry));
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = registry.claims.size(); i > 1; --i) {
      std::swap(registry.claims[i - 1], registry.claims[random.below(i)]);
    }
    registry.claims.push_back(registry.claims[random.below(registry.claims.size())]);
    EXPECT_EQ(written(view_of(registry)), expected);
  }
}

}  // namespace
}  // namespace overt
