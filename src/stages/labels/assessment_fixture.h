#pragma once
// Control assessments for tests: a sheet that comes to control, and one that does not.

#include <string>

#include "model/label.h"

namespace overt::fixture {

inline std::int32_t day_of(std::string_view date) { return parse_partial_date(date)->first_day; }

inline ControlEvidence evidence(bool for_control, std::string_view grade = "B2",
                                ClaimStatus status = ClaimStatus::kReported) {
  ControlEvidence made;
  made.statement = for_control ? "an order was given" : "an order was refused";
  made.for_control = for_control;
  made.status = status;
  made.source.url = "https://press.example/1";
  made.source.publisher = "Press";
  made.source.grade = *parse_grade(grade);
  return made;
}

inline ControlReview review(std::string_view reviewer, ControlOutcome outcome) {
  ControlReview made;
  made.reviewer = reviewer;
  made.affiliation = "house of " + made.reviewer;
  made.conflicts = "none";
  made.outcome = outcome;
  made.day = *parse_partial_date("2024-05");
  return made;
}

/// All five criteria come to the finding, which two reviews share; valid 2024-06-01 to 2025-05-31.
inline ControlAssessment assessment(ControlFinding finding) {
  ControlAssessment made;
  made.id = "a1";
  made.label = "state-affiliated";
  made.entity = "outlet";
  made.name = "The Outlet";
  made.state = "state";
  made.assessed_day = day_of("2024-06-01");
  made.expires_day = day_of("2025-05-31");
  made.review_day = day_of("2025-03-01");
  made.reach = {"aa", AudienceAbroad::kYes};
  made.funding = PublicFunding::kMostly;
  for (CriterionSheet& sheet : made.criteria) {
    sheet.finding = finding;
    sheet.why = "as the evidence says";
    if (finding != ControlFinding::kIndependent) sheet.evidence.push_back(evidence(true));
    if (finding != ControlFinding::kState) sheet.evidence.push_back(evidence(false));
  }
  const ControlOutcome outcome = finding == ControlFinding::kState ? ControlOutcome::kControlled
                                                                   : ControlOutcome::kNotControlled;
  made.reviews = {review("first", outcome), review("second", outcome)};
  made.contest = {"letters@platform.example", "proof of an editor's independence", 30};
  return made;
}

inline CriterionSheet& sheet_of(ControlAssessment& assessment, ControlCriterion criterion) {
  return assessment.criteria.at(static_cast<std::size_t>(criterion));
}

}  // namespace overt::fixture
