#pragma once
// The process's exit codes. A contract with scripts: docs/cli.md.

#include "base/result.h"

namespace overt::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitBadInput = 3;
inline constexpr int kExitTooManyRejects = 4;
inline constexpr int kExitLimit = 5;
inline constexpr int kExitInterrupted = 130;

int exit_code_of(ErrorCode code);

}  // namespace overt::cli
