#pragma once
// From a control assessment to its outcome on a day.
//
// A criterion's finding stands only where usable evidence supports it: *state* needs evidence for
// control, *independent* evidence for independence, *mixed* both. Evidence is usable where its
// claim may decide (model/claim.h): an accusation, a disputed claim and a poor source never are.
//
//   state-controlled      all five criteria have a finding; `decisions` is state; so is
//   `governance`
//                         or `leadership` (the lever); three at least are state
//   not-state-controlled  all five have one; `decisions` and `safeguards` are independent; one at
//                         most is state
//   insufficient          everything else
//
// Either outcome stands only where two reviews at least, by reviewers without conflicts and of
// different affiliations, conclude the same, and none of that kind concludes otherwise.
//
// Funding is not read by any of this. Public or unknown funding raises the scrutiny: the outcome,
// either one, holds for a year at most, else for two. Nothing here looks at who the outlet, the
// state or the reviewers are: other names and countries on the same sheet give the same result.
//
// Cost: linear in the sheet. Thread safety: pure.

#include <cstdint>

#include "model/label.h"

namespace overt {

inline constexpr std::uint32_t kControlReviewsMin = 2;
inline constexpr std::uint32_t kStateCriteriaMin = 3;
inline constexpr std::int32_t kControlDaysMax = 731;
inline constexpr std::int32_t kControlDaysMaxRaised = 366;

/// `day` in days since 1970-01-01.
ControlResult assess_control(const ControlAssessment& assessment, std::int32_t day);

/// Whether a piece of evidence may support a finding.
bool is_usable(const ControlEvidence& evidence);

}  // namespace overt
