#pragma once
// overt breakers: what the program says of it, and what its words mean. Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_breakers.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText breakers_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<BreakersOptions> interpret_breakers(const Arguments& arguments);

}  // namespace overt::cli
