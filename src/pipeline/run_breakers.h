#pragma once
// overt breakers: which limits on what goes out hold, how near they are, and how a looser
// breakers.yaml comes to hold.

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

enum class BreakersVerb : std::uint8_t {
  kSettings,  // a breakers.yaml to change
  kShow,      // the limits that hold, what was counted, what is tripped
  kHistory,   // every change of the limits
  kAccept,    // breakers.yaml holds, also where it is looser
};
inline constexpr std::array<std::string_view, 4> kBreakersVerbNames = {"settings", "show",
                                                                       "history", "accept"};

struct BreakersOptions {
  BreakersVerb verb = BreakersVerb::kShow;
  std::string data = "overt-data";
  std::string by;  // of kAccept: a person who may approve
  StaffProof proof;
  std::string reason;
  TimeUs at = 0;
};

/// kShow is not sound where a breaker is tripped.
Result<CommandAnswer> run_breakers(const BreakersOptions& options, Progress& progress);

}  // namespace overt
