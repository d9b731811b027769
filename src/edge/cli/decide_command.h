#pragma once
// overt decide, overt undo, overt people: what the program says of them, and what their words mean.
// Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_decide.h"

namespace overt::cli {

/// Their texts, without the options that every command has.
CommandText decide_command_text();
CommandText undo_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<DecideOptions> interpret_decide(const Arguments& arguments);
Result<DecideOptions> interpret_undo(const Arguments& arguments);

/// "2024-09-16T12:00:00Z".
Result<TimeUs> parse_time(std::string_view text);

/// --data, as every command on decisions has it.
OptionText data_option();

}  // namespace overt::cli
