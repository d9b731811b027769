#pragma once
// overt label: what the program says of it, what its words mean, and how its result reads.
// Thread safety: pure.

#include <string>

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_labels.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText label_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<LabelOptions> interpret_label(const Arguments& arguments);

std::string describe(const LabelOptions& options, const LabelSummary& summary, double seconds);
/// One line with one JSON object.
std::string to_json(const LabelOptions& options, const LabelSummary& summary, double seconds);

}  // namespace overt::cli
