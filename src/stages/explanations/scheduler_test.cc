#include <gtest/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kScheduler;

/// Twelve shops of many that use an app, some of which take its suggested caption.
void post_by_app(NetworkFixture& fixture) {
  fixture.network.clients = {{"postpilot", 12, 100, 40}, {"clipper-ios", 2, 8, 90'000}};
  fixture.network.burst_acts = 108;
  fixture.add_bursts(12, [](BurstFigure& burst, std::uint32_t i) {
    burst.kind = ObjectKind::kText;
    burst.begin = i * 8 * kMicrosPerHour + (i % 3) * kMicrosPerSecond;
    burst.together = 5;
    burst.outsiders_together = 4;
  });
}

TEST(SchedulerTest, FitsTheCustomersOfAnApp) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  const auto tried = fixture.tried(kThis);
  EXPECT_TRUE(tried.fits);
  EXPECT_EQ(
      tried.evidence,
      "postpilot made 100 of the 108 acts in the common moments for 12 accounts, and 40 "
      "others use it; 12 of 12 moments begin within the 5 seconds from second 00, and "
      "outsiders act on the same things in the same moments 48 times, the accounts 60 times.");
  EXPECT_EQ(fixture.best(), kThis);
}

TEST(SchedulerTest, FitsAPhaseThatStraddlesTheMinute) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  for (BurstFigure& burst : fixture.network.bursts) burst.begin -= kMicrosPerSecond;
  EXPECT_TRUE(fixture.tried(kThis).fits);
}

TEST(SchedulerTest, APrivateAppIsNoInnocentOne) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  for (const std::uint32_t strangers : {0U, 3U, 11U}) {
    fixture.network.clients[0].other_accounts = strangers;
    EXPECT_FALSE(fixture.tried(kThis).fits) << strangers;
  }
  EXPECT_NE(fixture.tried(kThis).evidence.find("no app of many strangers"), std::string::npos);
  EXPECT_EQ(fixture.best(), Explanation::kUndisclosed);
}

TEST(SchedulerTest, APublicAppDoesNotExplainWhatOnlyTheMembersPost) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  for (BurstFigure& burst : fixture.network.bursts) burst.outsiders_together = 0;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(SchedulerTest, AnAppWithoutARhythmExplainsNothing) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  for (std::size_t i = 0; i < fixture.network.bursts.size(); ++i) {
    fixture.network.bursts[i].begin += static_cast<TimeUs>(i) * 5 * kMicrosPerSecond;
  }
  const auto tried = fixture.tried(kThis);
  EXPECT_FALSE(tried.fits);
  EXPECT_NE(tried.evidence.find("which chance explains"), std::string::npos) << tried.evidence;
}

TEST(SchedulerTest, ASecondAtWhichEverybodyPostsProvesNoApp) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  fixture.network.log_seconds.fill(1000);
  EXPECT_TRUE(fixture.tried(kThis).fits);
  for (std::size_t i = 0; i < 3; ++i) fixture.network.log_seconds[i] = 100'000;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(SchedulerTest, AnAppOfSomeMembersExplainsNotAll) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  fixture.network.clients[0].members = 8;
  EXPECT_FALSE(fixture.tried(kThis).fits);
  fixture.network.clients[0].members = 12;
  fixture.network.clients[0].member_acts = 80;
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(SchedulerTest, AnAppDoesNotExplainCommonDevices) {
  NetworkFixture fixture(12);
  post_by_app(fixture);
  fixture.add_family(Family::kContentReuse);
  EXPECT_TRUE(fixture.tried(kThis).fits) << "the app suggests captions";
  fixture.add_family(Family::kIdentity);
  EXPECT_FALSE(fixture.tried(kThis).fits);
}

TEST(SchedulerTest, SaysThatAppsAreNotKnown) {
  NetworkFixture fixture(12);
  fixture.add_bursts(5, leave_as_is);
  EXPECT_EQ(fixture.tried(kThis).evidence, "The log does not say which apps were used.");
}

}  // namespace
}  // namespace overt
