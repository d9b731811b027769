#pragma once
// The command line: translates arguments into pipeline calls and results into exit codes.

namespace overt::cli {

/// Runs one command; returns the process's exit code (docs/cli.md).
int run(int argc, char** argv);

}  // namespace overt::cli
