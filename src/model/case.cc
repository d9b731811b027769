#include "model/case.h"

#include <array>

namespace overt {

std::string_view name_of(CaseEventKind kind) {
  static constexpr std::array<std::string_view, kCaseEventKindCount> kNames = {
      "opened", "assigned", "noted", "closed", "reopened"};
  return kNames.at(static_cast<std::size_t>(kind));
}

bool is_open(const Case& one) {
  bool open = false;
  for (const CaseEvent& event : one.events) {
    if (event.kind == CaseEventKind::kOpened || event.kind == CaseEventKind::kReopened) open = true;
    if (event.kind == CaseEventKind::kClosed) open = false;
  }
  return open;
}

std::string assignee_of(const Case& one) {
  std::string assignee;
  for (const CaseEvent& event : one.events) {
    if (event.kind == CaseEventKind::kAssigned) assignee = event.to;
  }
  return assignee;
}

}  // namespace overt
