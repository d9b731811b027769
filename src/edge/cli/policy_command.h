#pragma once
// overt policy: what the program says of it, and what its words mean.
// Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_policy.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText policy_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<PolicyOptions> interpret_policy(const Arguments& arguments);

/// The options that say where facts come from, and what they mean; for every command that asks a
/// policy.
std::vector<OptionText> fact_options();
Result<SubjectSources> read_fact_options(const Arguments& arguments);

/// "2024-09-04" as days since 1970-01-01; "US", as given.
Result<std::int32_t> parse_one_day(std::string_view text);
Result<std::string> parse_region(std::string_view text);

}  // namespace overt::cli
