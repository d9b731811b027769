#pragma once
// What a finished command says: a few lines for people, or one JSON object for programs.
// Thread safety: pure.

#include <string>

#include "pipeline/pipeline.h"

namespace overt::cli {

/// Lines that end in a line feed. `seconds` is the time the whole command took.
std::string describe(const PairsOptions& options, const PairsSummary& summary, double seconds);
std::string describe(const CoortweetOptions& options, const CoortweetSummary& summary,
                     double seconds);
std::string describe(const DetectOptions& options, const DetectSummary& summary, double seconds);
std::string describe(const SimulateOptions& options, const SimulateSummary& summary,
                     double seconds);

/// One line with one JSON object.
std::string to_json(const PairsOptions& options, const PairsSummary& summary, double seconds);
std::string to_json(const CoortweetOptions& options, const CoortweetSummary& summary,
                    double seconds);
std::string to_json(const DetectOptions& options, const DetectSummary& summary, double seconds);
std::string to_json(const SimulateOptions& options, const SimulateSummary& summary, double seconds);

}  // namespace overt::cli
