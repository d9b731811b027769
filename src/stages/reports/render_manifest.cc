#include <numeric>

#include "stages/reports/json_fields_internal.h"
#include "stages/reports/render_reports.h"
#include "stages/reports/verdict_internal.h"

namespace overt {
namespace {

void write_inputs(JsonWriter& json, const std::vector<InputSummary>& inputs) {
  json.key("inputs");
  json.begin_array();
  for (const InputSummary& input : inputs) {
    json.begin_object();
    json.field("path", input.path);
    json.field("format", input.format);
    json.key("sha256");
    input.sha256.empty() ? json.null() : json.value(input.sha256);
    json.field("bytes", input.bytes);
    json.field("records", input.records);
    json.field("rejects", input.rejects);
    json.end_object();
  }
  json.end_array();
}

void write_previous(JsonWriter& json, const std::vector<PreviousRun>& previous) {
  json.key("previous");
  json.begin_array();
  for (const PreviousRun& run : previous) {
    json.begin_object();
    json.field("path", run.path);
    json.field("run_id", run.run_id);
    json.field("sha256", run.sha256);
    json.end_object();
  }
  json.end_array();
}

void write_verdicts(JsonWriter& json, const VerdictCounts& counts) {
  json.field("networks_confirmed", counts.confirmed());
  json.field("networks_review", counts.of(Verdict::kReview));
  json.field("networks_watch", counts.of(Verdict::kWatch));
  json.field("networks_explained", counts.of(Verdict::kExplained));
  json.field("networks_not_confirmed", counts.of(Verdict::kNotConfirmed));
}

void write_counts(JsonWriter& json, const RunReport& report) {
  const RunManifest& manifest = report.manifest;
  std::uint64_t members = report.accounts_left_out;
  for (const NetworkReport& network : report.networks) members += network.members.size();
  json.key("counts");
  json.begin_object();
  json.field("events", manifest.events);
  json.field("traces", manifest.traces);
  json.field("accounts", manifest.accounts);
  json.field("objects", manifest.objects);
  json.field("pairs", report.pairs);
  json.field("networks", report.networks.size() + report.networks_left_out);
  write_verdicts(json, count_verdicts(report.networks));
  json.field("accounts_in_networks", members);
  json.end_object();
}

void write_rejects(JsonWriter& json, const RunManifest& manifest) {
  const auto& counts = manifest.rejects_by_reason;
  json.key("rejects");
  json.begin_object();
  json.field("total", std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  json.key("by_reason");
  json.begin_object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) json.field(name_of(static_cast<RejectReason>(i)), counts[i]);
  }
  json.end_object();
  json.end_object();
}

void write_sweep(JsonWriter& json, const RunReport& report) {
  json.key("sweep");
  json.begin_array();
  for (const SweepRow& row : report.sweep) {
    json.begin_object();
    write_seconds(json, "window_s", row.window);
    json.field("objects_from", report.sweep_from);
    json.key("pairs_at_least");
    json.begin_array();
    for (const std::uint64_t pairs : row.pairs_at_least) json.value(pairs);
    json.end_array();
    json.field("accounts", row.accounts);
    json.field("networks", row.networks);
    json.end_object();
  }
  json.end_array();
}

void write_chance(JsonWriter& json, const ChanceSummary& chance) {
  json.key("chance");
  json.begin_object();
  json.field("level", chance.level);
  json.field("accounts", chance.accounts);
  json.field("possible_pairs", chance.possible_pairs);
  json.field("significant_pairs", chance.significant_pairs);
  json.field("significant_pairs_by", chance.significant_pairs_by);
  json.field("splits", chance.splits);
  json.field("split_key", chance.split_key);
  json.end_object();
}

void write_null(JsonWriter& json, const NullSummary& null) {
  json.begin_object();
  json.field("shuffle", null.shuffle);
  json.field("replays", null.replays);
  json.key("pairs_at_least");
  json.begin_array();
  for (const double pairs : null.pairs_at_least) json.value(pairs);
  json.end_array();
  json.field("significant_pairs", null.significant_pairs);
  json.field("networks", null.networks);
  json.field("networks_confirmed", null.networks_confirmed);
  json.field("accounts_accused", null.accounts_accused);
  json.end_object();
}

// What chance alone gives, beside what the log itself gives.
void write_nulls(JsonWriter& json, const RunReport& report) {
  json.key("nulls");
  json.begin_object();
  json.field("objects_from", report.null_from);
  json.key("observed_at_least");
  json.begin_array();
  for (const std::uint64_t pairs : report.observed_at_least) json.value(pairs);
  json.end_array();
  json.key("shuffles");
  json.begin_array();
  for (const NullSummary& null : report.nulls) write_null(json, null);
  json.end_array();
  json.end_object();
}

void write_limits(JsonWriter& json, const std::vector<LimitHit>& limits) {
  json.key("limits");
  json.begin_array();
  for (const LimitHit& hit : limits) {
    json.begin_object();
    json.field("name", hit.name);
    json.field("limit", hit.limit);
    json.field("left_out", hit.left_out);
    json.field("consequence", hit.consequence);
    json.end_object();
  }
  json.end_array();
}

void write_config(JsonWriter& json, const RunManifest& manifest) {
  json.key("config");
  json.begin_object();
  for (const auto& option : manifest.config) json.field(option.first, option.second);
  json.end_object();
}

void write_notes(JsonWriter& json, const std::vector<std::string>& notes) {
  json.key("notes");
  json.begin_array();
  for (const std::string& note : notes) json.value(note);
  json.end_array();
}

}  // namespace

std::string render_manifest(const RunReport& report) {
  const RunManifest& manifest = report.manifest;
  std::string out;
  JsonWriter json(out, 2);
  json.begin_object();
  json.field("format", "overt.manifest/1");
  json.field("run_id", manifest.run_id);
  json.field("version", manifest.version);
  json.field("seed", manifest.seed);
  write_config(json, manifest);
  write_inputs(json, manifest.inputs);
  write_previous(json, report.previous);
  write_counts(json, report);
  write_period(json, manifest.first_at, manifest.last_at, manifest.events > 0);
  json.field("resolution", name_of(manifest.resolution));
  json.field("sources_known", report.sources_known);
  write_rejects(json, manifest);
  write_chance(json, report.chance);
  write_nulls(json, report);
  write_sweep(json, report);
  write_limits(json, manifest.limits);
  write_notes(json, manifest.notes);
  json.end_object();
  return out + '\n';
}

std::string render_timings(const RunManifest& manifest) {
  std::string out;
  JsonWriter json(out, 2);
  json.begin_object();
  json.field("format", "overt.timings/1");
  json.field("run_id", manifest.run_id);
  json.key("stages");
  json.begin_array();
  for (const auto& stage : manifest.timings_s) {
    json.begin_object();
    json.field("stage", stage.first);
    json.field("seconds", stage.second);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return out + '\n';
}

}  // namespace overt
