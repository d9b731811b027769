#include <fmt/format.h>

#include "adapters/files/files.h"
#include "pipeline/csv_text.h"
#include "pipeline/event_reader.h"
#include "pipeline/pipeline.h"
#include "pipeline/share_table.h"
#include "pipeline/spare_inputs.h"
#include "stages/pairs/coortweet.h"

namespace overt {
namespace {

constexpr std::size_t kTextPerWrite = std::size_t{1} << 20;

std::string seconds_text(TimeUs time) {
  return fmt::format("{}", static_cast<double>(time) / static_cast<double>(kMicrosPerSecond));
}

// Writes lines made by `line(i, text)` for i below `count`.
template <typename Line>
Result<void> write_table(const std::string& path, std::string_view header, std::size_t count,
                         const Line& line) {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path));
  std::string text(header);
  for (std::size_t i = 0; i < count; ++i) {
    line(i, text);
    if (text.size() < kTextPerWrite) continue;
    RETURN_IF_ERROR(sink->write(text));
    text.clear();
  }
  RETURN_IF_ERROR(sink->write(text));
  return sink->close();
}

Result<void> write_rows(const std::string& path, const ShareTable& shares,
                        const CoortweetTables& tables) {
  return write_table(
      path, "object_id,account_id,account_id_y,content_id,content_id_y,time_delta\n",
      tables.rows.size(), [&](std::size_t i, std::string& text) {
        const CoortweetRow& row = tables.rows[i];
        append_csv(text, shares.names.name(shares.objects[row.share]));
        text += ',';
        append_csv(text, shares.account_names.name(shares.accounts[row.share]));
        text += ',';
        append_csv(text, shares.account_names.name(shares.accounts[row.share_y]));
        text += ',';
        append_csv(text, shares.names.name(shares.contents[row.share]));
        text += ',';
        append_csv(text, shares.names.name(shares.contents[row.share_y]));
        text += ',' + seconds_text(shares.times[row.share_y] - shares.times[row.share]) + '\n';
      });
}

Result<void> write_edges(const std::string& path, const ShareTable& shares,
                         const CoortweetTables& tables) {
  return write_table(path,
                     "account_id,account_id_y,weight,avg_time_delta,n_content_id,n_content_id_y,"
                     "edge_symmetry_score,kept\n",
                     tables.edges.size(), [&](std::size_t i, std::string& text) {
                       const CoortweetEdge& edge = tables.edges[i];
                       append_csv(text, shares.account_names.name(edge.account));
                       text += ',';
                       append_csv(text, shares.account_names.name(edge.account_y));
                       fmt::format_to(std::back_inserter(text), ",{},{},{},{},{},{}\n", edge.weight,
                                      edge.avg_time_delta_s, edge.n_content_id, edge.n_content_id_y,
                                      edge.edge_symmetry_score, edge.kept ? 1 : 0);
                     });
}

Result<void> read_shares(const CoortweetOptions& options, ShareTable& shares, Progress& progress,
                         std::vector<std::string>& notes) {
  ThreadPool pool(options.resources.threads);
  EventReader reader(options.input, {}, pool, progress);
  for (const auto& path : options.input.paths) {
    ASSIGN_OR_RETURN(const auto summary, reader.read(path, shares, notes));
  }
  RETURN_IF_ERROR(shares.rejects.check(options.input.max_rejects));
  if (shares.times.empty()) {
    return Error{ErrorCode::kBadInput,
                 "no share in the input: counting like CooRTweet needs a table with the columns "
                 "object_id, account_id, content_id and timestamp_share, or a mapping file "
                 "(--map) that names the object"};
  }
  if (shares.without_object > 0) {
    notes.push_back(
        fmt::format("{} records name no object and are left out", shares.without_object));
  }
  return {};
}

}  // namespace

Result<CoortweetSummary> run_coortweet(const CoortweetOptions& options, Progress& progress) {
  RETURN_IF_ERROR(spare_inputs(options.input, {options.out, options.rows_out}));
  CoortweetSummary summary;
  ShareTable shares;
  RETURN_IF_ERROR(read_shares(options, shares, progress, summary.notes));
  progress.begin("counting like CooRTweet", 0, "rows");
  CoortweetParameters parameters;
  parameters.window = options.window;
  parameters.min_participation = options.min_participation;
  parameters.edge_weight = options.edge_weight;
  ASSIGN_OR_RETURN(const auto tables,
                   find_coortweet({shares.objects, shares.accounts, shares.contents, shares.times},
                                  parameters, progress));
  progress.end();
  RETURN_IF_ERROR(write_edges(options.out, shares, tables));
  if (!options.rows_out.empty()) RETURN_IF_ERROR(write_rows(options.rows_out, shares, tables));
  summary.rows = tables.rows.size();
  summary.accounts = tables.accounts;
  summary.objects = tables.objects;
  summary.edges = tables.edges.size();
  summary.edge_weight_threshold = tables.edge_weight_threshold;
  summary.edges_kept = tables.kept.edges;
  summary.accounts_kept = tables.kept.accounts;
  summary.components_kept = tables.kept.components;
  summary.rejects = shares.rejects.rejects;
  return summary;
}

}  // namespace overt
