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

}  // namespace
}  // namespace overt
