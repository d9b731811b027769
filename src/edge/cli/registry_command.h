#pragma once
// overt registry: what the program says of it, and what its words mean.
// Thread safety: pure.

#include <string>

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "pipeline/run_registry.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText registry_command_text();

/// Operands and options of a parsed command line; errors say what is missing and the accepted form.
Result<RegistryOptions> interpret_registry(const Arguments& arguments);

std::string describe(const RegistryOptions& options, const RegistryAnswer& answer, double seconds);
/// One line with one JSON object.
std::string to_json(const RegistryOptions& options, const RegistryAnswer& answer, double seconds);

}  // namespace overt::cli
