#include "edge/cli/cli.h"

#include <string>
#include <vector>

#include "edge/cli/console.h"
#include "edge/cli/execute.h"
#include "edge/cli/interrupts.h"
#include "pipeline/pipeline.h"
#include "pipeline/run_evaluate.h"
#include "pipeline/run_labels.h"

namespace overt::cli {

int run(int argc, char** argv) {
  ProcessConsole console;
  const Interrupts interrupts(console);
  const Commands commands{run_pairs,    run_coortweet, run_detect,
                          run_simulate, run_evaluate,  run_label};
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const Outcome outcome = execute(words, commands, console, interrupts.requested());
  if (outcome.out_closed) end_as_closed_pipe();
  return outcome.exit_code;
}

}  // namespace overt::cli
