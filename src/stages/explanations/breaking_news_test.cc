#include <gtest/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kBreakingNews;

void happen_to_everybody(BurstFigure& burst, std::uint32_t) {
  burst.kind = ObjectKind::kUrl;
  burst.together = 5;
  burst.outsiders = 300;
  burst.outsiders_together = 90;
  burst.close_share = .12;
}

TEST(BreakingNewsTest, FitsWhereOutsidersActedAsMuchAtOnce) {
  NetworkFixture fixture(10);
  fixture.add_bursts(5, happen_to_everybody);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(tried.evidence,
            "In 5 of 5 moments more outsiders than members acted at once, at a comparable rate; "
            "over all, 50 in 100 of the members and 30 in 100 of the outsiders on the same things "
            "did.");
  EXPECT_EQ(fixture.best(), kThis);
}

TEST(BreakingNewsTest, AWaveInAQuietHourIsNobodyElses) {
  NetworkFixture fixture(10);
  fixture.add_bursts(5, leave_as_is);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(BreakingNewsTest, AWaveOfAllMembersDuringTheNewsIsNotTheNews) {
  NetworkFixture fixture(100);
  fixture.add_bursts(5, happen_to_everybody);
  for (BurstFigure& burst : fixture.network.bursts) {
    burst.together = 88;
    burst.outsiders = 1000;
    burst.outsiders_together = 100;
  }
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(BreakingNewsTest, AHandfulOfOutsidersIsNotEverybody) {
  NetworkFixture fixture(10);
  fixture.add_bursts(5, happen_to_everybody);
  for (BurstFigure& burst : fixture.network.bursts) {
    burst.outsiders = 8;
    burst.outsiders_together = 6;
  }
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(BreakingNewsTest, AThingSharedOverWeeksIsNoNews) {
  NetworkFixture fixture(10);
  fixture.add_bursts(5, happen_to_everybody);
  for (BurstFigure& burst : fixture.network.bursts) burst.close_share = .001;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(BreakingNewsTest, OneEventIsNoCoverForOtherMoments) {
  NetworkFixture fixture(10);
  fixture.add_bursts(5, happen_to_everybody);
  fixture.add_bursts(5, leave_as_is);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(BreakingNewsTest, NewsDoesNotExplainCommonDevices) {
  NetworkFixture fixture(10);
  fixture.add_bursts(5, happen_to_everybody);
  fixture.add_family(Family::kIdentity);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

}  // namespace
}  // namespace overt
