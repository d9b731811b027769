#pragma once
// overt notices: what the program says of it, and what its words mean. Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_notices.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText notices_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<NoticesOptions> interpret_notices(const Arguments& arguments);

}  // namespace overt::cli
