#pragma once
// How people work on cases: who may, and in what order. Errors are kPermissionDenied (who) and
// kInvalidArgument (what, when), and say why. Pure; the caller keeps the case.

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
/// `to` must be somebody who may work on cases.
Result<void> assign_case(Case& one, const Person& by, const Person& to, TimeUs at);
Result<void> note_case(Case& one, const Person& by, std::string text, TimeUs at);
Result<void> close_case(Case& one, const Person& by, std::string text, TimeUs at);
Result<void> reopen_case(Case& one, const Person& by, std::string text, TimeUs at);

}  // namespace overt
