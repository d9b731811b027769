#include "pipeline/run_evaluate.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <malloc.h>

#include "adapters/files/files.h"
#include "base/json_writer.h"
#include "base/ordered.h"
#include "base/parallel.h"
#include "pipeline/examine_seed.h"
#include "pipeline/pool_scores.h"
#include "pipeline/resources.h"
#include "pipeline/score_journal.h"
#include "pipeline/scorecard_json.h"
#include "stages/reports/render_scorecard.h"

namespace overt {
namespace {

constexpr std::size_t kSeedsWaiting = 4;  // a thread

/// What a seed's examination says of itself is not shown: several go on at once. Stopping is.
class StopOnly final : public Progress {
 public:
  explicit StopOnly(const Progress& outer) : outer_(outer) {}
  void begin(std::string_view /*stage*/, std::uint64_t /*total*/,
             std::string_view /*unit*/) override {}
  void advance(std::uint64_t /*amount*/) override {}
  void end() override {}
  [[nodiscard]] bool cancelled() const override { return outer_.cancelled(); }

 private:
  const Progress& outer_;
};

/// The program gives memory back as soon as it is free, which is right for one log; of hundreds,
/// one after the other, it would be a fifth of the time.
void keep_freed_memory() {
  constexpr int kKeptBytes = 32 << 20;  // the most that the allocator takes
  mallopt(M_MMAP_THRESHOLD, kKeptBytes);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

class Evaluation {
 public:
  Evaluation(const EvaluateOptions& options, Progress& progress)
      : options_(options), progress_(progress) {}

  Result<Scorecard> run() {
    if (!options_.journal.empty()) {
      ASSIGN_OR_RETURN(journal_, ScoreJournal::open(options_.journal, seed_options()));
    }
    const std::size_t threads = ThreadPool(options_.resources.threads).threads();
    const std::size_t at_once = seeds_at_once(threads);
    ThreadPool outer(at_once);
    std::vector<std::unique_ptr<ThreadPool>> inner;
    for (std::size_t i = 0; i < at_once; ++i) {
      inner.push_back(std::make_unique<ThreadPool>(std::max<std::size_t>(1, threads / at_once)));
    }
    StopOnly stop(progress_);
    const auto open = seeds_to_examine();
    progress_.begin("examining", options_.seeds, "seeds");
    progress_.advance(options_.seeds - open.size());
    produce_in_order<Result<SeedScore>>(
        outer, open.size(), kSeedsWaiting * at_once,
        [&](std::size_t i, std::size_t worker) { return examine(open[i], *inner[worker], stop); },
        [&](Result<SeedScore> score) { return take(std::move(score)); });
    progress_.end();
    if (error_) return *error_;
    return pool();
  }

 private:
  [[nodiscard]] std::size_t seeds_at_once(std::size_t threads) const {
    const std::uint64_t seed_bytes = options_.accounts * kEvaluateBytesPerAccount;
    const std::uint64_t fit =
        memory_budget(options_.resources) / std::max<std::uint64_t>(1, seed_bytes);
    return std::clamp<std::uint64_t>(fit, 1, std::min<std::uint64_t>(threads, options_.seeds));
  }

  [[nodiscard]] SeedOptions seed_options() const {
    SeedOptions seed;
    seed.scenario = options_.scenario;
    seed.accounts = options_.accounts;
    seed.planted = options_.planted;
    seed.window = options_.window;
    seed.level = options_.level;
    seed.alike_texts = options_.alike_texts;
    seed.by_language = options_.by_language;
    return seed;
  }

  Result<SeedScore> examine(std::uint64_t number, ThreadPool& pool, Progress& stop) const {
    SeedOptions seed = seed_options();
    seed.seed = number;
    return examine_seed(seed, pool, stop);
  }

  void keep(SeedScore score) {
    if (journal_) {
      if (auto added = journal_->add(score); !added.ok()) error_ = added.error();
    }
    seeds_.push_back(std::move(score));
  }

  bool take(Result<SeedScore> score) {
    progress_.advance(1);
    if (score.ok()) {
      keep(std::move(score).value());
    } else {
      error_ = score.error();
    }
    return !error_;
  }

  // The seeds that the journal does not have. Those it has are taken over.
  std::vector<std::uint64_t> seeds_to_examine() {
    std::vector<std::uint64_t> open;
    for (std::uint64_t i = 0; i < options_.seeds; ++i) {
      const std::uint64_t seed = options_.first_seed + i;
      if (journal_ && journal_->has(seed)) {
        seeds_.push_back(journal_->of(seed));
      } else {
        open.push_back(seed);
      }
    }
    return open;
  }

  Scorecard pool() {
    std::sort(seeds_.begin(), seeds_.end(),
              [](const SeedScore& x, const SeedScore& y) { return x.seed < y.seed; });
    Scorecard card = pool_scores(std::move(seeds_), scored_rules());
    card.version = OVERT_VERSION;
    card.scenario = options_.scenario;
    card.first_seed = options_.first_seed;
    card.accounts = options_.accounts;
    card.planted = options_.planted;
    card.window = options_.window;
    card.level = options_.level;
    return card;
  }

  const EvaluateOptions& options_;
  Progress& progress_;
  std::optional<ScoreJournal> journal_;
  std::vector<SeedScore> seeds_;
  std::optional<Error> error_;
};

Result<void> write_text(const std::string& path, std::string_view text) {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path));
  RETURN_IF_ERROR(sink->write(text));
  return sink->close();
}

// What marks the folder as one that --force may replace.
std::string render_manifest(const Scorecard& card) {
  std::string text;
  JsonWriter json(text, 2);
  json.begin_object();
  json.field("version", card.version);
  json.field("scenario", card.scenario);
  json.field("first_seed", card.first_seed);
  json.field("seeds", static_cast<std::uint64_t>(card.seeds.size()));
  json.field("accounts", card.accounts);
  json.field("with_planted", card.planted);
  json.end_object();
  text += '\n';
  return text;
}

Result<void> write_scorecard_folder(const Scorecard& card, OutputFolder& folder) {
  RETURN_IF_ERROR(write_text(folder.file("scorecard.json"), render_scorecard_json(card)));
  RETURN_IF_ERROR(write_text(folder.file("scorecard.html"), render_scorecard_page(card)));
  for (const auto& picture : draw_scorecard(card)) {
    RETURN_IF_ERROR(write_text(folder.file(picture.file), picture.svg));
  }
  RETURN_IF_ERROR(write_text(folder.file("manifest.json"), render_manifest(card)));
  return folder.commit();
}

}  // namespace

Result<EvaluateSummary> run_evaluate(const EvaluateOptions& options, Progress& progress) {
  if (options.seeds == 0)
    return Error{ErrorCode::kInvalidArgument, "a scorecard takes a seed or more"};
  std::optional<OutputFolder> folder;
  if (!options.out.empty()) {
    ASSIGN_OR_RETURN(folder, OutputFolder::begin(options.out, options.replace));
  }
  keep_freed_memory();
  EvaluateSummary summary;
  ASSIGN_OR_RETURN(summary.card, Evaluation(options, progress).run());
  if (folder) {
    RETURN_IF_ERROR(write_scorecard_folder(summary.card, *folder));
    summary.page_path = options.out + "/scorecard.html";
  }
  return summary;
}

}  // namespace overt
