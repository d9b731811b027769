#pragma once
// One seed of an evaluation: the log is simulated into memory, the engine goes its whole way on
// it as overt detect does, the rivals judge the same traces, and all are compared with the truth.

#include <cstdint>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "model/scorecard.h"
#include "pipeline/pool_scores.h"

namespace overt {

struct SeedOptions {
  std::string scenario;
  std::uint64_t seed = 1;
  std::uint64_t accounts = 0;
  bool planted = true;
  TimeUs window = 0;
  double level = 0;
  bool alike_texts = false;  // as of DetectOptions
  bool by_language = false;
};

/// The engine's rules first, then the rivals'.
std::vector<RuleText> scored_rules();

/// The same score at any number of threads.
Result<SeedScore> examine_seed(const SeedOptions& options, ThreadPool& pool, Progress& progress);

}  // namespace overt
