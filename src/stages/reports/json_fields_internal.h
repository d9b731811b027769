#pragma once
// How times, durations and probabilities stand in the JSON files of a run.

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/time.h"

namespace overt {

/// A period of time of which `any` says whether it holds anything: null where not.
inline void write_period(JsonWriter& json, TimeUs first_at, TimeUs last_at, bool any = true) {
  json.key("first_at");
  any ? json.value(format_rfc3339(first_at)) : json.null();
  json.key("last_at");
  any ? json.value(format_rfc3339(last_at)) : json.null();
}

/// Seconds, with a fraction only where there is one.
inline void write_seconds(JsonWriter& json, std::string_view name, TimeUs duration) {
  if (duration % kMicrosPerSecond == 0) {
    json.field(name, duration / kMicrosPerSecond);
  } else {
    json.field(name, static_cast<double>(duration) / static_cast<double>(kMicrosPerSecond));
  }
}

/// Nine significant digits: what exponentials are good for, whichever library computes them.
inline double nine_digits(double value) {
  if (!std::isfinite(value) || value == 0) return value;
  const std::string digits = fmt::format("{:.9g}", value);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// A probability or an e-value, given by its natural logarithm. Where no ordinary double holds it
/// (0 or null then) its logarithm to base 10 follows as "log10_NAME".
inline void write_exponential(JsonWriter& json, std::string_view name, double log_value) {
  constexpr double kLogMax = 708.396;  // of the smallest double of full precision, negated
  const bool is_small = log_value < -kLogMax;
  json.field(name, is_small ? 0.0 : nine_digits(std::exp(log_value)));
  if (is_small || log_value > kLogMax) {
    json.field("log10_" + std::string(name), nine_digits(log_value / std::log(10.0)));
  }
}

}  // namespace overt
