#include "stages/explanations/measure_bursts.h"

#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "model/small_trace_index.h"

namespace overt {
namespace {

constexpr std::uint32_t kAccounts = 40;
constexpr std::uint32_t kOutlet = kAccounts;      // sources past the accounts name none
constexpr std::uint32_t kItself = kAccounts + 1;  // of the text
const std::vector<std::uint32_t> kMembers = {1, 2, 3, 4};

class MeasureBurstsTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kRepost = 0;
  static constexpr std::uint32_t kLink = 1;
  static constexpr std::uint32_t kText = 2;

  void act(std::uint32_t object, std::int64_t second, std::uint32_t account) {
    acts_.insert({{object, second}, account});
  }

  BurstFigure measure(const BurstMoment& moment, std::vector<std::uint32_t> leaders = {}) {
    make();
    return BurstMeasure(traces_, kMembers, leaders, {}).measure(moment);
  }
  std::vector<SourceFigure> tally() {
    make();
    return BurstMeasure(traces_, kMembers, {}, {}).tally_sources();
  }

 private:
  void make() {
    std::vector<SmallTrace> traces;
    for (const auto& [place, account] : acts_) {
      traces.push_back({account, place.first, place.second * kMicrosPerSecond});
    }
    TraceIndex::Parts about;
    about.kinds = {ObjectKind::kRepost, ObjectKind::kUrl, ObjectKind::kText};
    about.sources = {30, kOutlet, kItself};
    for (std::uint32_t i = 0; i < kAccounts; ++i) about.source_accounts.push_back(i);
    about.source_accounts.resize(kAccounts + 2, TraceIndex::kNoAccount);
    about.source_keys.resize(kAccounts + 2);
    about.published_at = {100 * kMicrosPerSecond, TraceIndex::kNotKnown, TraceIndex::kNotKnown};
    traces_ = index_of_sorted(traces, kAccounts, std::move(about));
  }

  std::multimap<std::pair<std::uint32_t, std::int64_t>, std::uint32_t> acts_;
  TraceIndex traces_;
};

TEST_F(MeasureBurstsTest, CountsMembersAndOutsidersApart) {
  act(kRepost, 200, 10);
  act(kRepost, 1000, 1);  // the chain begins
  act(kRepost, 1050, 2);
  act(kRepost, 1080, 3);  // the fullest window: 2, 3 and 1 again
  act(kRepost, 1090, 1);
  act(kRepost, 1100, 11);
  act(kRepost, 1110, 11);
  act(kRepost, 1111, 12);  // a second too late for the window
  act(kRepost, 90'000, 10);
  act(kRepost, 90'000, 4);
  act(kRepost, 200'000, 13);
  const BurstFigure figure = measure(
      {kRepost, 5, 1000 * kMicrosPerSecond, 1090 * kMicrosPerSecond, BurstCause::kPublication});
  EXPECT_EQ(figure.occasion, 5U);
  EXPECT_EQ(figure.source, 30U);
  EXPECT_EQ(figure.kind, ObjectKind::kRepost);
  EXPECT_EQ(figure.delay, 900 * kMicrosPerSecond);
  EXPECT_EQ(figure.cause, BurstCause::kPublication);
  EXPECT_EQ(figure.members, 4U);
  EXPECT_EQ(figure.together, 3U);
  EXPECT_EQ(figure.outsiders, 4U);
  EXPECT_EQ(figure.outsiders_together, 1U);
  EXPECT_EQ(figure.outsiders_before, 1U);
  EXPECT_DOUBLE_EQ(figure.close_share, 1.0 / 6);
  EXPECT_EQ(figure.takers_by_day, (std::vector<std::uint32_t>{3, 0, 1}));
}

TEST_F(MeasureBurstsTest, TheFirstActStandsForAnUnknownPublication) {
  act(kLink, 50, 10);
  for (std::uint32_t member = 1; member <= 3; ++member) act(kLink, 70, member);
  const BurstFigure figure =
      measure({kLink, 0, 70 * kMicrosPerSecond, 70 * kMicrosPerSecond, BurstCause::kUnknown});
  EXPECT_EQ(figure.delay, 20 * kMicrosPerSecond);
}

TEST_F(MeasureBurstsTest, WhatTheMembersDoMakesNoPairsOfOutsidersClose) {
  act(kLink, 50, 10);
  act(kLink, 90'000, 11);
  for (std::uint32_t member = 1; member <= 4; ++member) act(kLink, 70, member);
  const BurstFigure figure =
      measure({kLink, 0, 70 * kMicrosPerSecond, 70 * kMicrosPerSecond, BurstCause::kUnknown});
  EXPECT_EQ(figure.close_share, 0);
}

TEST_F(MeasureBurstsTest, FindsTheLeaderNearTheBurst) {
  act(kRepost, 950, 20);
  for (std::uint32_t member = 1; member <= 3; ++member) act(kRepost, 1000, member);
  const BurstMoment moment = {kRepost, 0, 1000 * kMicrosPerSecond, 1000 * kMicrosPerSecond,
                              BurstCause::kLeader};
  const BurstFigure led = measure(moment, {15, 20});
  EXPECT_EQ(led.cause, BurstCause::kLeader);
  EXPECT_EQ(led.leader, 20U);
  EXPECT_EQ(measure(moment, {15}).cause, BurstCause::kUnknown);
}

TEST_F(MeasureBurstsTest, TalliesTheSourcesOfWhatTwoMembersShare) {
  for (std::uint32_t member = 1; member <= 3; ++member) {
    act(kRepost, 10, member);
    act(kLink, 20 * member, member);
  }
  act(kText, 5, 1);
  act(kText, 9, 1);
  act(kText, 9, 11);
  const auto sources = tally();
  ASSERT_EQ(sources.size(), 2U) << "the text is one member's alone";
  EXPECT_EQ(sources[0].source, 30U);
  EXPECT_EQ(sources[0].kind, SourceKind::kCreator);
  EXPECT_EQ(sources[0].member_acts, 3U);
  EXPECT_EQ(sources[1].source, kOutlet);
  EXPECT_EQ(sources[1].kind, SourceKind::kOutlet);
}

}  // namespace
}  // namespace overt
