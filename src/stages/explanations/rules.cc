#include <cmath>
#include <map>

#include <fmt/format.h>

#include "stages/explanations/rules_internal.h"

namespace overt {

std::vector<Occasion> occasions_of(const NetworkBehaviour& network) {
  std::map<std::uint32_t, Occasion> by_number;
  for (const BurstFigure& burst : network.bursts) by_number[burst.occasion].push_back(&burst);
  std::vector<Occasion> occasions;
  occasions.reserve(by_number.size());
  for (auto& [number, occasion] : by_number) occasions.push_back(std::move(occasion));
  return occasions;
}

std::uint64_t needed(std::uint64_t all, double share) {
  constexpr double kRounding = 1e-9;
  const double least = std::ceil(share * static_cast<double>(all) - kRounding);
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::max(0.0, least)));
}

bool reaches(std::uint64_t count, std::uint64_t all, double share) {
  return all > 0 && count >= needed(all, share);
}

bool holds(const NetworkBehaviour& network, Family family) {
  return std::any_of(
      network.families.begin(), network.families.end(),
      [family](const FamilyEvidence& found) { return found.family == family && found.holds; });
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

ExplanationTried too_few_moments(Explanation explanation, std::size_t occasions,
                                 const ExplanationOptions& options) {
  return failing(explanation,
                 fmt::format("The accounts acted together in {}; fewer than {} give this nothing "
                             "to go by.",
                             counted(occasions, "moment"), options.occasions_min));
}

ExplanationTried contradicted(Explanation explanation, Family family, std::string evidence) {
  const std::string_view what = family == Family::kIdentity ? "identity and infrastructure"
                                                            : "texts, media or hashtags in common";
  evidence.pop_back();  // the full stop
  return failing(explanation,
                 fmt::format("{}; but it does not account for {}, which the accounts share beyond "
                             "chance.",
                             evidence, what));
}

}  // namespace overt
