#pragma once
// overt serve: what the program says of it, and what its words mean.
// Thread safety: pure.

#include "base/result.h"
#include "edge/cli/arguments.h"
#include "edge/cli/program_text.h"
#include "edge/http/serve.h"

namespace overt::cli {

/// Its text, without the options that every command has.
CommandText serve_command_text();

/// Options of a parsed command line; errors say what is wrong and the accepted form.
Result<http::ServeOptions> interpret_serve(const Arguments& arguments);

}  // namespace overt::cli
