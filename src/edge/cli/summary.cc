#include "edge/cli/summary.h"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/cli/values.h"

namespace overt::cli {
namespace {

/// "1 pair", "2,000 pairs".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", describe_count(count), count == 1 ? one : many);
}

std::string accounts_text(std::uint64_t count) { return counted(count, "account", "accounts"); }
std::string objects_text(std::uint64_t count) { return counted(count, "object", "objects"); }
std::string pairs_text(std::uint64_t count) { return counted(count, "pair", "pairs"); }

std::string seconds_text(double seconds) {
  return seconds < 10 ? fmt::format("{:.1f} s", seconds) : fmt::format("{:.0f} s", seconds);
}

std::string listed_in(const std::string& path) {
  return "each with its line and reason in " + path;
}

std::string rejects_of_pairs(const std::string& out) {
  if (out == "-") return "write to a file with --out to have them listed";
  return listed_in(out + ".rejects.ndjson");
}

std::string rejects_text(std::uint64_t rejects, std::uint64_t events, std::string_view where) {
  if (rejects == 0) return {};
  const double share = static_cast<double>(rejects) / static_cast<double>(rejects + events);
  const std::string of_all = events == 0 ? "" : fmt::format(" ({:.2g} %)", 100 * share);
  return fmt::format("Rejected {}{}: {}.\n", counted(rejects, "record", "records"), of_all, where);
}

std::string notes_text(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += fmt::format("Note: {}\n", note);
  return text;
}

std::string place_of(const std::string& out) { return out == "-" ? "standard output" : out; }

void write_notes(JsonWriter& json, const std::vector<std::string>& notes) {
  json.key("notes");
  json.begin_array();
  for (const std::string& note : notes) json.value(note);
  json.end_array();
}

/// The parts every summary has, around its own.
template <typename Fields>
std::string json_line(std::string_view command, double seconds, const Fields& fields) {
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.field("event", "summary");
  json.field("command", command);
  fields(json);
  json.field("seconds", seconds);
  json.end_object();
  return line + "\n";
}

std::string floor_text(const PairsSummary& summary, double seconds) {
  std::string text = fmt::format("Floor: {} read, parsed and sorted in {}.\n",
                                 counted(summary.traces, "trace", "traces"), seconds_text(seconds));
  for (const auto& [stage, time] : summary.timings_s) {
    text += fmt::format("  {:<12}{:>9.3f} s\n", stage, time);
  }
  return text;
}

std::string lineage_text(const LineageCounts& counts) {
  return fmt::format(
      "Against earlier runs: {} continue, {} merged, {} split off, {} new, {} vanished.\n",
      counts.continued, counts.merged, counts.split, counts.fresh, counts.vanished);
}

void write_lineage(JsonWriter& json, const LineageCounts& counts) {
  json.key("lineage");
  json.begin_object();
  json.field("new", counts.fresh);
  json.field("continues", counts.continued);
  json.field("split", counts.split);
  json.field("merge", counts.merged);
  json.field("vanished", counts.vanished);
  json.end_object();
}

}  // namespace

std::string describe(const PairsOptions& options, const PairsSummary& summary, double seconds) {
  std::string text = fmt::format(
      "Read {} of {} on {} in {}.\n", counted(summary.events, "event", "events"),
      accounts_text(summary.accounts), objects_text(summary.objects), seconds_text(seconds));
  if (options.floor_only) {
    text = floor_text(summary, seconds);
  } else {
    text += fmt::format(
        "Found {} with {} or more common objects within {}.\n", pairs_text(summary.pairs),
        options.min_objects,
        describe_durations(summary.windows.empty() ? options.windows : summary.windows));
    text += fmt::format("Pairs: {}\n", place_of(options.out));
  }
  text += rejects_text(summary.rejects, summary.events, rejects_of_pairs(options.out));
  return text + notes_text(summary.notes);
}

std::string describe(const CoortweetOptions& options, const CoortweetSummary& summary,
                     double seconds) {
  std::string text = fmt::format("Counted like CooRTweet in {}: {} between {} on {}.\n",
                                 seconds_text(seconds), counted(summary.rows, "row", "rows"),
                                 accounts_text(summary.accounts), objects_text(summary.objects));
  text += fmt::format("Found {} within {}.\n", counted(summary.edges, "edge", "edges"),
                      describe_duration(options.window));
  if (summary.edge_weight_threshold) {
    text +=
        fmt::format("Kept {} above weight {:g} (quantile {:g}), between {} in {}.\n",
                    counted(summary.edges_kept, "edge", "edges"), *summary.edge_weight_threshold,
                    options.edge_weight.value_or(0), accounts_text(summary.accounts_kept),
                    counted(summary.components_kept, "component", "components"));
  }
  text += fmt::format("Edges: {}\n", place_of(options.out));
  if (!options.rows_out.empty()) text += fmt::format("Rows: {}\n", place_of(options.rows_out));
  text += rejects_text(summary.rejects, 0, "run without --compat to have them listed");
  return text + notes_text(summary.notes);
}

std::string describe(const DetectOptions& options, const DetectSummary& summary, double seconds) {
  std::string text =
      fmt::format("Read {} of {} in {}.\n", counted(summary.events, "event", "events"),
                  accounts_text(summary.accounts), seconds_text(seconds));
  text += fmt::format("Found {} of co-acting accounts: {}, {} within {}.\n",
                      counted(summary.networks, "network", "networks"),
                      accounts_text(summary.accounts_in_networks), pairs_text(summary.pairs),
                      describe_duration(summary.window));
  text += fmt::format("Coordinated beyond chance: {}; for review {}, to watch {}, explained {}.\n",
                      summary.confirmed, summary.review, summary.watch,
                      summary.confirmed - summary.review - summary.watch);
  if (summary.lineage) text += lineage_text(*summary.lineage);
  for (const std::string& headline : summary.headlines) text += fmt::format("  - {}\n", headline);
  text += fmt::format("Report: {}\n", summary.report_path);
  text += rejects_text(summary.rejects, summary.events, listed_in(options.out + "/rejects.ndjson"));
  text += notes_text(summary.notes);
  if (summary.attributed.value_or(0) > 0) {
    text += fmt::format(
        "An assessment is no finding of guilt and falls with its claims: overt explain {} "
        "NETWORK\n",
        options.out);
  } else if (summary.networks > 0) {
    text +=
        "Co-acting is not coordinated, and coordinated is not yet to blame: nothing here says who "
        "is behind a network.\n";
  }
  return text;
}

std::string describe(const SimulateOptions& options, const SimulateSummary& summary,
                     double seconds) {
  return fmt::format(
      "Wrote {} of {} in {}: {}\n"
      "Planted {} of {}; who they are is in {}/truth/.\n"
      "Next: overt detect {} --out report\n",
      counted(summary.events, "event", "events"),
      accounts_text(summary.organic_accounts + summary.planted_accounts), seconds_text(seconds),
      summary.events_path, counted(summary.planted_networks, "covert network", "covert networks"),
      accounts_text(summary.planted_accounts), options.out, summary.events_path);
}

std::string to_json(const PairsOptions& options, const PairsSummary& summary, double seconds) {
  return json_line("pairs", seconds, [&](JsonWriter& json) {
    json.field("events", summary.events);
    json.field("traces", summary.traces);
    json.field("rejects", summary.rejects);
    json.field("accounts", summary.accounts);
    json.field("objects", summary.objects);
    if (!options.floor_only) {
      json.field("pairs", summary.pairs);
      json.field("out", options.out);
    }
    write_notes(json, summary.notes);
    json.key("timings_s");
    json.begin_object();
    for (const auto& [stage, time] : summary.timings_s) json.field(stage, time);
    json.end_object();
  });
}

std::string to_json(const CoortweetOptions& options, const CoortweetSummary& summary,
                    double seconds) {
  return json_line("pairs", seconds, [&](JsonWriter& json) {
    json.field("compat", "coortweet");
    json.field("rows", summary.rows);
    json.field("accounts", summary.accounts);
    json.field("objects", summary.objects);
    json.field("edges", summary.edges);
    if (summary.edge_weight_threshold) {
      json.field("edge_weight_threshold", *summary.edge_weight_threshold);
      json.field("edges_kept", summary.edges_kept);
      json.field("accounts_kept", summary.accounts_kept);
      json.field("components_kept", summary.components_kept);
    }
    json.field("rejects", summary.rejects);
    json.field("out", options.out);
    if (!options.rows_out.empty()) json.field("rows_out", options.rows_out);
    write_notes(json, summary.notes);
  });
}

std::string to_json(const DetectOptions& options, const DetectSummary& summary, double seconds) {
  return json_line("detect", seconds, [&](JsonWriter& json) {
    json.field("run_id", summary.run_id);
    json.field("events", summary.events);
    json.field("rejects", summary.rejects);
    json.field("accounts", summary.accounts);
    json.field("pairs", summary.pairs);
    json.field("networks", summary.networks);
    json.field("accounts_in_networks", summary.accounts_in_networks);
    json.field("confirmed", summary.confirmed);
    json.field("review", summary.review);
    json.field("watch", summary.watch);
    if (summary.attributed) json.field("attributed", *summary.attributed);
    if (summary.lineage) write_lineage(json, *summary.lineage);
    json.field("window_s", static_cast<double>(summary.window) / kMicrosPerSecond);
    json.field("out", options.out);
    json.field("report", summary.report_path);
    write_notes(json, summary.notes);
  });
}

std::string to_json(const SimulateOptions& options, const SimulateSummary& summary,
                    double seconds) {
  return json_line("simulate", seconds, [&](JsonWriter& json) {
    json.field("scenario", options.scenario);
    json.field("seed", options.seed);
    json.field("events", summary.events);
    json.field("organic_accounts", summary.organic_accounts);
    json.field("planted_accounts", summary.planted_accounts);
    json.field("planted_networks", summary.planted_networks);
    json.field("events_path", summary.events_path);
    json.field("out", options.out);
  });
}

}  // namespace overt::cli
