#include "adapters/parquet/epoch.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace overt {
namespace {

// |number| under the bound has `per_unit` microseconds a unit; past the last it is nanoseconds.
struct Unit {
  double bound;
  std::int64_t per_unit;
};
constexpr std::array kUnits = {Unit{1e11, kMicrosPerSecond}, Unit{1e14, 1'000}, Unit{1e17, 1}};

}  // namespace

bool is_in_range(TimeUs time) {
  static const TimeUs kFirst = micros_from_civil(2000, 1, 1);
  static const TimeUs kLast = micros_from_civil(2100, 1, 1);
  return time >= kFirst && time <= kLast;
}

TimeUs time_from_epoch(std::int64_t number) {
  for (const Unit& unit : kUnits) {
    if (std::abs(static_cast<double>(number)) < unit.bound) return number * unit.per_unit;
  }
  return number / 1'000;
}

TimeUs time_from_epoch(double number) {
  if (!(std::abs(number) < 9e18)) return std::numeric_limits<TimeUs>::max();
  for (const Unit& unit : kUnits) {
    if (std::abs(number) < unit.bound) {
      return std::llround(number * static_cast<double>(unit.per_unit));
    }
  }
  return static_cast<TimeUs>(number) / 1'000;
}

std::optional<TimeUs> time_from_text(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return parse_rfc3339(text);
  if (status == std::errc::result_out_of_range) return std::numeric_limits<TimeUs>::max();
  return status == std::errc() ? std::optional(time_from_epoch(number)) : std::nullopt;
}

}  // namespace overt
