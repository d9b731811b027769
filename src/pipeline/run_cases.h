#pragma once
// overt cases: networks that people look at, before anything is decided.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"
#include "pipeline/staff_proof.h"

namespace overt {

enum class CasesVerb : std::uint8_t {
  kList,
  kShow,
  kOpen,
  kAssign,
  kNote,
  kClose,
  kReopen,
  kQueue,       // what is next, and why
  kNext,        // take it
  kRenew,       // keep it for longer
  kRelease,     // put it back
  kEvidence,    // add some
  kHypothesis,  // what may explain it
  kTask,        // something to be done
  kDone,        // it is
  kJudge,
  kLink,       // to a decision
  kAgreement,  // of reviewers
  kInterest,   // a person has one, or none any more
  kGolden,     // a case with a known answer
  kRules,      // by which cases are handed out
};
inline constexpr std::array<std::string_view, 21> kCasesVerbNames = {
    "list",  "show",  "open",  "assign",    "note",     "close",      "reopen",
    "queue", "next",  "renew", "release",   "evidence", "hypothesis", "task",
    "done",  "judge", "link",  "agreement", "interest", "golden",     "rules"};

struct CasesOptions {
  CasesVerb verb = CasesVerb::kList;
  std::string data = "overt-data";
  std::string id;                   // a case's
  std::string run;                  // of open: a run directory
  std::string network;              // of open: this one; empty: each of the review tier
  std::uint32_t within_hours = 72;  // of open; of task: until when it is to be done
  std::string by;
  StaffProof proof;   // that it is them
  std::string to;     // of assign, task and interest: whom
  std::string text;   // the note, the finding, why
  std::string about;  // of evidence: where it is; of hypothesis: its name; of interest: in what
  std::string queue;  // of open, queue and next
  std::string likelihood;  // of hypothesis
  std::string confidence;
  std::string verdict;     // of judge and golden
  std::string decision;    // of link
  std::uint64_t task = 0;  // of done
  bool election = false;   // of open
  bool hard = false;       // of open
  bool end = false;        // of interest and golden: no more
  bool all = false;        // of list: closed ones too
  // Of rules; what is not said stays.
  std::optional<double> golden_share;
  std::optional<double> second_share;
  std::optional<TimeUs> lease;
  std::optional<std::uint64_t> hard_items;
  std::optional<TimeUs> hard_time;
  TimeUs at = 0;
};

Result<CommandAnswer> run_cases(const CasesOptions& options, Progress& progress);

class CaseWork;
/// Lists or shows (requires such a verb), with stores that are open already: whoever answers
/// thousands of such questions a second does not open them for each.
Result<CommandAnswer> look_at_cases(const CasesOptions& options, CaseWork& work);

}  // namespace overt
