#include "model/attribution.h"

#include <array>

#include "base/check.h"

namespace overt {
namespace {

template <typename Enum, std::size_t N>
std::string_view word_of(Enum value, const std::array<std::string_view, N>& words) {
  const auto index = static_cast<std::size_t>(value);
  CHECK(index < N);
  return words[index];
}

}  // namespace

std::string_view name_of(PathKind kind) {
  return word_of<PathKind, kPathKindCount>(
      kind, {"listed", "declares", "content_origin", "infrastructure", "payment", "membership"});
}

std::string_view name_of(PathPower power) {
  return word_of<PathPower, 2>(power, {"opens_case", "decides"});
}

std::string_view name_of(Role role) {
  return word_of<Role, 7>(role, {"unknown", "operator", "controlled", "paid_witting",
                                 "paid_unwitting", "amplifier", "adjacent"});
}

std::string_view name_of(Likelihood likelihood) {
  return word_of<Likelihood, kLikelihoodCount>(
      likelihood, {"almost-no-chance", "very-unlikely", "unlikely", "roughly-even-chance", "likely",
                   "very-likely", "almost-certain"});
}

Likelihood likelihood_of(double probability) {
  constexpr std::array<double, kLikelihoodCount - 1> kUpTo = {.05, .20, .45, .55, .80, .95};
  std::size_t word = 0;
  while (word < kUpTo.size() && probability > kUpTo[word]) ++word;
  return static_cast<Likelihood>(word);
}

std::string_view name_of(Confidence confidence) {
  return word_of<Confidence, 3>(confidence, {"low", "moderate", "high"});
}

std::string_view name_of(HypothesisKind kind) {
  return word_of<HypothesisKind, 3>(kind, {"entity", "imitation", "unknown"});
}

std::optional<DecidingStep> DecidingStep::from(const PathStep& step) {
  // What rests on an accusation, on what was taken back, or on another time opens a case at most,
  // whatever the step says of itself.
  const bool accusation = step.status < ClaimStatus::kReported;
  if (!step.may_decide || !step.holds_then || accusation) return std::nullopt;
  if (!step.observed && step.claims.empty()) return std::nullopt;
  for (const StepClaim& claim : step.claims) {
    if (!may_decide(claim.status, claim.grade, claim.flags)) return std::nullopt;
  }
  return DecidingStep(step);
}

std::optional<DecidingPath> DecidingPath::from(PathKind kind, std::string entity,
                                               std::vector<DecidingStep> steps) {
  if (!kind_may_decide(kind) || steps.empty() || entity.empty()) return std::nullopt;
  return DecidingPath(kind, std::move(entity), std::move(steps));
}

std::optional<DecidingPath> DecidingPath::from(const EvidencePath& path) {
  if (path.power != PathPower::kDecides) return std::nullopt;
  std::vector<DecidingStep> steps;
  for (const PathStep& step : path.steps) {
    auto deciding = DecidingStep::from(step);
    if (!deciding) return std::nullopt;
    steps.push_back(*std::move(deciding));
  }
  return from(path.kind, path.entity, std::move(steps));
}

Decided::Decided(std::string entity, std::string entity_name, std::vector<DecidingPath> paths,
                 Confidence confidence)
    : entity_(std::move(entity)),
      entity_name_(std::move(entity_name)),
      paths_(std::move(paths)),
      confidence_(confidence) {
  CHECK(!paths_.empty());
}

}  // namespace overt
