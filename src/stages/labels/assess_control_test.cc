#include "stages/labels/assess_control.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "stages/labels/assessment_fixture.h"

namespace overt {
namespace {

using fixture::assessment;
using fixture::day_of;
using fixture::evidence;
using fixture::review;
using fixture::sheet_of;

const std::int32_t kDay = day_of("2024-09-23");

bool has(const ControlResult& result, ControlReason reason) {
  return std::find(result.reasons.begin(), result.reasons.end(), reason) != result.reasons.end();
}

TEST(AssessControlTest, FiveCriteriaAndTwoReviewsMakeAnOutcome) {
  const ControlResult state = assess_control(assessment(ControlFinding::kState), kDay);
  EXPECT_EQ(state.outcome, ControlOutcome::kControlled);
  EXPECT_TRUE(state.in_force);
  EXPECT_EQ(state.reasons, std::vector{ControlReason::kCriteriaShowControl});
  const ControlResult free = assess_control(assessment(ControlFinding::kIndependent), kDay);
  EXPECT_EQ(free.outcome, ControlOutcome::kNotControlled);
  EXPECT_TRUE(free.in_force);
  const ControlResult mixed = assess_control(assessment(ControlFinding::kMixed), kDay);
  EXPECT_EQ(mixed.outcome, ControlOutcome::kInsufficient);
  EXPECT_FALSE(mixed.in_force);
}

TEST(AssessControlTest, AMissingCriterionIsInsufficient) {
  for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
    ControlAssessment sheet = assessment(ControlFinding::kState);
    sheet.criteria.at(i) = {};
    const ControlResult result = assess_control(sheet, kDay);
    EXPECT_EQ(result.outcome, ControlOutcome::kInsufficient) << i;
    EXPECT_FALSE(result.in_force);
    EXPECT_TRUE(has(result, ControlReason::kCriterionMissing));
  }
}

TEST(AssessControlTest, AccusationsPoorSourcesAndUnknownClaimsSupportNothing) {
  ControlEvidence unknown = evidence(true);
  unknown.claim = std::string(32, '0');
  unknown.found = false;
  const std::vector<ControlEvidence> useless = {evidence(true, "A1", ClaimStatus::kAlleged),
                                                evidence(true, "A1", ClaimStatus::kCharged),
                                                evidence(true, "A1", ClaimStatus::kDisputed),
                                                evidence(true, "A1", ClaimStatus::kWithdrawn),
                                                evidence(true, "C2"),
                                                evidence(true, "B3"),
                                                evidence(true, "F6"),
                                                unknown};
  for (const ControlEvidence& one : useless) {
    ControlAssessment sheet = assessment(ControlFinding::kState);
    sheet_of(sheet, ControlCriterion::kDecisions).evidence = {one};
    const ControlResult result = assess_control(sheet, kDay);
    EXPECT_EQ(result.outcome, ControlOutcome::kInsufficient);
    EXPECT_TRUE(has(result, ControlReason::kCriterionUnsupported));
  }
}

TEST(AssessControlTest, WithoutDecisionsOrALeverThereIsNoControl) {
  const auto without = [](std::vector<ControlCriterion> criteria) {
    ControlAssessment sheet = assessment(ControlFinding::kState);
    for (const ControlCriterion criterion : criteria) {
      sheet_of(sheet, criterion) = {ControlFinding::kIndependent, "", {evidence(false)}};
    }
    return assess_control(sheet, kDay).outcome;
  };
  EXPECT_EQ(without({ControlCriterion::kDecisions}), ControlOutcome::kInsufficient);
  EXPECT_EQ(without({ControlCriterion::kGovernance}), ControlOutcome::kControlled);
  EXPECT_EQ(without({ControlCriterion::kGovernance, ControlCriterion::kLeadership}),
            ControlOutcome::kInsufficient);
  EXPECT_EQ(without({ControlCriterion::kMission, ControlCriterion::kSafeguards,
                     ControlCriterion::kLeadership}),
            ControlOutcome::kInsufficient);
}

TEST(AssessControlTest, ReviewsMustBeTwoIndependentAndOfOneMind) {
  const auto with = [](std::vector<ControlReview> reviews) {
    ControlAssessment sheet = assessment(ControlFinding::kState);
    sheet.reviews = std::move(reviews);
    return assess_control(sheet, kDay);
  };
  const ControlReview first = review("first", ControlOutcome::kControlled);
  const ControlReview second = review("second", ControlOutcome::kControlled);
  ControlReview conflicted = second;
  conflicted.conflicted = true;
  ControlReview silent = second;
  silent.conflicts.clear();
  ControlReview same_house = second;
  same_house.affiliation = first.affiliation;
  ControlReview later = second;
  later.day = *parse_partial_date("2024-07");
  const ControlReview opposed = review("third", ControlOutcome::kNotControlled);
  for (const ControlReview& other : {conflicted, silent, same_house, later, first}) {
    const ControlResult result = with({first, other});
    EXPECT_EQ(result.outcome, ControlOutcome::kInsufficient);
    EXPECT_TRUE(has(result, ControlReason::kTooFewReviews));
  }
  EXPECT_TRUE(has(with({first, second, opposed}), ControlReason::kReviewsDisagree));
  const ControlReview fourth = review("fourth", ControlOutcome::kNotControlled);
  const ControlResult against = with({opposed, fourth});
  EXPECT_EQ(against.outcome, ControlOutcome::kInsufficient);
  EXPECT_TRUE(has(against, ControlReason::kReviewsContradictSheet));
  EXPECT_EQ(with({first, second, conflicted}).outcome, ControlOutcome::kControlled);
}

TEST(AssessControlTest, AnExpiredAssessmentIsNotInForce) {
  const ControlAssessment sheet = assessment(ControlFinding::kState);
  EXPECT_FALSE(assess_control(sheet, day_of("2024-05-31")).in_force);
  EXPECT_TRUE(assess_control(sheet, day_of("2024-06-01")).in_force);
  EXPECT_TRUE(assess_control(sheet, day_of("2025-05-31")).in_force);
  const ControlResult over = assess_control(sheet, day_of("2025-06-01"));
  EXPECT_FALSE(over.in_force);
  EXPECT_TRUE(has(over, ControlReason::kExpired));
  EXPECT_TRUE(has(assess_control(sheet, day_of("2025-03-02")), ControlReason::kReviewOverdue));
}

TEST(AssessControlTest, PublicFundingOnlyShortensHowLongAnOutcomeHolds) {
  ControlAssessment sheet = assessment(ControlFinding::kState);
  sheet.expires_day = day_of("2030-01-01");
  const ControlResult raised = assess_control(sheet, kDay);
  EXPECT_TRUE(raised.raised_scrutiny);
  EXPECT_EQ(raised.expires_day, sheet.assessed_day + kControlDaysMaxRaised);
  sheet.funding = PublicFunding::kNone;
  const ControlResult plain = assess_control(sheet, kDay);
  EXPECT_FALSE(plain.raised_scrutiny);
  EXPECT_EQ(plain.expires_day, sheet.assessed_day + kControlDaysMax);
}

// ---- properties over random sheets -------------------------------------------------------------

ControlEvidence any_evidence() {
  const auto grade = *rc::gen::element<std::string>("A1", "B2", "B3", "C2", "F6");
  const auto status = static_cast<ClaimStatus>(*rc::gen::inRange<int>(0, kClaimStatusCount));
  return evidence(*rc::gen::arbitrary<bool>(), grade, status);
}

/// Every second one begins as a sheet with an outcome, and is changed in one criterion only.
ControlAssessment any_assessment() {
  if (*rc::gen::arbitrary<bool>()) {
    ControlAssessment sheet = assessment(*rc::gen::element(
        ControlFinding::kState, ControlFinding::kMixed, ControlFinding::kIndependent));
    const auto where = *rc::gen::inRange<std::size_t>(0, kControlCriterionCount);
    sheet.criteria.at(where).evidence.push_back(any_evidence());
    sheet.criteria.at(where).finding =
        static_cast<ControlFinding>(*rc::gen::inRange<int>(0, kControlFindingCount));
    return sheet;
  }
  ControlAssessment sheet = assessment(ControlFinding::kState);
  for (CriterionSheet& criterion : sheet.criteria) {
    criterion.finding =
        static_cast<ControlFinding>(*rc::gen::inRange<int>(0, kControlFindingCount));
    criterion.evidence.clear();
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) criterion.evidence.push_back(any_evidence());
  }
  sheet.reviews.clear();
  const int reviews = *rc::gen::inRange(0, 4);
  for (int i = 0; i < reviews; ++i) {
    const auto outcome = static_cast<ControlOutcome>(*rc::gen::inRange<int>(0, 3));
    sheet.reviews.push_back(review("r" + std::to_string(*rc::gen::inRange(0, 3)), outcome));
    sheet.reviews.back().conflicted = *rc::gen::inRange(0, 4) == 0;
  }
  sheet.funding = static_cast<PublicFunding>(*rc::gen::inRange<int>(0, kPublicFundingCount));
  return sheet;
}

/// The same sheet about another outlet of another state, seen by reviewers of other names.
ControlAssessment in_other_names(ControlAssessment sheet) {
  const auto rename = [](std::string& name) {
    std::reverse(name.begin(), name.end());
    name = "Q" + name;
  };
  for (std::string* const name : {&sheet.id, &sheet.entity, &sheet.name, &sheet.state}) {
    rename(*name);
  }
  sheet.reach.home = sheet.reach.home == "aa" ? "zz" : "aa";
  for (CriterionSheet& criterion : sheet.criteria) {
    for (ControlEvidence& one : criterion.evidence) {
      rename(one.statement);
      rename(one.source.publisher);
      rename(one.source.url);
    }
  }
  for (ControlReview& one : sheet.reviews) {
    rename(one.reviewer);
    rename(one.affiliation);
  }
  return sheet;
}

TEST(AssessControlTest, OtherNamesAndCountriesOnTheSameSheetGiveTheSameResult) {
  EXPECT_TRUE(rc::check([] {
    const ControlAssessment sheet = any_assessment();
    RC_ASSERT(assess_control(sheet, kDay) == assess_control(in_other_names(sheet), kDay));
  }));
}

TEST(AssessControlTest, TheOrderOfEvidenceAndReviewsDoesNotMatter) {
  EXPECT_TRUE(rc::check([] {
    ControlAssessment sheet = any_assessment();
    const ControlResult before = assess_control(sheet, kDay);
    for (CriterionSheet& criterion : sheet.criteria) {
      std::reverse(criterion.evidence.begin(), criterion.evidence.end());
    }
    std::reverse(sheet.reviews.begin(), sheet.reviews.end());
    RC_ASSERT(assess_control(sheet, kDay) == before);
  }));
}

TEST(AssessControlTest, FundingNeverChangesAnOutcome) {
  EXPECT_TRUE(rc::check([] {
    ControlAssessment sheet = any_assessment();
    const ControlResult before = assess_control(sheet, kDay);
    sheet.funding = static_cast<PublicFunding>(*rc::gen::inRange<int>(0, kPublicFundingCount));
    sheet.funding_evidence = {evidence(true, "A1", ClaimStatus::kConfirmed)};
    const ControlResult after = assess_control(sheet, kDay);
    RC_ASSERT(after.outcome == before.outcome);
    RC_ASSERT(after.findings == before.findings);
  }));
}

TEST(AssessControlTest, EvidenceForIndependenceNeverMakesAnOutletControlled) {
  EXPECT_TRUE(rc::check([] {
    ControlAssessment sheet = any_assessment();
    const ControlResult before = assess_control(sheet, kDay);
    const auto where = *rc::gen::inRange<std::size_t>(0, kControlCriterionCount);
    sheet.criteria.at(where).evidence.push_back(evidence(false, "A1"));
    const ControlResult after = assess_control(sheet, kDay);
    if (before.findings.at(where) != ControlFinding::kMissing) {
      RC_ASSERT(after.outcome == before.outcome);
    }
    RC_ASSERT(!(before.outcome == ControlOutcome::kNotControlled &&
                after.outcome == ControlOutcome::kControlled));
  }));
}

}  // namespace
}  // namespace overt
