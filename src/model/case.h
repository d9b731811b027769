#pragma once
// Case: a network (or an account, or an entity) that people look at, before and beside any
// decision: who works on it, what was found and noted, what may explain it, what is to be done, how
// it was judged, how it ended. A case is what its events say, in order; none is ever changed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/attribution.h"
#include "model/policy.h"

namespace overt {

enum class CaseEventKind : std::uint8_t {
  kOpened,
  kAssigned,  // to somebody, who works on it from then on
  kNoted,
  kClosed,
  kReopened,
  kTaken,     // out of the queue, by one person until a time: nobody else is handed it
  kRenewed,   // the same, for longer
  kReleased,  // back into the queue before that time
  kEvidence,
  kHypothesis,  // what may explain it, beside what others think
  kTaskSet,
  kTaskDone,
  kJudged,  // by one reviewer, who does not see how others judged it
  kLinked,  // to a decision
};
inline constexpr std::size_t kCaseEventKindCount = 14;
/// "opened", "assigned", "noted", "closed", "reopened", "taken", "renewed", "released", "evidence",
/// "hypothesis", "task_set", "task_done", "judged", "linked".
std::string_view name_of(CaseEventKind kind);

/// What a reviewer says of a case.
enum class CaseVerdict : std::uint8_t {
  kInauthentic,  // it is what the run says, or worse
  kAuthentic,    // independent people, a newsroom, fans
  kUnclear,
};
inline constexpr std::size_t kCaseVerdictCount = 3;
/// "inauthentic", "authentic", "unclear".
std::string_view name_of(CaseVerdict verdict);
std::optional<CaseVerdict> case_verdict_named(std::string_view name);

struct CaseEvent {
  CaseEventKind kind = CaseEventKind::kOpened;
  TimeUs at = 0;
  std::string by;    // a person's id
  std::string to;    // of kAssigned and kTaskSet: a person's id
  std::string text;  // the note, the finding, the task; why it was closed or judged so
  // Of kEvidence: where it is. Of kHypothesis: its name. Of kTaskDone: the task's number, from 1.
  // Of kJudged: the verdict. Of kLinked: the decision.
  std::string about{};
  TimeUs until = 0;  // of kTaken and kRenewed: the lock's end; of kTaskSet: the deadline
  std::optional<Likelihood> likelihood{};  // of kHypothesis
  std::optional<Confidence> confidence{};

  friend bool operator==(const CaseEvent&, const CaseEvent&) = default;
};

struct Case {
  std::string id;  // 12 hexadecimal digits, of its subject
  SubjectKind kind = SubjectKind::kNetwork;
  std::string subject;
  std::string run;          // that found it
  std::string title;        // one line for a queue
  TimeUs due_at = 0;        // when somebody must have looked at it
  std::string queue{};      // whose work it is; empty: the queue without a name
  std::string tier{};       // of the finding
  std::uint64_t reach = 0;  // accounts that follow its accounts, or its accounts
  bool election = false;    // it touches an election period
  bool hard = false;        // violence, abuse: it counts towards what a person is shown in a day
  // What a person must have no interest in: "network:…", "account:tiktok:…", "entity:…",
  // "country:ru".
  std::vector<std::string> touches{};
  std::vector<CaseEvent> events;

  friend bool operator==(const Case&, const Case&) = default;
};

bool is_open(const Case& one);
/// Who works on it; empty: nobody yet.
std::string assignee_of(const Case& one);

/// Who has taken it out of the queue, and until when.
struct CaseLock {
  std::string by;
  TimeUs until = 0;
};
/// nullopt where it is in the queue: the lock has ended by itself, too.
std::optional<CaseLock> lock_of(const Case& one, TimeUs now);

struct CaseTask {
  std::size_t number = 0;  // from 1
  std::string text;
  std::string to;  // empty: nobody yet
  TimeUs due_at = 0;
  std::string set_by;
  TimeUs done_at = 0;  // 0: it is not done
};
std::vector<CaseTask> tasks_of(const Case& one);

/// Since the case was last opened, one a person, in their order.
struct CaseJudgement {
  std::string by;
  CaseVerdict verdict = CaseVerdict::kUnclear;
  TimeUs at = 0;
};
std::vector<CaseJudgement> judgements_of(const Case& one);

}  // namespace overt
