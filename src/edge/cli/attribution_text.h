#pragma once
// What the commands on attribution say: a table for people, or one JSON object for programs.
// Thread safety: pure.

#include <string>

#include "pipeline/run_evaluate_attribution.h"
#include "pipeline/run_explain.h"

namespace overt::cli {

std::string describe(const EvaluateAttributionOptions& options, const AttributionScore& score,
                     double seconds);
std::string describe(const ExplainOptions& options, const ExplainSummary& summary, double seconds);

/// One line with one JSON object.
std::string to_json(const EvaluateAttributionOptions& options, const AttributionScore& score,
                    double seconds);
std::string to_json(const ExplainOptions& options, const ExplainSummary& summary, double seconds);

}  // namespace overt::cli
