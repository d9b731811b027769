#include "model/case.h"

#include <array>

namespace overt {
namespace {

constexpr std::array<std::string_view, kCaseEventKindCount> kEventNames = {
    "opened",   "assigned", "noted",      "closed",   "reopened",  "taken",  "renewed",
    "released", "evidence", "hypothesis", "task_set", "task_done", "judged", "linked"};
constexpr std::array<std::string_view, kCaseVerdictCount> kVerdictNames = {"inauthentic",
                                                                           "authentic", "unclear"};

/// A number that a task was given; 0 where it is none.
std::size_t number_in(std::string_view text) {
  std::size_t number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9' || number > 1'000'000) return 0;
    number = number * 10 + static_cast<std::size_t>(digit - '0');
  }
  return number;
}

}  // namespace

std::string_view name_of(CaseEventKind kind) {
  return kEventNames.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(CaseVerdict verdict) {
  return kVerdictNames.at(static_cast<std::size_t>(verdict));
}

std::optional<CaseVerdict> case_verdict_named(std::string_view name) {
  for (std::size_t i = 0; i < kCaseVerdictCount; ++i) {
    if (kVerdictNames.at(i) == name) return static_cast<CaseVerdict>(i);
  }
  return std::nullopt;
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

std::optional<CaseLock> lock_of(const Case& one, TimeUs now) {
  std::optional<CaseLock> lock;
  for (const CaseEvent& event : one.events) {
    switch (event.kind) {
      case CaseEventKind::kTaken:
      case CaseEventKind::kRenewed:
        lock = CaseLock{event.by, event.until};
        break;
      case CaseEventKind::kReleased:
      case CaseEventKind::kClosed:
        lock.reset();
        break;
      case CaseEventKind::kJudged:
        if (lock && lock->by == event.by) lock.reset();
        break;
      default:
        break;
    }
  }
  if (lock && lock->until <= now) lock.reset();
  return lock;
}

std::vector<CaseTask> tasks_of(const Case& one) {
  std::vector<CaseTask> tasks;
  for (const CaseEvent& event : one.events) {
    if (event.kind == CaseEventKind::kTaskSet) {
      tasks.push_back({tasks.size() + 1, event.text, event.to, event.until, event.by, 0});
    }
    if (event.kind != CaseEventKind::kTaskDone) continue;
    const std::size_t number = number_in(event.about);
    if (number > 0 && number <= tasks.size()) tasks[number - 1].done_at = event.at;
  }
  return tasks;
}

std::vector<CaseJudgement> judgements_of(const Case& one) {
  std::vector<CaseJudgement> judgements;
  for (const CaseEvent& event : one.events) {
    if (event.kind == CaseEventKind::kReopened) judgements.clear();
    if (event.kind != CaseEventKind::kJudged) continue;
    const auto verdict = case_verdict_named(event.about);
    if (verdict) judgements.push_back({event.by, *verdict, event.at});
  }
  return judgements;
}

}  // namespace overt
