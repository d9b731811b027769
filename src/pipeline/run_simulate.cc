#include "adapters/files/files.h"
#include "base/json_writer.h"
#include "pipeline/pipeline.h"
#include "scenario/simulate.h"

namespace overt {
namespace {

std::string manifest(const SimulateOptions& options, const Truth& made) {
  std::string text;
  JsonWriter json(text, 2);
  json.begin_object();
  json.field("version", OVERT_VERSION);
  json.field("scenario", options.scenario);
  json.field("seed", options.seed);
  json.field("accounts", options.accounts);
  json.field("format", options.format);
  json.field("events", made.events);
  json.field("organic_accounts", made.organic_accounts);
  json.field("planted_accounts", made.planted_accounts);
  json.field("planted_networks", made.planted_networks);
  json.end_object();
  text += '\n';
  return text;
}

}  // namespace

Result<SimulateSummary> run_simulate(const SimulateOptions& options, Progress& progress) {
  ThreadPool pool(options.threads);
  ASSIGN_OR_RETURN(auto folder, OutputFolder::begin(options.out, options.replace));
  RETURN_IF_ERROR(folder.make_folder("truth"));
  ScenarioOptions scenario;
  scenario.scenario = options.scenario;
  scenario.seed = options.seed;
  scenario.accounts = options.accounts;
  scenario.format = options.format;
  std::string events_name;
  const OpenSink open = [&](std::string_view name) -> Result<std::unique_ptr<ByteSink>> {
    if (events_name.empty()) events_name = name;
    return create_byte_sink(folder.file(name));
  };
  ASSIGN_OR_RETURN(const auto made, simulate(scenario, open, pool, progress));
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(folder.file("manifest.json")));
  RETURN_IF_ERROR(sink->write(manifest(options, made)));
  RETURN_IF_ERROR(sink->close());
  RETURN_IF_ERROR(folder.commit());
  SimulateSummary summary;
  summary.events = made.events;
  summary.organic_accounts = made.organic_accounts;
  summary.planted_accounts = made.planted_accounts;
  summary.planted_networks = made.planted_networks;
  summary.events_path = options.out + "/" + events_name;
  return summary;
}

}  // namespace overt
