#pragma once
// overt statements: what the program says of it, and what its words mean.
// Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_statements.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText statements_command_text();

/// Options of a parsed command line; errors say what is missing and the accepted form.
Result<StatementsOptions> interpret_statements(const Arguments& arguments);

}  // namespace overt::cli
