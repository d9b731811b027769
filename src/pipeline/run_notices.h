#pragma once
// overt notices: what the affected are told and were told, what keeps a notice back, a link to
// appeal for somebody who lost theirs, and how right each clause has been.

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

enum class NoticesVerb : std::uint8_t {
  kShow,       // of a decision, as they were written or would be
  kList,       // all that were written
  kRetry,      // writes those anew that are blocked
  kLink,       // an account's link to appeal
  kSettings,   // a notices.yaml to fill in
  kPrecision,  // of each clause
};
inline constexpr std::array<std::string_view, 6> kNoticesVerbNames = {
    "show", "list", "retry", "link", "settings", "precision"};

struct NoticesOptions {
  NoticesVerb verb = NoticesVerb::kList;
  std::string data = "overt-data";
  std::string decision;  // of show and link
  std::string account;   // of show and link: this one alone
  std::string state;     // of list: only these; empty: all
  std::string policy;    // of precision: its id; empty: all
  std::string by;        // of retry and link: a person's id
  StaffProof proof;      // that it is them
  TimeUs at = 0;         // of retry
};

/// Not sound where list finds notices that are blocked.
Result<CommandAnswer> run_notices(const NoticesOptions& options, Progress& progress);

}  // namespace overt
