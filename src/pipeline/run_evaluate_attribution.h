#pragma once
// overt evaluate --attribution: simulated platforms with entities, networks that they run, and
// traps (scenario/entities.h), and what attribution makes of them. The networks are given: whether
// they are found is another scorecard. With `detected` it is the whole way instead: logs of
// fall-2024, in which the engine has to find the networks before anybody asks whose they are.
// The same score at any number of threads.

#include <cstdint>

#include "base/progress.h"
#include "base/result.h"
#include "model/attribution_score.h"
#include "pipeline/pipeline.h"

namespace overt {

struct EvaluateAttributionOptions {
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 10;
  std::uint64_t readers = 2'500;  // of a log; with `detected` its accounts
  bool detected = false;
  ResourceOptions resources;
};

Result<AttributionScore> run_evaluate_attribution(const EvaluateAttributionOptions& options,
                                                  Progress& progress);

}  // namespace overt
