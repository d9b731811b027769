#pragma once
// overt deliver: what the program says of it, and what its words mean.
// Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_deliver.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText deliver_command_text();

/// Options of a parsed command line; errors say what is missing and the accepted form.
Result<DeliverOptions> interpret_deliver(const Arguments& arguments);

}  // namespace overt::cli
