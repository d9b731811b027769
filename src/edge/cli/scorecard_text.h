#pragma once
// A scorecard as tables for a terminal, or as one JSON object for programs.
// Thread safety: pure.

#include <string>

#include "pipeline/run_evaluate.h"

namespace overt::cli {

/// Lines that end in a line feed. `seconds` is the time the whole command took.
std::string describe(const EvaluateOptions& options, const EvaluateSummary& summary,
                     double seconds);

/// One line with one JSON object; without the time it took, so that it is always the same.
std::string to_json(const EvaluateOptions& options, const EvaluateSummary& summary, double seconds);

}  // namespace overt::cli
