#pragma once
// overt evaluate: simulated logs with their truth, the whole engine and its rivals on each, and
// one scorecard. Nothing is written but the scorecard; the logs live in memory, a few at a time.

#include <cstdint>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "base/time.h"
#include "model/scorecard.h"
#include "pipeline/pipeline.h"

namespace overt {

struct EvaluateOptions {
  std::string scenario = "scorecard";
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 10;
  std::uint64_t accounts = 10'000;  // organic ones a seed
  bool planted = true;              // false: honest accounts alone
  TimeUs window = DetectOptions().window;
  double level = DetectOptions().level;
  bool alike_texts = DetectOptions().alike_texts;
  bool by_language = DetectOptions().by_language;
  ResourceOptions resources;
  /// A file that keeps each log's score as soon as it is known (ScoreJournal); what it has is not
  /// examined again. Empty: none.
  std::string journal;
  std::string out;       // a folder: scorecard.json, scorecard.html, pictures; empty: none
  bool replace = false;  // --force: replace an earlier scorecard there
};

struct EvaluateSummary {
  Scorecard card;
  std::string page_path;  // OUT/scorecard.html; empty where nothing is written
};

/// The same scorecard at any number of threads. Seeds are examined side by side where the memory
/// allows (about kEvaluateBytesPerAccount an account and seed).
Result<EvaluateSummary> run_evaluate(const EvaluateOptions& options, Progress& progress);

inline constexpr std::uint64_t kEvaluateBytesPerAccount = 24'000;

}  // namespace overt
