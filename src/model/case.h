#pragma once
// Case: a network (or an account, or an entity) that people look at, before and beside any
// decision: who works on it, what was noted, how it ended. A case is what its events say, in order;
// none is ever changed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/policy.h"

namespace overt {

enum class CaseEventKind : std::uint8_t {
  kOpened,
  kAssigned,  // to somebody, who works on it from then on
  kNoted,
  kClosed,
  kReopened,
};
inline constexpr std::size_t kCaseEventKindCount = 5;
/// "opened", "assigned", "noted", "closed", "reopened".
std::string_view name_of(CaseEventKind kind);

struct CaseEvent {
  CaseEventKind kind = CaseEventKind::kOpened;
  TimeUs at = 0;
  std::string by;    // a person's id
  std::string to;    // of kAssigned: a person's id
  std::string text;  // the note; why it was closed

  friend bool operator==(const CaseEvent&, const CaseEvent&) = default;
};

struct Case {
  std::string id;  // 12 hexadecimal digits, of its subject
  SubjectKind kind = SubjectKind::kNetwork;
  std::string subject;
  std::string run;    // that found it
  std::string title;  // one line for a queue
  TimeUs due_at = 0;  // when somebody must have looked at it
  std::vector<CaseEvent> events;

  friend bool operator==(const Case&, const Case&) = default;
};

bool is_open(const Case& one);
/// Who works on it; empty: nobody yet.
std::string assignee_of(const Case& one);

}  // namespace overt
