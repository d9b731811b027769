#pragma once
// overt labeler: an AT Protocol labeler in the data folder: made, shown, its key changed, its store
// made smaller. Labels come into it through overt deliver --sink labeler, and out through overt
// serve.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "pipeline/command_answer.h"

namespace overt {

enum class LabelerVerb : std::uint8_t {
  kInit,       // its store and its key
  kShow,       // who it is, and what its DID document must say
  kList,       // labels that hold, by patterns of subjects
  kChangeKey,  // another key; every label is signed anew
  kCompact,    // forget labels that hold no longer
};
inline constexpr std::array<std::string_view, 5> kLabelerVerbNames = {"init", "show", "list",
                                                                      "change-key", "compact"};

struct LabelerOptions {
  LabelerVerb verb = LabelerVerb::kShow;
  std::string data = "overt-data";
  std::vector<std::string> patterns;  // of list; none: all
  std::string did;                    // of init
  TimeUs holds_us = 0;                // of init: how long a label holds; 0: until taken back
  std::string endpoint;               // of show: where it is served
  std::uint32_t list_max = 1'000;
  TimeUs at = 0;
};

Result<CommandAnswer> run_labeler(const LabelerOptions& options, Progress& progress);

}  // namespace overt
