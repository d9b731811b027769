#include "stages/cases/work_on_case.h"

#include <fmt/format.h>

#include "base/digest.h"

namespace overt {
namespace {

constexpr std::size_t kIdDigits = 12;

Result<void> may_work(const Person& person) {
  if (may(person, Right::kWorkOnCases)) return {};
  return Error{ErrorCode::kPermissionDenied,
               fmt::format("{} may not work on cases; that needs an analyst", person.id)};
}

Result<void> check_step(const Case& one, const Person& by, TimeUs at, bool open) {
  RETURN_IF_ERROR(may_work(by));
  if (is_open(one) != open) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("case {} is {}", one.id, open ? "closed; reopen it first" : "open")};
  }
  if (at >= one.events.back().at) return {};
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("{} is before the last event of case {}, {}", format_rfc3339(at), one.id,
                           format_rfc3339(one.events.back().at))};
}

Result<void> need_text(const std::string& text) {
  if (text.find_first_not_of(" \t\n") != text.npos) return {};
  return Error{ErrorCode::kInvalidArgument, "say it in words; they are kept with the case"};
}

}  // namespace

std::string case_id(const CaseSubject& subject) {
  return sha256_hex(fmt::format("{}:{}", name_of(subject.kind), subject.id)).substr(0, kIdDigits);
}

Result<Case> open_case(CaseSubject subject, const Person& by, TimeUs at, TimeUs due_at) {
  RETURN_IF_ERROR(may_work(by));
  Case one;
  one.id = case_id(subject);
  one.kind = subject.kind;
  one.subject = std::move(subject.id);
  one.run = std::move(subject.run);
  one.title = std::move(subject.title);
  one.due_at = due_at;
  one.events.push_back({CaseEventKind::kOpened, at, by.id, {}, {}});
  return one;
}

Result<void> assign_case(Case& one, const Person& by, const Person& to, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(may_work(to));
  one.events.push_back({CaseEventKind::kAssigned, at, by.id, to.id, {}});
  return {};
}

Result<void> note_case(Case& one, const Person& by, std::string text, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(need_text(text));
  one.events.push_back({CaseEventKind::kNoted, at, by.id, {}, std::move(text)});
  return {};
}

Result<void> close_case(Case& one, const Person& by, std::string text, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, true));
  RETURN_IF_ERROR(need_text(text));
  one.events.push_back({CaseEventKind::kClosed, at, by.id, {}, std::move(text)});
  return {};
}

Result<void> reopen_case(Case& one, const Person& by, std::string text, TimeUs at) {
  RETURN_IF_ERROR(check_step(one, by, at, false));
  RETURN_IF_ERROR(need_text(text));
  one.events.push_back({CaseEventKind::kReopened, at, by.id, {}, std::move(text)});
  return {};
}

}  // namespace overt
