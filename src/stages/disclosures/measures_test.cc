#include "stages/disclosures/measures.h"

#include <gtest/gtest.h>

#include "stages/disclosures/disclosure_fixture_internal.h"

namespace overt {
namespace {

ToldNetwork told() {
  ToldNetwork network;
  network.id = "n1";
  network.run = "r1";
  network.members = 20;
  return network;
}

DecidedNetwork decide(const std::vector<Decision>& decisions, PolicyMode mode = PolicyMode::kLive) {
  return decided_on({decisions, kFixtureDay + kMicrosPerDay, mode}, told());
}

TEST(MeasuresTest, CountsAnAccountOnceHoweverMuchIsDoneToIt) {
  const auto decided =
      decide(decided_on_many(11, "n1", {ActionKind::kLimitReach, ActionKind::kSuspend}));
  EXPECT_EQ(decided.accounts, 11U);
  ASSERT_EQ(decided.actions.size(), 2U);
  EXPECT_EQ(decided.actions[0].accounts, 11U);
  EXPECT_EQ(decided.first_day, "2024-09-04");
  EXPECT_EQ(decided.policies,
            (std::vector<std::string>{"covert-influence 1.0.0, operated-account"}));
}

TEST(MeasuresTest, CountsOnlyWhatTookEffectLiveByThenAndStands) {
  auto decisions = decided_on_many(4, "n1", {ActionKind::kSuspend});
  decisions[0].draft.mode = PolicyMode::kShadow;
  decisions[1].events.pop_back();  // nobody agreed
  decisions[2].events.push_back({DecisionEventKind::kUndone, kFixtureDay, "apo", "a fan club"});
  const auto live = decide(decisions);
  EXPECT_EQ(live.accounts, 1U);
  EXPECT_EQ(live.accounts_taken_back, 1U);
  EXPECT_EQ(decide(decisions, PolicyMode::kShadow).accounts, 1U);
  decisions[3].events.back().at = kFixtureDay + 2 * kMicrosPerDay;  // after it is asked for
  EXPECT_EQ(decide(decisions).accounts, 0U);
}

TEST(MeasuresTest, WhoIsOnlyAskedIsNotRestricted) {
  auto decisions = decided_on_many(2, "n1", {ActionKind::kSuspend});
  decisions.push_back(decided("x", "clipper:creator", "n1", {ActionKind::kRequestDisclosure}));
  const auto decided = decide(decisions);
  EXPECT_EQ(decided.accounts, 2U);
  EXPECT_EQ(decided.accounts_asked, 1U);
}

TEST(MeasuresTest, ADecisionOnTheNetworkAsAWholeCountsItsMembers) {
  auto decision = decided("x", "n1", "n1", {ActionKind::kSuspend});
  decision.draft.subject.kind = SubjectKind::kNetwork;
  EXPECT_EQ(decide({decision}).accounts, 20U);
}

TEST(MeasuresTest, AccountsOfANetworkThatWasActedOnBeforeReturn) {
  auto decisions = decided_on_many(3, "n1", {ActionKind::kSuspend});
  EXPECT_EQ(decide(decisions).returning, 0U);
  auto earlier = decided("e", "clipper:e", "n1", {ActionKind::kSuspend});
  earlier.draft.evidence = "run r0, network n1";
  earlier.events.back().at = kFixtureDay - 1;
  decisions.push_back(earlier);
  const auto decided = decide(decisions);
  EXPECT_EQ(decided.accounts, 3U) << "what another run led to is another statement's";
  EXPECT_EQ(decided.returning, 3U);
  decisions.back().events.back().at = kFixtureDay + 1;
  EXPECT_EQ(decide(decisions).returning, 0U) << "nothing returns before it was acted on";
}

TEST(MeasuresTest, AnAccountThatItWasReversedForIsNoMoreOfThoseRestricted) {
  auto decision = decided("x", "n1", "n1", {ActionKind::kSuspend});
  decision.draft.subject.kind = SubjectKind::kNetwork;
  DecisionEvent reversed{DecisionEventKind::kReversedFor, kFixtureDay, "ria", "a fan"};
  reversed.account = "clipper:7";
  decision.events.push_back(reversed);
  const auto one = decide({decision});
  EXPECT_EQ(one.accounts, 19U);
  ASSERT_EQ(one.actions.size(), 1U);
  EXPECT_EQ(one.actions[0].accounts, 19U);
  EXPECT_EQ(one.accounts_taken_back, 1U);
  auto again = decided("y", "n1", "n1", {ActionKind::kSuspend});
  again.draft.subject.kind = SubjectKind::kNetwork;
  const auto both = decide({decision, again});
  EXPECT_EQ(both.accounts, 20U) << "another decision holds it";
  EXPECT_EQ(both.accounts_taken_back, 0U);
  decision.events.back().at = kFixtureDay + 2 * kMicrosPerDay;  // after it is asked for
  EXPECT_EQ(decide({decision}).accounts, 20U);
}

TEST(MeasuresTest, EveryComplaintHasTheOutcomeThatAnswersIt) {
  auto decision = decided("x", "n1", "n1", {ActionKind::kSuspend});
  decision.draft.subject.kind = SubjectKind::kNetwork;
  const auto add = [&](DecisionEventKind kind, const std::string& account) {
    decision.events.push_back({kind, kFixtureDay, "x", "r"});
    decision.events.back().account = account;
  };
  for (const auto* const account : {"clipper:1", "clipper:2", "clipper:3", "clipper:4"}) {
    add(DecisionEventKind::kAppealed, account);
  }
  add(DecisionEventKind::kReversedFor, "clipper:2");
  add(DecisionEventKind::kUpheld, "clipper:3");
  auto decided = decide({decision});
  EXPECT_EQ(decided.appeals, 4U);
  EXPECT_EQ(decided.appeals_reversed, 1U);
  EXPECT_EQ(decided.appeals_upheld, 1U);
  add(DecisionEventKind::kUpheld, "");
  decided = decide({decision});
  EXPECT_EQ(decided.appeals_upheld, 3U) << "one answer to all who wait";
}

TEST(MeasuresTest, FollowsAComplaintToItsOutcome) {
  auto decisions = decided_on_many(3, "n1", {ActionKind::kSuspend});
  decisions[0].events.push_back({DecisionEventKind::kAppealed, kFixtureDay, "affected", "why"});
  decisions[1].events.push_back({DecisionEventKind::kAppealed, kFixtureDay, "affected", "why"});
  decisions[1].events.push_back(
      {DecisionEventKind::kReversed, kFixtureDay + kMicrosPerHour, "rev", "right"});
  const auto complaints = complaints_of({decisions, kFixtureDay + kMicrosPerDay});
  ASSERT_EQ(complaints.size(), 2U);
  EXPECT_FALSE(complaints[0].heard_at.has_value());
  EXPECT_EQ(complaints[1].heard_at, kFixtureDay + kMicrosPerHour);
  EXPECT_TRUE(complaints[1].reversed);
  const auto decided = decide(decisions);
  EXPECT_EQ(decided.appeals, 2U);
  EXPECT_EQ(decided.appeals_reversed, 1U);
  EXPECT_EQ(decided.accounts_taken_back, 1U);
}

}  // namespace
}  // namespace overt
