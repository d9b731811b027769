#include "adapters/parquet/epoch.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <system_error>

namespace overt {
namespace {

// |number| under the bound has `per_unit` microseconds a unit; past the last they are microseconds.
struct Unit {
  double bound;
  std::int64_t per_unit;
};
constexpr std::array kUnits = {Unit{1e11, kMicrosPerSecond}, Unit{1e14, 1'000}};

std::optional<TimeUs> time_from_number(std::string_view text) {
  const char* const end = text.data() + text.size();
  // from_chars also takes "inf" and "nan".
  if (text.find_first_not_of("0123456789.-") != std::string_view::npos) return {};
  std::int64_t whole = 0;
  const auto read = std::from_chars(text.data(), end, whole);
  if (read.ptr == end && read.ec == std::errc()) return time_from_epoch(whole);
  double fraction = 0;
  const auto again = std::from_chars(text.data(), end, fraction, std::chars_format::fixed);
  if (again.ptr != end || again.ec != std::errc()) return {};
  return time_from_epoch(fraction);
}

// Adds what RFC 3339 demands and others leave out.
std::optional<TimeUs> time_without_offset(std::string_view text) {
  constexpr std::size_t kToTheMinute = std::string_view("2024-09-04 12:00").size();
  std::string whole(text);
  if (text.size() == kToTheMinute) whole += ":00";
  return parse_rfc3339(whole + 'Z');
}

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
  return number;
}

TimeUs time_from_epoch(double number) {
  if (!(std::abs(number) < 9e18)) return std::numeric_limits<TimeUs>::max();
  for (const Unit& unit : kUnits) {
    if (std::abs(number) < unit.bound) {
      return std::llround(number * static_cast<double>(unit.per_unit));
    }
  }
  return std::llround(number);
}

std::optional<TimeUs> time_from_text(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (const auto time = time_from_number(text)) return time;
  if (const auto time = parse_rfc3339(text)) return time;
  return time_without_offset(text);
}

}  // namespace overt
