#pragma once
// From the words of a command line to an exit code, with everything outside given: the pipeline's
// functions, the console, the interrupt flag. cli.h wires the real ones; tests bring recorders.
// Thread safety: one call at a time on one console.

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "edge/cli/console.h"
#include "edge/http/serve.h"
#include "pipeline/pipeline.h"
#include "pipeline/run_breakers.h"
#include "pipeline/run_cases.h"
#include "pipeline/run_decide.h"
#include "pipeline/run_deliver.h"
#include "pipeline/run_disclose.h"
#include "pipeline/run_evaluate.h"
#include "pipeline/run_evaluate_attribution.h"
#include "pipeline/run_explain.h"
#include "pipeline/run_labeler.h"
#include "pipeline/run_labels.h"
#include "pipeline/run_ledger.h"
#include "pipeline/run_notices.h"
#include "pipeline/run_people.h"
#include "pipeline/run_policy.h"
#include "pipeline/run_registry.h"
#include "pipeline/run_statements.h"

namespace overt::cli {

struct Commands {
  std::function<Result<PairsSummary>(const PairsOptions&, Progress&)> pairs;
  std::function<Result<CoortweetSummary>(const CoortweetOptions&, Progress&)> coortweet;
  std::function<Result<DetectSummary>(const DetectOptions&, Progress&)> detect;
  std::function<Result<SimulateSummary>(const SimulateOptions&, Progress&)> simulate;
  std::function<Result<EvaluateSummary>(const EvaluateOptions&, Progress&)> evaluate;
  std::function<Result<LabelSummary>(const LabelOptions&, Progress&)> label;
  std::function<Result<RegistryAnswer>(const RegistryOptions&, Progress&)> registry;
  std::function<Result<AttributionScore>(const EvaluateAttributionOptions&, Progress&)>
      evaluate_attribution;
  std::function<Result<ExplainSummary>(const ExplainOptions&, Progress&)> explain;
  std::function<Result<CommandAnswer>(const PolicyOptions&, Progress&)> policy;
  std::function<Result<CommandAnswer>(const DecideOptions&, Progress&)> decide;
  std::function<Result<CommandAnswer>(const PeopleOptions&, Progress&)> people;
  std::function<Result<CommandAnswer>(const LedgerOptions&, Progress&)> ledger;
  std::function<Result<CommandAnswer>(const CasesOptions&, Progress&)> cases;
  std::function<Result<CommandAnswer>(const DeliverOptions&, Progress&)> deliver;
  std::function<Result<CommandAnswer>(const http::ServeOptions&, Progress&)> serve;
  std::function<Result<CommandAnswer>(const LabelerOptions&, Progress&)> labeler;
  std::function<Result<CommandAnswer>(const DiscloseOptions&, Progress&)> disclose;
  std::function<Result<CommandAnswer>(const StatementsOptions&, Progress&)> statements;
  std::function<Result<CommandAnswer>(const NoticesOptions&, Progress&)> notices;
  std::function<Result<CommandAnswer>(const BreakersOptions&, Progress&)> breakers;
};

/// What a finished command leaves to its caller.
struct Outcome {
  int exit_code = 0;
  bool out_closed = false;  // nobody reads standard output; end as a closed pipe does
};

/// `words` without the program's name.
Outcome execute(const std::vector<std::string>& words, const Commands& commands, Console& console,
                const std::atomic<bool>& interrupted);

}  // namespace overt::cli
