#include <fmt/format.h>

#include "stages/families/part_internal.h"

namespace overt {

std::string grouped_digits(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string duration_rounded_up(TimeUs duration) {
  const auto in = [duration](TimeUs unit, std::string_view name) {
    const auto count = std::max<TimeUs>(1, (duration + unit - 1) / unit);
    return fmt::format("{} {}{}", grouped_digits(static_cast<std::uint64_t>(count)), name,
                       count == 1 ? "" : "s");
  };
  if (duration <= 2 * kMicrosPerMinute) return in(kMicrosPerSecond, "second");
  if (duration <= 2 * kMicrosPerHour) return in(kMicrosPerMinute, "minute");
  if (duration <= 2 * kMicrosPerDay) return in(kMicrosPerHour, "hour");
  return in(kMicrosPerDay, "day");
}

WeighedFamily combine_parts(Family family, std::span<const FamilyPart> parts,
                            const Members& members, const FamilyOptions& options,
                            std::string_view none) {
  double asked = 0;
  for (const FamilyPart& part : parts) asked += part.asked ? 1 : 0;
  const double price = log_price(asked);
  WeighedFamily weighed;
  FamilyEvidence& evidence = weighed.evidence;
  evidence.family = family;
  Positions speaks_for;
  for (const FamilyPart& part : parts) {
    const double log_p = std::min(0.0, part.log_p + price);
    evidence.log_p = std::min(evidence.log_p, log_p);
    if (part.found.empty()) continue;
    if (!evidence.summary.empty()) evidence.summary += "; ";
    evidence.summary += part.found;
    if (log_p > options.log_level) continue;
    add_positions(speaks_for, part.speaks_for);
    for (const Positions& tied : part.together) {
      std::vector<std::uint32_t>& accounts = weighed.together.emplace_back();
      for (const std::uint32_t position : tied) accounts.push_back(members.accounts[position]);
    }
  }
  const double wanted = options.coverage_min * static_cast<double>(members.size());
  const bool covers = static_cast<double>(speaks_for.size()) >= wanted;
  evidence.holds = evidence.log_p <= options.log_level && covers && !speaks_for.empty();
  if (evidence.summary.empty()) {
    evidence.summary = none;
  } else if (evidence.log_p > options.log_level) {
    evidence.summary += ": not more than chance explains.";
  } else {
    evidence.summary += fmt::format(": beyond chance for {} of the {} accounts.", speaks_for.size(),
                                    members.size());
  }
  for (const std::uint32_t position : speaks_for) {
    weighed.speaks_for.push_back(members.accounts[position]);
  }
  return weighed;
}

}  // namespace overt
