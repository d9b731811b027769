#include "model/disclosure.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace overt {
namespace {

constexpr std::array<std::string_view, kTlpCount> kTlpNames = {"clear", "green", "amber",
                                                               "amber+strict", "red"};
constexpr std::array<std::string_view, kDisclosureKindCount> kKindNames = {"statement",
                                                                           "operations", "dsa"};

template <typename Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

std::optional<std::int32_t> day_of(std::string_view text) {
  constexpr std::size_t kDayLength = 10;
  const auto date = parse_partial_date(text);
  if (text.size() != kDayLength || !date) return std::nullopt;
  return date->first_day;
}

}  // namespace

std::string_view name_of(Tlp tlp) { return kTlpNames.at(static_cast<std::size_t>(tlp)); }
std::optional<Tlp> tlp_named(std::string_view name) { return named<Tlp>(kTlpNames, name); }

std::string_view name_of(DisclosureKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}
std::optional<DisclosureKind> disclosure_kind_named(std::string_view name) {
  return named<DisclosureKind>(kKindNames, name);
}

std::optional<Period> parse_period(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    const auto date = parse_partial_date(text);
    if (!date) return std::nullopt;
    return Period{date->first_day, date->last_day};
  }
  const auto first = day_of(text.substr(0, slash));
  const auto last = day_of(text.substr(slash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return Period{*first, *last};
}

std::string format_period(const Period& period) {
  return format_date(period.first_day * kMicrosPerDay) + "/" +
         format_date(period.last_day * kMicrosPerDay);
}

}  // namespace overt
