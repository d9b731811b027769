#pragma once
// Which right each command of the command line asks of the person it is done by. Commands that are
// not here read files of whoever runs them and are done by nobody in particular. The rules behind a
// command (stages/decisions, stages/cases) may ask for more: here is what is asked in any case.
// Thread safety: pure.

#include <span>
#include <string_view>

#include "base/result.h"
#include "model/decision.h"

namespace overt {

struct CommandRight {
  std::string_view command;
  std::string_view verb;  // of a command without verbs: empty
  Right right = Right::kRead;
  std::string_view doing;  // "X may not …"
  std::string_view needs;  // "; that needs …"
};

std::span<const CommandRight> command_rights();

/// kPermissionDenied where the person may not. The command must be in the table.
Result<void> check_command_right(const Person& person, std::string_view command,
                                 std::string_view verb);

}  // namespace overt
