#pragma once
// overt ledger and overt reconcile: what the program says of them, and what their words mean.
// Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_ledger.h"

namespace overt::cli {

/// Their texts, without the options that every command has.
CommandText ledger_command_text();
CommandText reconcile_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<LedgerOptions> interpret_ledger(const Arguments& arguments);
Result<LedgerOptions> interpret_reconcile(const Arguments& arguments);

}  // namespace overt::cli
