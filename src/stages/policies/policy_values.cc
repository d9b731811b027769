#include <charconv>

#include "model/claim.h"
#include "stages/policies/policy_values_internal.h"

namespace overt {

std::optional<std::int32_t> parse_day(std::string_view text) {
  const auto date = parse_partial_date(text);
  if (!date || date->first_day != date->last_day) return std::nullopt;
  return date->first_day;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace overt
