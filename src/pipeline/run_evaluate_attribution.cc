#include "pipeline/run_evaluate_attribution.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/ordered.h"
#include "base/parallel.h"
#include "kernel/join/sort_rows.h"
#include "pipeline/attribute_detected.h"
#include "pipeline/attribute_networks.h"
#include "pipeline/index_traces.h"
#include "pipeline/ingest.h"
#include "pipeline/read_profiles.h"
#include "pipeline/read_registry.h"
#include "scenario/entities.h"

namespace overt {
namespace {

constexpr char kLogName[] = "events.ndjson";
constexpr std::size_t kSeedsWaiting = 4;
constexpr std::size_t kFailuresMax = 100;

NetworkMembers members_in(const std::vector<EntityNetwork>& networks, const TraceLog& log) {
  NetworkMembers all;
  for (const EntityNetwork& network : networks) {
    auto& members = all.emplace_back();
    for (const std::string& member : network.members) {
      const auto account = log.accounts.find(member, 0);
      if (account != Interner::kNoId) members.push_back(account);
    }
  }
  return all;
}

Result<SeedAnswers> answer_seed(std::uint64_t seed, std::uint64_t readers) {
  ThreadPool pool(1);
  Progress& progress = no_progress();
  EntityScenario scenario = plan_entities(seed, static_cast<std::uint32_t>(readers));
  IngestOptions ingesting;
  ingesting.input.paths = {kLogName};
  ASSIGN_OR_RETURN(ingesting.objects, parse_object_selection(ingesting.input.objects));
  ingesting.aside = evidence_objects();
  ingesting.reading.in_memory = {{kLogName, scenario.events}};
  ASSIGN_OR_RETURN(const auto log, ingest(ingesting, pool, progress));
  ASSIGN_OR_RETURN(const auto profiles, profiles_from(std::move(scenario.accounts), *log));
  const TraceIndex traces = index_traces(*log, join::sort_rows(std::move(log->rows), pool), pool);
  const TraceIndex aside = index_traces(*log, join::sort_rows(std::move(log->aside), pool), pool);
  const RegistryView registry = registry_of(scenario.claims);
  SeedAnswers result;
  auto answers =
      attribute_networks(registry, {traces, aside, *log, profiles.by_account, log->platform},
                         members_in(scenario.networks, *log), pool);
  result.answers.assign(std::make_move_iterator(answers.begin()),
                        std::make_move_iterator(answers.end()));
  result.truth = std::move(scenario.networks);
  return result;
}

bool contains(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool names_principal(const Attribution& answer, const std::string& entity) {
  return std::any_of(answer.principals.begin(), answer.principals.end(),
                     [&](const Principal& principal) {
                       return principal.entity == entity && principal.power == PathPower::kDecides;
                     });
}

// What must not be said is said: of the network or of an account of it.
std::string broken_rule(const EntityNetwork& truth, const Attribution& answer) {
  if (answer.decided && contains(truth.forbidden, answer.decided->entity())) {
    return "attributed to " + answer.decided->entity();
  }
  for (const std::string& entity : truth.forbidden) {
    if (names_principal(answer, entity)) return "names the principal " + entity;
  }
  if (truth.unwitting && answer.decided && !answer.of_network &&
      answer.role != Role::kPaidUnwitting) {
    return fmt::format("the role is {}", name_of(answer.role));
  }
  return {};
}

std::string broken_rule(const EntityNetwork& truth, const NetworkAttribution& answer) {
  std::string broken = broken_rule(truth, answer.network);
  for (const Attribution& member : answer.members) {
    const bool is_open = contains(truth.open_members, member.subject);
    if (broken.empty() && !is_open) broken = broken_rule(truth, member);
  }
  return broken;
}

class Scoring {
 public:
  void add(std::uint64_t seed, const SeedAnswers& answers) {
    ++score_.seeds;
    for (std::size_t i = 0; i < answers.truth.size(); ++i) {
      const EntityNetwork& truth = answers.truth[i];
      const auto& answer = answers.answers[i];
      if (answer) {
        add(seed, truth, *answer);
      } else {
        add_undetected(truth);
      }
    }
  }
  AttributionScore take() { return std::move(score_); }

 private:
  void add(std::uint64_t seed, const EntityNetwork& truth, const NetworkAttribution& answer) {
    const Attribution& network = answer.network;
    KindScore& kind = score_.kinds[truth.id];
    ++kind.networks;
    count_words(truth, network);
    const bool wrong = network.decided && network.decided->entity() != truth.entity;
    if (wrong) {
      ++score_.wrong;
      note(seed, truth, "attributed to " + network.decided->entity());
    }
    if (truth.trap) {
      ++score_.traps;
      const std::string broken = broken_rule(truth, answer);
      const bool resisted = broken.empty() && !wrong;
      score_.traps_resisted += resisted ? 1 : 0;
      ++(resisted ? kind.right : kind.wrong);
      if (!broken.empty()) note(seed, truth, broken);
      return;
    }
    if (truth.entity.empty()) {
      ++score_.unknown_operators;
      ++(wrong ? kind.wrong : kind.right);
      return;
    }
    ++score_.attributable;
    if (wrong) {
      ++kind.wrong;
      return;
    }
    const bool right =
        network.decided && (truth.principal.empty() || names_principal(network, truth.principal));
    score_.right += right ? 1 : 0;
    score_.abstained += right ? 0 : 1;
    kind.right += right ? 1 : 0;
  }

  void add_undetected(const EntityNetwork& truth) {
    ++score_.kinds[truth.id].networks;
    if (truth.trap) {
      ++score_.traps;
      ++score_.traps_resisted;
    } else if (truth.entity.empty()) {
      ++score_.unknown_operators;
    } else {
      ++score_.attributable;
      ++score_.abstained;
      ++score_.undetected;
      return;
    }
    ++score_.kinds[truth.id].right;
  }

  void count_words(const EntityNetwork& truth, const Attribution& answer) {
    for (const Hypothesis& one : answer.hypotheses) {
      if (one.kind != HypothesisKind::kEntity) continue;
      WordScore& word = score_.words[static_cast<std::size_t>(one.likelihood)];
      ++word.said;
      word.right += one.entity == truth.entity ? 1 : 0;
    }
  }

  void note(std::uint64_t seed, const EntityNetwork& truth, const std::string& what) {
    if (score_.failures.size() == kFailuresMax) return;
    score_.failures.push_back(fmt::format("seed {} {}: {}", seed, truth.id, what));
  }

  AttributionScore score_;
};

}  // namespace

Result<AttributionScore> run_evaluate_attribution(const EvaluateAttributionOptions& options,
                                                  Progress& progress) {
  if (options.seeds == 0) {
    return Error{ErrorCode::kInvalidArgument, "a scorecard takes a seed or more"};
  }
  ThreadPool pool(options.resources.threads);
  Scoring scoring;
  std::optional<Error> error;
  std::uint64_t seed = options.first_seed;
  progress.begin("attributing", options.seeds, "seeds");
  produce_in_order<Result<SeedAnswers>>(
      pool, options.seeds, kSeedsWaiting * pool.threads(),
      [&](std::size_t i, std::size_t /*worker*/) {
        const std::uint64_t one = options.first_seed + i;
        return options.detected ? answer_detected_seed(one, options.readers)
                                : answer_seed(one, options.readers);
      },
      [&](Result<SeedAnswers> answers) {
        progress.advance(1);
        if (!answers.ok()) error = answers.error();
        if (progress.cancelled()) error = Error{ErrorCode::kCancelled, "interrupted"};
        if (!error) scoring.add(seed++, answers.value());
        return !error;
      });
  progress.end();
  if (error) return *error;
  AttributionScore score = scoring.take();
  score.first_seed = options.first_seed;
  score.readers = options.readers;
  return score;
}

}  // namespace overt
