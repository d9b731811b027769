#pragma once
// overt people: what the program says of it, and what its words mean; and the options with which
// every command that is done --by somebody takes a proof that it is them. Thread safety: pure.

#include <vector>

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_people.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText people_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<PeopleOptions> interpret_people(const Arguments& arguments);

/// --token-file and --password-file.
std::vector<OptionText> proof_options();

}  // namespace overt::cli
