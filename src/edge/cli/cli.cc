#include "edge/cli/cli.h"

#include <chrono>
#include <string>
#include <vector>

#include "edge/cli/console.h"
#include "edge/cli/execute.h"
#include "edge/cli/interrupts.h"
#include "pipeline/pipeline.h"
#include "pipeline/run_evaluate.h"
#include "pipeline/run_evaluate_attribution.h"
#include "pipeline/run_explain.h"
#include "pipeline/run_labels.h"
#include "pipeline/run_registry.h"

namespace overt::cli {
namespace {

// What is written to a registry is learnt now, unless somebody says when.
Result<RegistryAnswer> run_registry_now(const RegistryOptions& options, Progress& progress) {
  RegistryOptions dated = options;
  if (dated.recorded_at == 0) {
    // tidy: allow(wall-clock): when something was learnt is what is recorded
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    dated.recorded_at = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
  return run_registry(dated, progress);
}

}  // namespace

int run(int argc, char** argv) {
  ProcessConsole console;
  const Interrupts interrupts(console);
  const Commands commands{run_pairs,    run_coortweet, run_detect,       run_simulate,
                          run_evaluate, run_label,     run_registry_now, run_evaluate_attribution,
                          run_explain};
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const Outcome outcome = execute(words, commands, console, interrupts.requested());
  if (outcome.out_closed) end_as_closed_pipe();
  return outcome.exit_code;
}

}  // namespace overt::cli
