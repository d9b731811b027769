#include "edge/cli/cli.h"

#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "edge/cli/console.h"
#include "edge/cli/execute.h"
#include "edge/cli/interrupts.h"
#include "edge/cli/staff_console.h"
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
namespace {

TimeUs now() {
  // tidy: allow(wall-clock): when something was learnt or decided is what is recorded
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

// What is written to a registry is learnt now, unless somebody says when.
Result<RegistryAnswer> run_registry_now(const RegistryOptions& options, Progress& progress) {
  RegistryOptions dated = options;
  if (dated.recorded_at == 0) dated.recorded_at = now();
  return run_registry(dated, progress);
}

// Likewise decisions, by somebody who may have to show who they are.
Result<CommandAnswer> run_decide_now(const DecideOptions& options, Progress& progress) {
  DecideOptions dated = with_proof(options, now);
  if (dated.at == 0) dated.at = now();
  return run_decide(dated, progress);
}

Result<CommandAnswer> run_cases_now(const CasesOptions& options, Progress& progress) {
  CasesOptions dated = with_proof(options, now);
  if (dated.at == 0) dated.at = now();
  return run_cases(dated, progress);
}

Result<CommandAnswer> run_policy_now(const PolicyOptions& options, Progress& progress) {
  PolicyOptions dated = with_proof(options, now);
  if (dated.at == 0) dated.at = now();
  return run_policy(dated, progress);
}

Result<CommandAnswer> run_disclose_now(const DiscloseOptions& options, Progress& progress) {
  DiscloseOptions dated = with_proof(options, now);
  if (dated.at == 0) dated.at = now();
  return run_disclose(dated, progress);
}

Result<CommandAnswer> run_deliver_now(const DeliverOptions& options, Progress& progress) {
  DeliverOptions timed = with_proof(options, now);
  timed.clock = now;
  return run_deliver(timed, progress);
}

Result<CommandAnswer> run_statements_now(const StatementsOptions& options, Progress& progress) {
  StatementsOptions timed = options;
  timed.clock = now;
  return run_statements(timed, progress);
}

Result<CommandAnswer> run_notices_now(const NoticesOptions& options, Progress& progress) {
  NoticesOptions dated = with_proof(options, now);
  if (dated.at == 0) dated.at = now();
  return run_notices(dated, progress);
}

Result<CommandAnswer> run_breakers_now(const BreakersOptions& options, Progress& progress) {
  BreakersOptions dated = with_proof(options, now);
  if (dated.at == 0) dated.at = now();
  return run_breakers(dated, progress);
}

Result<CommandAnswer> run_people_now(const PeopleOptions& options, Progress& progress) {
  PeopleOptions asked = with_proof(options, now);
  const bool from_input = options.from_input;
  asked.new_password = [from_input](const std::string& person) {
    return from_input ? read_input_line() : ask_new_password(person);
  };
  return run_people(asked, progress);
}

// The server says where it listens as soon as it does, not when it ends.
Result<CommandAnswer> run_serve_here(const http::ServeOptions& options, Console& console,
                                     Progress& progress) {
  http::ServeOptions wired = options;
  wired.clock = now;
  wired.announce = [&console](std::string_view url) {
    console.err(fmt::format("Overt listens on {} (Ctrl-C ends it).\n", url));
  };
  wired.log = [&console](std::string_view line) { console.err(line); };
  return http::run_serve(wired, progress);
}

Result<CommandAnswer> run_labeler_now(const LabelerOptions& options, Progress& progress) {
  LabelerOptions dated = options;
  dated.at = now();
  return run_labeler(dated, progress);
}

}  // namespace

int run(int argc, char** argv) {
  ProcessConsole console;
  const Interrupts interrupts(console);
  const auto run_serve_wired = [&console](const http::ServeOptions& options, Progress& progress) {
    return run_serve_here(options, console, progress);
  };
  const Commands commands{
      run_pairs,       run_coortweet,    run_detect,         run_simulate,
      run_evaluate,    run_label,        run_registry_now,   run_evaluate_attribution,
      run_explain,     run_policy_now,   run_decide_now,     run_people_now,
      run_ledger,      run_cases_now,    run_deliver_now,    run_serve_wired,
      run_labeler_now, run_disclose_now, run_statements_now, run_notices_now,
      run_breakers_now};
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const Outcome outcome = execute(words, commands, console, interrupts.requested());
  if (outcome.out_closed) end_as_closed_pipe();
  return outcome.exit_code;
}

}  // namespace overt::cli
