#include "pipeline/attribute_detected.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "pipeline/assess_networks.h"
#include "pipeline/attribute_networks.h"
#include "pipeline/ingest.h"
#include "pipeline/pipeline.h"
#include "pipeline/read_profiles.h"
#include "pipeline/read_registry.h"
#include "scenario/simulate.h"
#include "stages/dossiers/decode_dossier.h"
#include "stages/pairs/time_resolution.h"

namespace overt {
namespace {

constexpr char kLogName[] = "events.ndjson";

/// What must be said of a planted group.
EntityNetwork expected_of(const TruthGroup& group) {
  EntityNetwork network;
  network.id = group.kind;
  network.members = group.members;
  network.entity = group.operator_entity;
  network.principal = group.principal_entity;
  // Somebody has its accounts on record as another's, wrongly or on hearsay.
  network.trap = group.operator_entity.empty() && !group.listed.empty();
  return network;
}

class DetectedSeed {
 public:
  DetectedSeed(std::uint64_t seed, std::uint64_t accounts) : pool_(1) {
    scenario_.seed = seed;
    scenario_.accounts = accounts;
  }

  Result<SeedAnswers> run() {
    ASSIGN_OR_RETURN(GeneratedLog made, generate(scenario_, pool_));
    ASSIGN_OR_RETURN(const ClaimBatch claims, decode_dossier(made.registry, "registry.yaml"));
    registry_ = registry_of(claims);
    IngestOptions ingesting;
    ingesting.input.paths = {kLogName};
    ASSIGN_OR_RETURN(ingesting.objects, parse_object_selection(ingesting.input.objects));
    ingesting.aside = evidence_objects();
    ingesting.publications = true;
    ingesting.reading.in_memory = {{kLogName, made.events}};
    ASSIGN_OR_RETURN(log_, ingest(ingesting, pool_, no_progress()));
    ASSIGN_OR_RETURN(profiles_, profiles_from(std::move(made.accounts), *log_));
    RETURN_IF_ERROR(find());
    return compare(made.truth);
  }

 private:
  Result<void> find() {
    const DetectOptions detect;
    ASSIGN_OR_RETURN(const auto choice, choose_windows({detect.window}, log_->resolution, false));
    AssessOptions assess;
    assess.window = choice.windows.front();
    assess.min_objects = detect.min_objects;
    assess.min_members = detect.min_members;
    assess.splits = detect.splits;
    assess.level = detect.level;
    assess.seed = detect.seed;
    assess.visit_findings = [this](const TraceIndex& traces, const TraceIndex& aside,
                                   std::span<const AccountProfile* const> profiles,
                                   const std::vector<NetworkFinding>& findings) {
      networks_ = confirmed_members(findings);
      answers_ = attribute_networks(registry_, {traces, aside, *log_, profiles, log_->platform},
                                    networks_, pool_);
    };
    const auto assessed = assess_networks(
        *log_, {std::move(log_->rows), std::move(log_->aside), profiles_.by_account}, assess, pool_,
        no_progress());
    return assessed.ok() ? Result<void>{} : Result<void>(assessed.error());
  }

  /// The planted group that most of a network's accounts belong to; none: honest people.
  SeedAnswers compare(const Truth& truth) {
    SeedAnswers seed;
    std::unordered_map<std::string, std::size_t> group_of;
    for (const TruthGroup& group : truth.groups) {
      if (!group.planted) continue;
      for (const std::string& member : group.members) group_of[member] = seed.truth.size();
      seed.truth.push_back(expected_of(group));
    }
    const std::size_t planted = seed.truth.size();
    seed.answers.resize(planted);
    for (std::size_t i = 0; i < networks_.size(); ++i) {
      std::vector<std::size_t> counts(planted + 1);
      for (const std::uint32_t member : networks_[i]) {
        const auto found = group_of.find(std::string(log_->account(AccountId{member})));
        ++counts[found == group_of.end() ? planted : found->second];
      }
      const auto most =
          static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
      if (most == planted) {
        EntityNetwork honest;
        honest.id = "honest";
        seed.truth.push_back(std::move(honest));
        seed.answers.emplace_back(std::move(answers_[i]));
      } else if (!seed.answers[most] || answers_[i].network.decided) {
        seed.answers[most] = std::move(answers_[i]);  // of several parts the one that says more
      }
    }
    return seed;
  }

  ThreadPool pool_;
  ScenarioOptions scenario_;
  RegistryView registry_;
  std::unique_ptr<TraceLog> log_;
  ProfileTable profiles_;
  NetworkMembers networks_;
  std::vector<NetworkAttribution> answers_;
};

}  // namespace

Result<SeedAnswers> answer_detected_seed(std::uint64_t seed, std::uint64_t accounts) {
  return DetectedSeed(seed, accounts).run();
}

}  // namespace overt
