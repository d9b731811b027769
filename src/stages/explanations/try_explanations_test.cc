#include "stages/explanations/try_explanations.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stages/explanations/network_fixture_internal.h"

namespace overt {
namespace {

BurstFigure any_burst() {
  BurstFigure burst;
  burst.occasion = *rc::gen::inRange(0U, 8U);
  burst.source = *rc::gen::inRange(0U, 4U);
  burst.kind = static_cast<ObjectKind>(*rc::gen::inRange(0, static_cast<int>(kObjectKindCount)));
  burst.begin = *rc::gen::inRange<TimeUs>(-kMicrosPerDay, kMicrosPerDay);
  burst.delay = *rc::gen::inRange<TimeUs>(0, 2 * kMicrosPerHour);
  burst.members = *rc::gen::inRange(3U, 20U);
  burst.together = *rc::gen::inRange(3U, burst.members + 1);
  burst.outsiders = *rc::gen::inRange(0U, 500U);
  burst.outsiders_together = *rc::gen::inRange(0U, burst.outsiders + 1);
  burst.outsiders_before = *rc::gen::inRange(0U, burst.outsiders + 1);
  burst.close_share = *rc::gen::inRange(0, 100) / 100.0;
  burst.cause = static_cast<BurstCause>(*rc::gen::inRange(0, 3));
  burst.leader = *rc::gen::inRange(0U, 3U);
  burst.takers_by_day = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0U, 100U));
  return burst;
}

void fill(NetworkFixture& fixture) {
  const int bursts = *rc::gen::inRange(0, 20);
  for (int i = 0; i < bursts; ++i) fixture.network.bursts.push_back(any_burst());
  for (std::uint32_t source = 0; source < 4; ++source) {
    fixture.network.sources.push_back({source, static_cast<SourceKind>(*rc::gen::inRange(0, 3)),
                                       "outlet" + std::to_string(source) + ".example",
                                       *rc::gen::inRange<std::uint64_t>(0, 100)});
  }
  fixture.network.clients = {{"app", *rc::gen::inRange(0U, 21U),
                              *rc::gen::inRange<std::uint64_t>(0, 90), *rc::gen::inRange(0U, 60U)}};
  fixture.network.burst_acts = 90;
}

TEST(TryExplanationsTest, TriesAllInOrder) {
  NetworkFixture fixture(3);
  const auto tried = fixture.tried();
  ASSERT_EQ(tried.size(), kExplanationCount - 1);
  for (std::size_t i = 0; i < tried.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(tried[i].explanation), i + 1);
    EXPECT_FALSE(tried[i].fits) << tried[i].evidence;
  }
  EXPECT_EQ(fixture.best(), Explanation::kUndisclosed);
}

TEST(TryExplanationsTest, WhatAccountsSayComesBeforeWhatTheirTimingSays) {
  const auto tried = [](std::vector<Explanation> fitting) {
    std::vector<ExplanationTried> all;
    for (const Explanation one : fitting) all.push_back({one, true, "x"});
    return best_explanation(all);
  };
  EXPECT_EQ(tried({Explanation::kFandom, Explanation::kDisclosed}), Explanation::kDisclosed);
  EXPECT_EQ(tried({Explanation::kFandom, Explanation::kNewsroom}), Explanation::kNewsroom);
  EXPECT_EQ(tried({Explanation::kFandom, Explanation::kTrend}), Explanation::kTrend);
  EXPECT_EQ(tried({}), Explanation::kUndisclosed);
}

TEST(TryExplanationsTest, AnOrdinaryOperationHasNoInnocentExplanation) {
  NetworkFixture fixture(20);
  fixture.describe(0, [](AccountProfile&, std::uint32_t) {});
  fixture.network.clients = {{"clipper-android", 12, 120, 50'000}, {"clipper-ios", 8, 90, 40'000}};
  fixture.network.burst_acts = 210;
  fixture.add_bursts(12, leave_as_is);
  EXPECT_EQ(fixture.best(), Explanation::kUndisclosed);
}

// A farm: few videos of unrelated creators, hours after they were posted, with crowds beside it.
TEST(TryExplanationsTest, AFarmOnFewTargetsHasNoInnocentExplanation) {
  NetworkFixture fixture(200);
  fixture.add_bursts(5, [](BurstFigure& burst, std::uint32_t) { burst.outsiders_together = 2; });
  EXPECT_EQ(fixture.best(), Explanation::kUndisclosed);
}

RC_GTEST_PROP(TryExplanationsTest, EverySentenceIsOneAndTheOrderOfBurstsSaysNothing, ()) {
  NetworkFixture fixture(20);
  fill(fixture);
  const auto before = fixture.tried();
  for (const auto& tried : before) {
    RC_ASSERT(!tried.evidence.empty());
    RC_ASSERT(tried.evidence.back() == '.');
    RC_ASSERT(tried.evidence.find("nan") == std::string::npos);
  }
  std::reverse(fixture.network.sources.begin(), fixture.network.sources.end());
  std::reverse(fixture.network.bursts.begin(), fixture.network.bursts.end());
  const auto after = fixture.tried();
  for (std::size_t i = 0; i < before.size(); ++i) {
    RC_ASSERT(before[i].fits == after[i].fits);
    RC_ASSERT(before[i].evidence == after[i].evidence);
  }
}

RC_GTEST_PROP(TryExplanationsTest, OneHandIsNotExplainedByTiming, ()) {
  NetworkFixture fixture(20);
  fill(fixture);
  fixture.add_family(Family::kIdentity);
  RC_ASSERT(fixture.best() == Explanation::kUndisclosed);
}

}  // namespace
}  // namespace overt
