#include "pipeline/examine_seed.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "kernel/join/sort_rows.h"
#include "pipeline/assess_networks.h"
#include "pipeline/index_traces.h"
#include "pipeline/ingest.h"
#include "pipeline/pipeline.h"
#include "pipeline/read_profiles.h"
#include "pipeline/rival_rules.h"
#include "pipeline/score_seed.h"
#include "scenario/simulate.h"
#include "stages/pairs/time_resolution.h"

namespace overt {
namespace {

constexpr char kLogName[] = "events.ndjson";

class SeedExamination {
 public:
  SeedExamination(const SeedOptions& options, ThreadPool& pool, Progress& progress)
      : options_(options), pool_(pool), progress_(progress) {}

  Result<SeedScore> run() {
    RETURN_IF_ERROR(read());
    auto verdicts = ask_rivals();
    RETURN_IF_ERROR(ask_engine());
    std::vector<Accused> accused = accused_by_engine(findings_, *log_);
    for (const auto& verdict : verdicts) {
      Accused& names = accused.emplace_back();
      for (const AccountId account : verdict.accused) names.push_back(log_->account(account));
    }
    SeedScore score = score_seed({truth_, *log_, findings_, std::move(accused)});
    score.seed = options_.seed;
    return score;
  }

 private:
  Result<void> read() {
    ScenarioOptions scenario;
    scenario.scenario = options_.scenario;
    scenario.seed = options_.seed;
    scenario.accounts = options_.accounts;
    scenario.planted = options_.planted;
    ASSIGN_OR_RETURN(GeneratedLog made, generate(scenario, pool_, progress_));
    truth_ = std::move(made.truth);
    IngestOptions ingesting;
    ingesting.input.paths = {kLogName};
    ASSIGN_OR_RETURN(ingesting.objects, parse_object_selection(ingesting.input.objects));
    ingesting.aside = evidence_objects();
    ingesting.publications = true;
    ingesting.join_wordings = options_.alike_texts;
    ingesting.languages = options_.by_language;
    ingesting.reading.in_memory = {{kLogName, made.events}};
    ASSIGN_OR_RETURN(log_, ingest(ingesting, pool_, progress_));
    ASSIGN_OR_RETURN(profiles_, profiles_from(std::move(made.accounts), *log_));
    ASSIGN_OR_RETURN(const auto choice, choose_windows({options_.window}, log_->resolution, false));
    window_ = choice.windows.front();
    return {};
  }

  std::vector<RivalVerdict> ask_rivals() {
    join::Rows sorted = join::sort_rows(join::RowBlocks(log_->rows), pool_);
    const TraceIndex traces = index_traces(*log_, sorted, pool_);
    const auto sources = log_->source_of_object();
    FindPairsOptions find;
    find.windows = {window_};
    find.min_objects = 1;
    const PairFinder finder(std::move(sorted), log_->accounts.id_bound(), sources, *log_,
                            std::move(find), pool_);
    return judge_by_rivals(pair_weights(finder, log_->accounts.id_bound(), pool_), traces);
  }

  Result<void> ask_engine() {
    const DetectOptions detect;
    AssessOptions assess;
    assess.window = window_;
    assess.min_objects = detect.min_objects;
    assess.min_members = detect.min_members;
    assess.splits = detect.splits;
    assess.level = options_.level;
    assess.seed = detect.seed;
    ASSIGN_OR_RETURN(
        auto assessment,
        assess_networks(*log_,
                        {std::move(log_->rows), std::move(log_->aside), profiles_.by_account},
                        assess, pool_, progress_));
    findings_ = std::move(assessment.findings);
    return {};
  }

  const SeedOptions& options_;
  ThreadPool& pool_;
  Progress& progress_;
  Truth truth_;
  std::unique_ptr<TraceLog> log_;
  ProfileTable profiles_;
  TimeUs window_ = 0;
  std::vector<NetworkFinding> findings_;
};

}  // namespace

std::vector<RuleText> scored_rules() {
  std::vector<RuleText> rules = {
      {"overt", "members of confirmed networks that no innocent explanation fits", false},
      {"overt-review", "of these, members of networks in the review tier", false},
      {"overt-confirmed", "members of confirmed networks, explained or not", false}};
  for (auto& rival : rival_rules()) rules.push_back(std::move(rival));
  return rules;
}

Result<SeedScore> examine_seed(const SeedOptions& options, ThreadPool& pool, Progress& progress) {
  return SeedExamination(options, pool, progress).run();
}

}  // namespace overt
