#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Day {
  std::size_t day;
  std::size_t month;
  std::string year;
};

std::size_t two_digits(std::string_view text) {
  return static_cast<std::size_t>(10 * (text[0] - '0') + (text[1] - '0'));
}

Day day_of(TimeUs time) {
  const std::string date = format_date(time);  // the year may have more than four digits
  const std::string_view month_and_day = std::string_view(date).substr(date.size() - 5);
  return {two_digits(month_and_day.substr(3)), two_digits(month_and_day) - 1,
          date.substr(0, date.size() - 6)};
}

// At most three decimals, no trailing zeros.
std::string decimal(double value) {
  std::string text = fmt::format("{:.3f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string in_unit(TimeUs duration, TimeUs unit, std::string_view name) {
  if (duration == unit) return fmt::format("1 {}", name);
  return fmt::format("{} {}s", decimal(static_cast<double>(duration) / static_cast<double>(unit)),
                     name);
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural) {
  if (number == 1) return fmt::format("1 {}", singular);
  if (plural.empty()) return fmt::format("{} {}s", grouped(number), singular);
  return fmt::format("{} {}", grouped(number), plural);
}

std::string duration_words(TimeUs duration) {
  if (duration >= kMicrosPerDay && duration % kMicrosPerDay == 0) {
    return in_unit(duration, kMicrosPerDay, "day");
  }
  if (duration >= kMicrosPerHour && duration % kMicrosPerHour == 0) {
    return in_unit(duration, kMicrosPerHour, "hour");
  }
  if (duration >= 2 * kMicrosPerMinute && duration % kMicrosPerMinute == 0) {
    return in_unit(duration, kMicrosPerMinute, "minute");
  }
  return in_unit(duration, kMicrosPerSecond, "second");
}

std::string gap_words(TimeUs gap) {
  return decimal(static_cast<double>(gap) / static_cast<double>(kMicrosPerSecond)) + " s";
}

std::string day_words(TimeUs time) {
  const Day day = day_of(time);
  return fmt::format("{} {} {}", day.day, kMonths[day.month], day.year);
}

std::string period_words(TimeUs first_at, TimeUs last_at) {
  const Day first = day_of(first_at);
  const Day last = day_of(last_at);
  if (first.year != last.year) return day_words(first_at) + " to " + day_words(last_at);
  if (first.month != last.month) {
    return fmt::format("{} {} to {}", first.day, kMonths[first.month], day_words(last_at));
  }
  if (first.day == last.day) return day_words(last_at);
  return fmt::format("{} to {}", first.day, day_words(last_at));
}

std::string moment(TimeUs time) {
  std::string text = format_rfc3339(time);
  text.pop_back();
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

std::string percent(double share) {
  if (!std::isfinite(share)) return "unknown";
  const double hundredths = 100 * share;
  if (hundredths > 0 && hundredths < 0.1) return "< 0.1 %";
  return fmt::format("{:.{}f} %", hundredths, hundredths < 10 && hundredths > 0 ? 1 : 0);
}

std::string bytes_words(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"bytes", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1000 && unit + 1 < kUnits.size(); ++unit) value /= 1000;
  return fmt::format("{:.{}f} {}", value, unit == 0 || value >= 100 ? 0 : 1, kUnits[unit]);
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view kSafe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=+@%";
  if (!text.empty() && text.find_first_not_of(kSafe) == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace overt
