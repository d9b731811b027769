#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "stages/attribution/weigh_hypotheses_internal.h"

namespace overt {
namespace {

struct Weights {
  std::string_view id;
  std::string_view name;
  std::array<double, kPathKindCount> entity{};
  std::array<double, kPathKindCount> imitation{};
};

double sum(const std::array<double, kPathKindCount>& weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  return total;
}

}  // namespace

std::vector<Hypothesis> weigh_hypotheses(std::span<const WeighedPath> paths) {
  std::map<EntityIndex, Weights> entities;
  for (const WeighedPath& path : paths) {
    Weights& weights = entities[path.entity];
    weights.id = path.entity_id;
    weights.name = path.entity_name;
    const auto kind = static_cast<std::size_t>(path.kind);
    weights.entity[kind] = std::max(weights.entity[kind], path.weight);
    weights.imitation[kind] = std::max(weights.imitation[kind], path.weight_imitated);
  }
  const auto count = static_cast<double>(entities.size());
  // Of very many entities all priors shrink: unknown keeps half at least.
  const double scale = std::min(1.0, .5 / std::max(1.0, count * (kEntityPrior + kImitationPrior)));
  std::vector<Hypothesis> all(1);
  all[0].probability = 1 - count * scale * (kEntityPrior + kImitationPrior);
  for (const auto& [entity, weights] : entities) {
    Hypothesis hypothesis;
    hypothesis.entity = weights.id;
    hypothesis.entity_name = weights.name;
    hypothesis.kind = HypothesisKind::kEntity;
    hypothesis.probability = scale * kEntityPrior * std::exp(sum(weights.entity));
    all.push_back(hypothesis);
    hypothesis.kind = HypothesisKind::kImitation;
    hypothesis.probability = scale * kImitationPrior * std::exp(sum(weights.imitation));
    all.push_back(hypothesis);
  }
  double total = 0;
  for (const Hypothesis& one : all) total += one.probability;
  for (Hypothesis& one : all) {
    one.probability = std::clamp(one.probability / total, .01, .99);
    one.likelihood = likelihood_of(one.probability);
  }
  std::stable_sort(all.begin(), all.end(), [](const Hypothesis& x, const Hypothesis& y) {
    return x.probability > y.probability;
  });
  return all;
}

}  // namespace overt
