#include "stages/disclosures/techniques.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace overt {
namespace {

constexpr std::array<Technique, 5> kTechniques = {
    {{"synchrony", "T0049", "Flood Information Space", "maximise-exposure",
      "its accounts acted on the same things within moments of each other, more often than chance"},
     {"content reuse", "T0084", "Reuse Existing Content", "develop-content",
      "its accounts published the same texts, hidden or slightly changed"},
     {"identity and infrastructure", "T0092", "Build Network", "establish-assets",
      "its accounts share what unconnected people do not: devices, addresses, ways of naming"},
     {"network", "T0092", "Build Network", "establish-assets",
      "its accounts follow and mention each other more than chance"},
     {"exclusivity", "T0060", "Continue to Amplify", "persist-in-the-information-environment",
      "its accounts keep to a few sources that hardly anybody else carries"}}};

}  // namespace

std::span<const Technique> all_techniques() { return kTechniques; }

std::vector<Technique> techniques_of(const std::vector<std::string>& families) {
  std::vector<Technique> found;
  for (const Technique& technique : kTechniques) {
    const bool holds =
        std::find(families.begin(), families.end(), technique.family) != families.end();
    const bool there = std::any_of(found.begin(), found.end(), [&](const Technique& other) {
      return other.id == technique.id;
    });
    if (holds && !there) found.push_back(technique);
  }
  std::sort(found.begin(), found.end(),
            [](const Technique& a, const Technique& b) { return a.id < b.id; });
  return found;
}

std::string technique_url(const Technique& technique) {
  return fmt::format(
      "https://github.com/DISARMFoundation/DISARMframeworks/blob/main/generated_pages/techniques/"
      "{}.md",
      technique.id);
}

}  // namespace overt
