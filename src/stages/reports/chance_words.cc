#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr double kLn10 = 2.302585092994045684;
constexpr double kDecadesMax = 1e9;

std::string superscript(long long exponent) {
  constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char c : std::to_string(exponent)) {
    out += c == '-' ? std::string_view("⁻") : kDigits[static_cast<std::size_t>(c - '0')];
  }
  return out;
}

// Two digits and a power of ten; the digits stay below ten when rounded.
std::string in_powers_of_ten(double decades) {
  double exponent = std::floor(decades);
  double digits = std::round(10 * std::pow(10.0, decades - exponent)) / 10;
  if (digits >= 10) {
    digits = 1;
    exponent += 1;
  }
  return fmt::format("{:.1f} × 10{}", digits, superscript(std::llround(exponent)));
}

std::string two_digits(double value) {
  if (value < 10) return fmt::format("{:.2g}", value);
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
  return grouped(static_cast<std::uint64_t>(std::llround(std::round(value / unit) * unit)));
}

}  // namespace

double decades_of(double log_value) {
  if (std::isnan(log_value)) return 0;
  return std::clamp(log_value / kLn10, -kDecadesMax, kDecadesMax);
}

std::string sort_key(double log_value) { return fmt::format("{:.6g}", decades_of(log_value)); }

std::string chance_number(double log_p) {
  if (std::isnan(log_p)) return "unknown";
  if (std::isinf(log_p) && log_p < 0) return "below any number that can be written";
  if (log_p >= 0) return "1";
  const double p = std::exp(log_p);
  if (p >= 0.001) return fmt::format("{:.2g}", p);
  return in_powers_of_ten(decades_of(log_p));
}

std::string times_words(double log_times) {
  if (std::isnan(log_times)) return "unknown";
  if (std::isinf(log_times)) return log_times < 0 ? "0" : "more than can be written";
  const double decades = decades_of(log_times);
  if (decades >= 15 || decades < -3) return in_powers_of_ten(decades);
  const double value = std::exp(log_times);
  constexpr std::array<std::pair<double, std::string_view>, 3> kNames = {
      {{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}};
  for (const auto& name : kNames) {
    if (value >= 0.995 * name.first) {
      return fmt::format("{} {}", two_digits(value / name.first), name.second);
    }
  }
  return two_digits(value);
}

std::string chance_sentence(double log_p) {
  if (std::isnan(log_p)) return "How likely chance is was not reckoned.";
  if (log_p > std::log(0.5)) {
    return "Chance alone may well give evidence as strong as this.";
  }
  return fmt::format("Chance alone would give evidence this strong about once in {} tries.",
                     times_words(-log_p));
}

std::string mean_words(double count) {
  if (!std::isfinite(count)) return "unknown";
  if (count >= 1e15) return in_powers_of_ten(std::log10(count));
  if (count >= 100) return grouped(static_cast<std::uint64_t>(std::llround(count)));
  std::string text = fmt::format("{:.{}f}", count, count >= 10 ? 1 : 2);
  if (count > 0 && count < 0.005) return "< 0.01";
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace overt
