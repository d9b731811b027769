#include "stages/labels/assess_control.h"

#include <algorithm>
#include <set>
#include <string>

namespace overt {
namespace {

constexpr auto kCriterion = [](ControlCriterion criterion) {
  return static_cast<std::size_t>(criterion);
};

class Weighing {
 public:
  Weighing(const ControlAssessment& assessment, std::int32_t day)
      : assessment_(assessment), day_(day) {}

  ControlResult run() {
    for (std::size_t i = 0; i < kControlCriterionCount; ++i) weigh_criterion(i);
    const ControlOutcome sheet = outcome_of_sheet();
    result_.outcome = confirmed_by_reviews(sheet) ? sheet : ControlOutcome::kInsufficient;
    set_time();
    std::sort(result_.reasons.begin(), result_.reasons.end());
    const auto end = std::unique(result_.reasons.begin(), result_.reasons.end());
    result_.reasons.erase(end, result_.reasons.end());
    return std::move(result_);
  }

 private:
  void because(ControlReason reason) { result_.reasons.push_back(reason); }

  void weigh_criterion(std::size_t i) {
    const CriterionSheet& sheet = assessment_.criteria.at(i);
    for (const ControlEvidence& evidence : sheet.evidence) {
      if (!is_usable(evidence)) continue;
      ++(evidence.for_control ? result_.for_control : result_.for_independence).at(i);
    }
    if (sheet.finding == ControlFinding::kMissing) {
      because(ControlReason::kCriterionMissing);
    } else if (is_supported(sheet.finding, i)) {
      result_.findings.at(i) = sheet.finding;
    } else {
      because(ControlReason::kCriterionUnsupported);
    }
  }

  [[nodiscard]] bool is_supported(ControlFinding finding, std::size_t i) const {
    const bool control = result_.for_control.at(i) > 0;
    const bool independence = result_.for_independence.at(i) > 0;
    switch (finding) {
      case ControlFinding::kState:
        return control;
      case ControlFinding::kIndependent:
        return independence;
      case ControlFinding::kMixed:
        return control && independence;
      case ControlFinding::kMissing:
        return false;
    }
    return false;
  }

  [[nodiscard]] bool comes_to(ControlCriterion criterion, ControlFinding finding) const {
    return result_.findings.at(kCriterion(criterion)) == finding;
  }

  ControlOutcome outcome_of_sheet() {
    const auto count = [&](ControlFinding finding) {
      return std::count(result_.findings.begin(), result_.findings.end(), finding);
    };
    if (count(ControlFinding::kMissing) > 0) return ControlOutcome::kInsufficient;
    const auto state = count(ControlFinding::kState);
    const bool lever = comes_to(ControlCriterion::kGovernance, ControlFinding::kState) ||
                       comes_to(ControlCriterion::kLeadership, ControlFinding::kState);
    if (comes_to(ControlCriterion::kDecisions, ControlFinding::kState) && lever &&
        state >= kStateCriteriaMin) {
      because(ControlReason::kCriteriaShowControl);
      return ControlOutcome::kControlled;
    }
    if (comes_to(ControlCriterion::kDecisions, ControlFinding::kIndependent) &&
        comes_to(ControlCriterion::kSafeguards, ControlFinding::kIndependent) && state <= 1) {
      because(ControlReason::kCriteriaShowIndependence);
      return ControlOutcome::kNotControlled;
    }
    because(ControlReason::kCriteriaAreMixed);
    return ControlOutcome::kInsufficient;
  }

  /// Two reviews of one house are one voice.
  bool confirmed_by_reviews(ControlOutcome sheet) {
    std::set<std::string> reviewers;
    std::set<std::string> affiliations;
    std::set<ControlOutcome> outcomes;
    for (const ControlReview& review : assessment_.reviews) {
      if (review.conflicted || review.conflicts.empty()) continue;
      if (review.day.first_day > assessment_.assessed_day) continue;
      reviewers.insert(review.reviewer);
      affiliations.insert(review.affiliation);
      outcomes.insert(review.outcome);
    }
    result_.independent_reviews =
        static_cast<std::uint32_t>(std::min(reviewers.size(), affiliations.size()));
    if (result_.independent_reviews < kControlReviewsMin) {
      because(ControlReason::kTooFewReviews);
      return false;
    }
    if (outcomes.size() > 1) {
      because(ControlReason::kReviewsDisagree);
      return false;
    }
    if (sheet != ControlOutcome::kInsufficient && *outcomes.begin() != sheet) {
      because(ControlReason::kReviewsContradictSheet);
      return false;
    }
    return true;
  }

  void set_time() {
    result_.raised_scrutiny = assessment_.funding != PublicFunding::kNone;
    const std::int32_t longest = result_.raised_scrutiny ? kControlDaysMaxRaised : kControlDaysMax;
    result_.expires_day = std::min(assessment_.expires_day, assessment_.assessed_day + longest);
    const bool begun = day_ >= assessment_.assessed_day;
    const bool over = day_ > result_.expires_day;
    if (!begun) because(ControlReason::kNotYet);
    if (over) because(ControlReason::kExpired);
    result_.in_force = begun && !over && result_.outcome != ControlOutcome::kInsufficient;
    if (result_.in_force && day_ > assessment_.review_day) because(ControlReason::kReviewOverdue);
  }

  const ControlAssessment& assessment_;
  std::int32_t day_;
  ControlResult result_;
};

}  // namespace

bool is_usable(const ControlEvidence& evidence) {
  return evidence.found && may_decide(evidence.status, evidence.source.grade);
}

ControlResult assess_control(const ControlAssessment& assessment, std::int32_t day) {
  return Weighing(assessment, day).run();
}

}  // namespace overt
