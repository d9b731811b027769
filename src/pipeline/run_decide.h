#pragma once
// overt decide and overt undo: people decide, on a network of a run or on a subject
// of which the platform holds facts, under a policy. What each may do is asked in one place
// (model/decision.h, stages/decisions); everything decided is in the ledger when this returns.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "model/decision.h"
#include "pipeline/command_answer.h"
#include "pipeline/decision_drafts.h"
#include "pipeline/staff_proof.h"
#include "pipeline/subject_sources.h"

namespace overt {

enum class DecideVerb : std::uint8_t {
  kPropose,
  kExplain,  // which clause, on what facts, and what would change it; proposes nothing
  kAgree,
  kRefuse,
  kAppeal,
  kHear,
  kShow,
  kList,
  kUndo,  // overt undo
};
inline constexpr std::array<std::string_view, 9> kDecideVerbNames = {
    "propose", "explain", "agree", "refuse", "appeal", "hear", "show", "list", "undo"};

struct DecideOptions {
  DecideVerb verb = DecideVerb::kList;
  std::string data = "overt-data";
  std::vector<std::string> decisions;  // ids
  std::string network;                 // all decisions about it, in place of ids
  /// Of propose, explain: this account alone. Of appeal: whose it is. Of hear: whose is heard.
  std::string account;
  DecideAbout about = DecideAbout::kMembers;
  std::string subject;  // of propose and explain, in place of a network: "account:clipper:1"
  std::string by;       // a person's id
  StaffProof proof;     // that it is them
  std::string reason;
  TimeUs at = 0;                    // of what is done
  std::optional<std::int32_t> day;  // the policy is asked for that day; none: the day of `at`
  std::string policy;               // a file
  std::string calendar;
  SubjectSources sources;  // of propose and explain: one run
  bool dry_run = false;    // of propose: say what would be proposed, and propose nothing
  std::string region;
  std::optional<ActionKind> up_to;
  std::string lang;
  bool reverse = false;  // of hear: the appeal is right
  bool whole = false;    // of hear: and the finding was wrong, for everybody
  std::string state;     // of list: only these; empty: all
};

Result<CommandAnswer> run_decide(const DecideOptions& options, Progress& progress);

}  // namespace overt
