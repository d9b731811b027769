#include "pipeline/score_journal.h"

#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/line_log.h"
#include "base/json_writer.h"
#include "pipeline/score_seed.h"
#include "pipeline/seed_score_json.h"

namespace overt {
namespace {

constexpr std::string_view kFormat = "overt.score/1";

// The beginning of a line, up to where the score stands: what must be the same of all.
std::string render_terms(const SeedOptions& options) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("format", kFormat);
  json.field("version", OVERT_VERSION);
  json.field("scenario", options.scenario);
  json.field("accounts", options.accounts);
  json.field("with_planted", options.planted);
  json.field("window_us", options.window);
  json.field("level", options.level);
  json.field("alike_texts", options.alike_texts);
  json.field("by_language", options.by_language);
  return text + R"(,"score":)";
}

std::string render_line(const std::string& terms, const SeedScore& score) {
  std::string line = terms;
  std::string text;
  JsonWriter json(text);
  write_seed_score(json, score);
  return line + text + "}";
}

Result<SeedScore> read_line(std::string_view line, const std::string& terms) {
  if (!line.starts_with(terms) || !line.ends_with('}')) {
    return Error{
        ErrorCode::kBadInput,
        fmt::format("is no score of this version and these options (its lines begin with {}"
                    "); give the options it was made with, or another file",
                    terms)};
  }
  const std::string_view score = line.substr(terms.size(), line.size() - terms.size() - 1);
  ASSIGN_OR_RETURN(SeedScore read, read_seed_score(score));
  const std::size_t rules = scored_rules().size();
  if (read.rules.size() != rules || read.reliability.size() != empty_reliability_bins().size()) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("speaks of {} rules, and there are {}", read.rules.size(), rules)};
  }
  return read;
}

}  // namespace

Result<ScoreJournal> ScoreJournal::open(const std::string& path, const SeedOptions& options) {
  ASSIGN_OR_RETURN(auto log, open_line_log(path, LogUse::kAppend));
  ScoreJournal journal(std::move(log), render_terms(options));
  ASSIGN_OR_RETURN(const std::vector<std::string> lines, journal.log_->lines());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto score = read_line(lines[i], journal.terms_);
    if (!score.ok()) {
      return Error{score.error().code,
                   fmt::format("{}: line {} {}", path, i + 1, score.error().message)};
    }
    const std::uint64_t seed = score.value().seed;
    const auto [kept, is_new] = journal.scores_.emplace(seed, std::move(score).value());
    if (is_new || render_line(journal.terms_, kept->second) == lines[i]) continue;
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: line {} says something else of seed {} than a line before it; "
                             "one program must have been changed between them: begin a new file",
                             path, i + 1, seed)};
  }
  return journal;
}

Result<void> ScoreJournal::add(const SeedScore& score) {
  const std::string line = render_line(terms_, score);
  RETURN_IF_ERROR(log_->append(std::span(&line, 1)));
  scores_.emplace(score.seed, score);
  return {};
}

}  // namespace overt
