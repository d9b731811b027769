#include <gtest/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kTrend;

void be_a_trend(BurstFigure& burst, std::uint32_t i) {
  burst.kind = i % 2 == 0 ? ObjectKind::kSound : ObjectKind::kHashtags;
  burst.together = burst.members / 3;
  burst.outsiders = 400;
  burst.outsiders_before = 150;
  burst.takers_by_day = {20, 60, 120, 110, 60, 30};
}

template <typename Change>
bool fits_with(const Change& change) {
  NetworkFixture fixture(12);
  fixture.add_bursts(6, be_a_trend);
  EXPECT_TRUE(fixture.tried(kThis).fits);
  for (BurstFigure& burst : fixture.network.bursts) change(burst);
  return fixture.tried(kThis).fits;
}

TEST(TrendTest, FitsWhatManyTakeUpOverDays) {
  NetworkFixture fixture(12);
  fixture.add_bursts(6, be_a_trend);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "6 of 6 moments are about sounds, effects, hashtags, texts or media alone, 6 of them "
            "taken up by many over days; such things have 2400 outsiders against 72 members, of "
            "which 24 acted together.");
  EXPECT_EQ(fixture.best(), kThis);
}

TEST(TrendTest, ATagOfTheMembersOwnIsNoTrend) {
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.outsiders = 10; }));
}

TEST(TrendTest, WhatTheMembersBeganIsNotTakenUpByThem) {
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.outsiders_before = 2; }));
}

TEST(TrendTest, AFloodOnATrendInOneMinuteIsMoreThanTheTrend) {
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.together = burst.members; }));
}

TEST(TrendTest, AJumpOfOneDayIsNoAdoption) {
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.takers_by_day = {5, 380, 10, 5}; }));
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.takers_by_day = {200, 200}; }));
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.takers_by_day.clear(); }));
}

TEST(TrendTest, LinksAndRepostsAreNoTrends) {
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.kind = ObjectKind::kUrl; }));
  EXPECT_FALSE(fits_with([](BurstFigure& burst) { burst.kind = ObjectKind::kRepost; }));
}

TEST(TrendTest, APopularSoundDoesNotCoverTheLinkBesideIt) {
  NetworkFixture fixture(12);
  fixture.add_bursts(6, be_a_trend);
  fixture.add_bursts(6, [](BurstFigure& burst, std::uint32_t i) { burst.occasion = i; });
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(TrendTest, ATrendDoesNotExplainCommonDevices) {
  NetworkFixture fixture(12);
  fixture.add_bursts(6, be_a_trend);
  fixture.add_family(Family::kIdentity);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

}  // namespace
}  // namespace overt
