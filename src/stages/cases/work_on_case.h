#pragma once
// How people work on cases: who may, and in what order. Nobody works on a case about which they
// have an interest; what one person has taken out of the queue, others discuss but neither judge
// nor close. Errors are kPermissionDenied (who), kInvalidArgument (what, when) and kUnavailable
// (taken by somebody else), and say why. Pure; the caller keeps the case: each step adds one event.

#include <optional>
#include <string>

#include "base/result.h"
#include "model/case.h"
#include "model/decision.h"

namespace overt {

struct CaseSubject {
  SubjectKind kind = SubjectKind::kNetwork;
  std::string id;
  std::string run;
  std::string title;
};

/// One subject has one case, whichever run finds it again: the id says so.
std::string case_id(const CaseSubject& subject);

Result<Case> open_case(CaseSubject subject, const Person& by, TimeUs at, TimeUs due_at);
/// `to` must be somebody who may work on this case.
Result<void> assign_case(Case& one, const Person& by, const Person& to, TimeUs at);
Result<void> note_case(Case& one, const Person& by, std::string text, TimeUs at);
Result<void> close_case(Case& one, const Person& by, std::string text, TimeUs at);
Result<void> reopen_case(Case& one, const Person& by, std::string text, TimeUs at);

/// Out of the queue until then; nobody else has it.
Result<void> take_case(Case& one, const Person& by, TimeUs at, TimeUs until);
/// For longer, while the lock is theirs still.
Result<void> renew_case(Case& one, const Person& by, TimeUs at, TimeUs until);
Result<void> release_case(Case& one, const Person& by, TimeUs at);

/// `where`: an address, a claim's id, a file; where others find it again.
Result<void> add_evidence(Case& one, const Person& by, std::string where, std::string text,
                          TimeUs at);
/// Of the same person and name the last one counts; those of others stand beside it.
struct StatedHypothesis {
  std::string name;
  Likelihood likelihood = Likelihood::kRoughlyEvenChance;
  Confidence confidence = Confidence::kLow;
  std::string text;  // why
};
Result<void> add_hypothesis(Case& one, const Person& by, StatedHypothesis hypothesis, TimeUs at);
/// `to`: nullptr is nobody yet.
Result<void> set_task(Case& one, const Person& by, std::string text, const Person* to, TimeUs at,
                      TimeUs due_at);
Result<void> finish_task(Case& one, const Person& by, std::size_t number, TimeUs at);
/// Once a person, while nobody else has taken it.
Result<void> judge_case(Case& one, const Person& by, CaseVerdict verdict, std::string text,
                        TimeUs at);
Result<void> link_decision(Case& one, const Person& by, std::string decision, TimeUs at);

/// The words of model/attribution.h.
std::optional<Likelihood> likelihood_named(std::string_view name);
std::optional<Confidence> confidence_named(std::string_view name);

/// The last of each person under each name, in the order they were first stated.
std::vector<CaseEvent> hypotheses_of(const Case& one);

}  // namespace overt
