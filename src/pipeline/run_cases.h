#pragma once
// overt cases: networks that people look at, before anything is decided.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"
#include "pipeline/staff_proof.h"

namespace overt {

enum class CasesVerb : std::uint8_t { kList, kShow, kOpen, kAssign, kNote, kClose, kReopen };
inline constexpr std::array<std::string_view, 7> kCasesVerbNames = {
    "list", "show", "open", "assign", "note", "close", "reopen"};

struct CasesOptions {
  CasesVerb verb = CasesVerb::kList;
  std::string data = "overt-data";
  std::string id;                   // a case's
  std::string run;                  // of open: a run directory
  std::string network;              // of open: this one; empty: each of the review tier
  std::uint32_t within_hours = 72;  // of open
  std::string by;
  StaffProof proof;  // that it is them
  std::string to;    // of assign
  std::string text;  // the note; why it is closed or opened again
  bool all = false;  // of list: closed ones too
  TimeUs at = 0;
};

Result<CommandAnswer> run_cases(const CasesOptions& options, Progress& progress);

}  // namespace overt
