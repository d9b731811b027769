#include "stages/cases/work_on_case.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kVic{"vic", {StaffRole::kViewer}};

Case some_case() {
  return open_case({SubjectKind::kNetwork, "n1", "r1", "12 accounts"}, kAna, 10, 100).value();
}

TEST(WorkOnCaseTest, OneSubjectHasOneCase) {
  EXPECT_EQ(some_case().id, case_id({SubjectKind::kNetwork, "n1", "another run", "later"}));
  EXPECT_NE(some_case().id, case_id({SubjectKind::kAccount, "n1", "r1", ""}));
}

TEST(WorkOnCaseTest, IsAssignedNotedClosedAndReopened) {
  Case one = some_case();
  EXPECT_EQ(assignee_of(one), "");
  ASSERT_TRUE(assign_case(one, kAna, kRui, 11).ok());
  ASSERT_TRUE(note_case(one, kRui, "two of the handles were renamed", 12).ok());
  EXPECT_EQ(assignee_of(one), "rui");
  ASSERT_TRUE(close_case(one, kRui, "a fan club", 13).ok());
  EXPECT_FALSE(is_open(one));
  EXPECT_FALSE(note_case(one, kRui, "and another thing", 14).ok());
  ASSERT_TRUE(reopen_case(one, kAna, "no fan club after all", 15).ok());
  EXPECT_TRUE(is_open(one));
  EXPECT_EQ(one.events.size(), 5U);
}

TEST(WorkOnCaseTest, WhoOnlyReadsChangesNothingAndIsAssignedNothing) {
  Case one = some_case();
  EXPECT_EQ(note_case(one, kVic, "x", 11).error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(assign_case(one, kAna, kVic, 11).error().code, ErrorCode::kPermissionDenied);
  EXPECT_FALSE(open_case({}, kVic, 1, 2).ok());
  EXPECT_EQ(one, some_case());
}

TEST(WorkOnCaseTest, ThePastIsNotAddedToAndWordsAreNeeded) {
  Case one = some_case();
  EXPECT_FALSE(note_case(one, kAna, "early", 9).ok());
  EXPECT_FALSE(note_case(one, kAna, " ", 11).ok());
  EXPECT_FALSE(reopen_case(one, kAna, "it is open", 11).ok());
}

TEST(WorkOnCaseTest, ALockIsOnePersonsUntilItEndsByItself) {
  Case one = some_case();
  ASSERT_TRUE(take_case(one, kRui, 20, 50).ok());
  EXPECT_EQ(lock_of(one, 49)->by, "rui");
  EXPECT_EQ(take_case(one, kAna, 30, 60).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(judge_case(one, kAna, CaseVerdict::kUnclear, "x", 30).error().code,
            ErrorCode::kUnavailable);
  EXPECT_EQ(close_case(one, kAna, "x", 30).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(note_case(one, kAna, "others discuss", 30).ok());
  EXPECT_FALSE(renew_case(one, kAna, 31, 90).ok());
  ASSERT_TRUE(renew_case(one, kRui, 40, 70).ok());
  EXPECT_EQ(lock_of(one, 60)->until, 70);
  EXPECT_FALSE(lock_of(one, 70).has_value()) << "whoever had it may have crashed";
  EXPECT_FALSE(renew_case(one, kRui, 71, 90).ok()) << "too late";
  ASSERT_TRUE(take_case(one, kAna, 71, 90).ok());
  ASSERT_TRUE(release_case(one, kAna, 72).ok());
  EXPECT_FALSE(lock_of(one, 73).has_value());
  EXPECT_FALSE(take_case(one, kRui, 74, 74).ok());
}

TEST(WorkOnCaseTest, WhoHasAnInterestTakesNoPart) {
  Case one = some_case();
  one.touches = {"account:x:1", "country:ru", "network:n1"};
  Person eva{"eva", {StaffRole::kReviewer}};
  eva.interests = {"country:de", "country:ru"};
  EXPECT_EQ(note_case(one, eva, "x", 11).error().code, ErrorCode::kPermissionDenied);
  EXPECT_NE(take_case(one, eva, 11, 20).error().message.find("country:ru"), std::string::npos);
  EXPECT_FALSE(assign_case(one, kAna, eva, 11).ok());
  EXPECT_FALSE(set_task(one, kAna, "look", &eva, 11, 20).ok());
  EXPECT_EQ(one.events.size(), 1U);
}

TEST(WorkOnCaseTest, HypothesesStandSideBySideAndTheLastOfEachCounts) {
  Case one = some_case();
  ASSERT_TRUE(
      add_hypothesis(one, kAna, {"fans", Likelihood::kLikely, Confidence::kLow, "x"}, 11).ok());
  ASSERT_TRUE(
      add_hypothesis(one, kRui, {"fans", Likelihood::kUnlikely, Confidence::kHigh, "y"}, 12).ok());
  ASSERT_TRUE(
      add_hypothesis(one, kAna, {"fans", Likelihood::kUnlikely, Confidence::kLow, "z"}, 13).ok());
  ASSERT_TRUE(add_evidence(one, kAna, "https://a.example", "one script", 14).ok());
  EXPECT_FALSE(add_hypothesis(one, kAna, {"fans", {}, {}, ""}, 15).ok());
  const auto stated = hypotheses_of(one);
  ASSERT_EQ(stated.size(), 2U);
  EXPECT_EQ(stated[0].text, "z");
  EXPECT_EQ(stated[1].likelihood, Likelihood::kUnlikely);
  for (std::size_t i = 0; i < kLikelihoodCount; ++i) {
    EXPECT_EQ(likelihood_named(name_of(static_cast<Likelihood>(i))), static_cast<Likelihood>(i));
  }
  EXPECT_EQ(confidence_named("certain"), std::nullopt);
}

TEST(WorkOnCaseTest, TasksHaveDeadlinesAndAreDoneOnce) {
  Case one = some_case();
  ASSERT_TRUE(set_task(one, kAna, "ask the platform", &kRui, 11, 90).ok());
  ASSERT_TRUE(set_task(one, kAna, "look again", nullptr, 12, 95).ok());
  EXPECT_FALSE(set_task(one, kAna, "yesterday", nullptr, 13, 13).ok());
  ASSERT_TRUE(finish_task(one, kRui, 1, 20).ok());
  EXPECT_FALSE(finish_task(one, kRui, 1, 21).ok());
  EXPECT_FALSE(finish_task(one, kRui, 3, 21).ok());
  const auto tasks = tasks_of(one);
  ASSERT_EQ(tasks.size(), 2U);
  EXPECT_EQ(tasks[0].done_at, 20);
  EXPECT_EQ(tasks[0].to, "rui");
  EXPECT_EQ(tasks[1].due_at, 95);
  EXPECT_EQ(tasks[1].done_at, 0);
}

TEST(WorkOnCaseTest, EachJudgesOnceAndReopeningBeginsAnew) {
  Case one = some_case();
  ASSERT_TRUE(take_case(one, kRui, 11, 50).ok());
  ASSERT_TRUE(judge_case(one, kRui, CaseVerdict::kAuthentic, "fans", 12).ok());
  EXPECT_FALSE(lock_of(one, 13).has_value()) << "judging gives it back";
  EXPECT_FALSE(judge_case(one, kRui, CaseVerdict::kUnclear, "hm", 13).ok());
  ASSERT_TRUE(judge_case(one, kAna, CaseVerdict::kInauthentic, "script", 14).ok());
  EXPECT_EQ(judgements_of(one).size(), 2U);
  ASSERT_TRUE(link_decision(one, kAna, "d1", 15).ok());
  ASSERT_TRUE(close_case(one, kAna, "decided", 16).ok());
  ASSERT_TRUE(reopen_case(one, kAna, "appeal", 17).ok());
  EXPECT_TRUE(judgements_of(one).empty());
  EXPECT_TRUE(judge_case(one, kRui, CaseVerdict::kUnclear, "hm", 18).ok());
}

}  // namespace
}  // namespace overt
