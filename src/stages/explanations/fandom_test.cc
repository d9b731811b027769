#include <gtest/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kFandom;

auto posts_of(std::uint32_t creators) {
  return [creators](BurstFigure& burst, std::uint32_t i) {
    burst.cause = BurstCause::kPublication;
    burst.source = i % creators;
    burst.delay = 20 * kMicrosPerSecond;
  };
}

TEST(FandomTest, FitsThoseWhoReactToAFewCreatorsAtOnce) {
  NetworkFixture fixture(40);
  fixture.add_bursts(8, posts_of(3));
  fixture.add_bursts(2, leave_as_is);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "8 of 10 moments begin at once after acts of 3 accounts that set off several, and in "
            "10 others and latecomers in number take up the same things.");
  EXPECT_EQ(fixture.best(), kThis);
}

TEST(FandomTest, FitsAClubThatFollowsItsHub) {
  NetworkFixture fixture(120);
  fixture.add_bursts(4, [](BurstFigure& burst, std::uint32_t) {
    burst.cause = BurstCause::kLeader;
    burst.leader = 3;
    burst.outsiders = 45;
  });
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(FandomTest, FitsRepliesSoonAfterOneCreatorPosts) {
  NetworkFixture fixture(20);
  fixture.network.sources = {{4, SourceKind::kCreator, "idol", 100}};
  fixture.add_bursts(5, [](BurstFigure& burst, std::uint32_t) {
    burst.source = 4;
    burst.delay = 20 * kMicrosPerMinute;
  });
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(FandomTest, ComingHoursLaterToOneCreatorIsNoReaction) {
  NetworkFixture fixture(20);
  fixture.network.sources = {{4, SourceKind::kCreator, "pushed", 100}};
  fixture.add_bursts(20, [](BurstFigure& burst, std::uint32_t) { burst.source = 4; });
  EXPECT_FALSE(fixture.tried(kThis).fits);
  EXPECT_EQ(fixture.best(), Explanation::kUndisclosed);
}

TEST(FandomTest, AHubsOwnPostsGoWithWhatItReposts) {
  NetworkFixture fixture(30);
  fixture.network.sources = {{4, SourceKind::kCreator, "hub", 100}};
  fixture.add_bursts(4, [](BurstFigure& burst, std::uint32_t) {
    burst.cause = BurstCause::kLeader;
    burst.leader = 3;
  });
  fixture.add_bursts(4, [](BurstFigure& burst, std::uint32_t) {
    burst.source = 4;
    burst.delay = 6 * kMicrosPerMinute;
  });
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(FandomTest, EverNewStrangersHaveNoFans) {
  NetworkFixture fixture(20);
  fixture.add_bursts(12, posts_of(12));
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(FandomTest, ManyCreatorsAreNoFandom) {
  NetworkFixture fixture(20);
  fixture.add_bursts(24, posts_of(12));
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(FandomTest, SomeReactionsAreNoCoverForTheRest) {
  NetworkFixture fixture(20);
  fixture.add_bursts(6, posts_of(1));
  fixture.add_bursts(6, leave_as_is);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(FandomTest, AReactionDoesNotCoverWhatIsPostedBesideIt) {
  NetworkFixture fixture(20);
  fixture.add_bursts(6, posts_of(1));
  ASSERT_TRUE(fixture.tried(kThis).fits);
  fixture.add_bursts(6, [](BurstFigure& burst, std::uint32_t i) { burst.occasion = i; });
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(FandomTest, CommentsOnAPostGoWithItsReposts) {
  NetworkFixture fixture(20);
  fixture.add_bursts(6, posts_of(1));
  fixture.add_bursts(6, [](BurstFigure& burst, std::uint32_t i) {
    burst.occasion = i;
    burst.source = 0;
    burst.kind = ObjectKind::kReply;
    burst.outsiders = 2;
  });
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(FandomTest, WhatNobodyElseTakesUpIsNoIdols) {
  NetworkFixture fixture(20);
  fixture.add_bursts(8, posts_of(1));
  for (BurstFigure& burst : fixture.network.bursts) burst.outsiders = 4;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(FandomTest, ALargeClubIsAPublicOfItsOwn) {
  NetworkFixture fixture(150);
  fixture.add_bursts(5, posts_of(1));
  for (BurstFigure& burst : fixture.network.bursts) burst.outsiders = 8;
  EXPECT_FALSE(fixture.tried(kThis).fits) << "nearly all come at once";
  for (BurstFigure& burst : fixture.network.bursts) burst.together = 95;
  EXPECT_TRUE(fixture.tried(kThis).fits);
  for (BurstFigure& burst : fixture.network.bursts) burst.outsiders = 1;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(FandomTest, FansShareNeitherDevicesNorScripts) {
  for (const Family family : {Family::kIdentity, Family::kContentReuse}) {
    NetworkFixture fixture(20);
    fixture.add_bursts(8, posts_of(1));
    fixture.add_family(Family::kNetwork);
    EXPECT_TRUE(fixture.tried(kThis).fits) << "fans follow each other";
    fixture.add_family(family);
    const auto tried = fixture.tried(kThis);
    EXPECT_FALSE(tried.fits);
    EXPECT_NE(tried.evidence.find("; but it does not account for "), std::string::npos)
        << tried.evidence;
  }
}

TEST(FandomTest, SaysWhereThereIsTooLittle) {
  NetworkFixture fixture(20);
  fixture.add_bursts(1, posts_of(1));
  EXPECT_EQ(fixture.tried(kThis).evidence,
            "The accounts acted together in 1 moment; fewer than 3 give this nothing to go by.");
}

}  // namespace
}  // namespace overt
