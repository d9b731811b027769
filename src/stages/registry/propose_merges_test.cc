#include "stages/registry/propose_merges.h"

#include <gtest/gtest.h>

#include "stages/registry/build_view.h"
#include "stages/registry/claim_fixture_internal.h"

namespace overt {
namespace {

ProposedMerges proposed(const ClaimFixture& registry, const ProposeOptions& options = {}) {
  return propose_merges(build_registry_view(registry.claims, registry.sources), options);
}

TEST(ProposeMergesTest, OneIdentifierIsProposedWithItsReason) {
  ClaimFixture registry;
  registry.says("a", "Company", "innCode", "7704552473");
  registry.says("b", "Organization", "innCode", "7704552473");
  const auto found = proposed(registry);
  ASSERT_EQ(found.proposals.size(), 1U);
  EXPECT_GT(found.proposals[0].score, .9);
  EXPECT_EQ(found.proposals[0].reasons, std::vector<std::string>{"one innCode: 7704552473"});
}

TEST(ProposeMergesTest, OneNameInTwoScriptsAndOneCountryAreEnoughToLook) {
  ClaimFixture registry;
  registry.says("a", "Company", "name", "ТВ-Новости");
  registry.says("a", "Company", "country", "ru");
  registry.says("b", "Company", "name", "TV-Novosti, ANO");
  registry.says("b", "Company", "country", "ru");
  ASSERT_EQ(proposed(registry).proposals.size(), 1U);
  EXPECT_LT(proposed(registry).proposals[0].score, .9);
}

TEST(ProposeMergesTest, NamesThatAreAlikeAreProposedWithHowMuchAndNeverBeforeNamesThatAgree) {
  ClaimFixture registry;
  registry.says("a", "Person", "name", "Алексей Хрущёв");
  registry.says("b", "Person", "name", "Alexei Hruschev");
  registry.says("c", "Person", "name", "Alexei Hruschev");
  registry.says("d", "Person", "name", "Alla Kharchevnikova");
  for (const auto* id : {"a", "b", "c", "d"}) registry.says(id, "Person", "country", "ru");
  ProposeOptions options;
  options.score_min = .3;
  const auto found = proposed(registry, options);
  ASSERT_EQ(found.proposals.size(), 3U);
  EXPECT_EQ(found.proposals[0].reasons[0], "names agree: alexei hruschev");
  EXPECT_GT(found.proposals[0].score, found.proposals[1].score);
  EXPECT_EQ(found.proposals[1].reasons[0].rfind("names are alike (0.", 0), 0U)
      << found.proposals[1].reasons[0];
}

TEST(ProposeMergesTest, DifferingIdentifiersSpeakAgainstIt) {
  ClaimFixture registry;
  registry.says("a", "Company", "name", "Novosti Media");
  registry.says("b", "Company", "name", "Novosti Media");
  ASSERT_EQ(proposed(registry).proposals.size(), 1U);
  registry.says("a", "Company", "innCode", "1");
  registry.says("b", "Company", "innCode", "2");
  EXPECT_TRUE(proposed(registry).proposals.empty());
}

TEST(ProposeMergesTest, OneRegistrationNumberCountsWithinOneJurisdictionOnly) {
  ClaimFixture registry;
  for (const auto* id : {"a", "b"}) registry.says(id, "Company", "registrationNumber", "12345");
  EXPECT_TRUE(proposed(registry).proposals.empty());
  for (const auto* id : {"a", "b"}) registry.says(id, "Company", "jurisdiction", "cy");
  EXPECT_EQ(proposed(registry).proposals.size(), 1U);
}

TEST(ProposeMergesTest, APersonIsNoCompanyWhateverItsName) {
  ClaimFixture registry;
  registry.says("a", "Person", "name", "Tenet Media");
  registry.says("b", "Company", "name", "Tenet Media");
  EXPECT_TRUE(proposed(registry).proposals.empty());
}

TEST(ProposeMergesTest, WhatWasSaidToBeTwoIsNotProposedAgain) {
  ClaimFixture registry;
  registry.says("a", "Company", "leiCode", "X");
  registry.says("b", "Company", "leiCode", "X");
  registry.identity(ClaimKind::kDistinct, "b", "a");
  EXPECT_TRUE(proposed(registry).proposals.empty());
}

TEST(ProposeMergesTest, WhatIsMergedIsNotProposedAgain) {
  ClaimFixture registry;
  registry.says("a", "Company", "leiCode", "X");
  registry.says("b", "Company", "leiCode", "X");
  registry.identity(ClaimKind::kSame, "b", "a");
  EXPECT_TRUE(proposed(registry).proposals.empty());
}

TEST(ProposeMergesTest, WhatVeryManyShareIsLeftOutAndCounted) {
  ClaimFixture registry;
  for (int i = 0; i < 60; ++i) {
    registry.says("e" + std::to_string(i), "Company", "website", "https://www.hoster.com/");
  }
  const auto found = proposed(registry);
  EXPECT_TRUE(found.proposals.empty());
  EXPECT_EQ(found.blocks_left_out, 1U);
  EXPECT_EQ(found.compared, 0U);
}

TEST(ProposeMergesTest, AGenericSiteBringsNobodyTogether) {
  ClaimFixture registry;
  for (const auto* id : {"a", "b"}) {
    registry.says(id, "Company", "website", "https://t.me/x")
        .claim.flags.add(ClaimFlag::kGenericHost);
  }
  ProposeOptions options;
  options.score_min = 0;
  EXPECT_EQ(proposed(registry, options).compared, 0U);
}

}  // namespace
}  // namespace overt
