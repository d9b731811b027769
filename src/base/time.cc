#include "base/time.h"

#include <chrono>
#include <iterator>

#include <fmt/format.h>

namespace overt {
namespace {

// Reads exactly `digits` decimal digits at `at`; false when there are fewer or others.
bool read_number(std::string_view text, std::size_t at, std::size_t digits, int& value) {
  if (at + digits > text.size()) return false;
  value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  return true;
}

struct Civil {
  std::int64_t year;
  int month, day;
  TimeUs of_day;
};

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021), civil_from_days: in 64
// bits, because the years of std::chrono end at 32767 and those of TimeUs do not.
Civil civil_from_micros(TimeUs time) {
  constexpr std::int64_t kDaysPerEra = 146'097;  // 400 years
  TimeUs days = time / kMicrosPerDay;
  TimeUs rest = time % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  days += 719'468;  // from 0000-03-01, so that a leap day ends its year
  const std::int64_t era = (days >= 0 ? days : days - kDaysPerEra + 1) / kDaysPerEra;
  const auto of_era = days - era * kDaysPerEra;
  const auto year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const auto of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto from_march = (5 * of_year + 2) / 153;
  const auto day = static_cast<int>(of_year - (153 * from_march + 2) / 5 + 1);
  const auto month = static_cast<int>(from_march < 10 ? from_march + 3 : from_march - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day, rest};
}

bool valid_date(int year, int month, int day) {
  return std::chrono::year_month_day{std::chrono::year{year},
                                     std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

// The offset after the time: Z, z, or ±hh:mm; in microseconds.
std::optional<TimeUs> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return {};
  int hours = 0;
  int minutes = 0;
  if (!read_number(text, 1, 2, hours) || !read_number(text, 4, 2, minutes)) return {};
  if (hours > 23 || minutes > 59) return {};
  const TimeUs offset = hours * kMicrosPerHour + minutes * kMicrosPerMinute;
  return text[0] == '-' ? -offset : offset;
}

void append_digits(std::string& out, int number, std::size_t digits) {
  const std::size_t begin = out.size();
  out.resize(begin + digits);
  for (std::size_t i = digits; i > 0; --i) {
    out[begin + i - 1] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

}  // namespace

TimeUs micros_from_civil(int year, int month, int day) {
  const std::chrono::sys_days date =
      std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
  return date.time_since_epoch().count() * kMicrosPerDay;
}

void append_rfc3339(std::string& out, TimeUs time) {
  const Civil c = civil_from_micros(time);
  const auto seconds = static_cast<int>(c.of_day / kMicrosPerSecond);
  const auto fraction = static_cast<int>(c.of_day % kMicrosPerSecond);
  if (c.year < 0 || c.year > 9999) {
    fmt::format_to(std::back_inserter(out), "{:05}", c.year);
  } else {
    append_digits(out, static_cast<int>(c.year), 4);
  }
  out += '-';
  append_digits(out, c.month, 2);
  out += '-';
  append_digits(out, c.day, 2);
  out += 'T';
  append_digits(out, seconds / 3600, 2);
  out += ':';
  append_digits(out, seconds / 60 % 60, 2);
  out += ':';
  append_digits(out, seconds % 60, 2);
  if (fraction != 0) {
    out += '.';
    fraction % 1000 == 0 ? append_digits(out, fraction / 1000, 3) : append_digits(out, fraction, 6);
  }
  out += 'Z';
}

std::string format_rfc3339(TimeUs time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

std::string format_date(TimeUs time) {
  const Civil c = civil_from_micros(time);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::optional<TimeUs> parse_rfc3339(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') {
    return {};
  }
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return {};
  if (!read_number(text, 0, 4, year) || !read_number(text, 5, 2, month) ||
      !read_number(text, 8, 2, day) || !read_number(text, 11, 2, hour) ||
      !read_number(text, 14, 2, minute) || !read_number(text, 17, 2, second)) {
    return {};
  }
  if (!valid_date(year, month, day) || hour > 23 || minute > 59 || second > 60) return {};
  std::size_t at = 19;
  TimeUs fraction = 0;
  if (text[at] == '.') {
    TimeUs unit = 100'000;
    std::size_t digits = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
      fraction += unit * (text[at] - '0');
      unit /= 10;
    }
    if (digits == 0 || digits > 9) return {};
  }
  const auto offset = parse_offset(text.substr(at));
  if (!offset) return {};
  return micros_from_civil(year, month, day) + hour * kMicrosPerHour + minute * kMicrosPerMinute +
         second * kMicrosPerSecond + fraction - *offset;
}

}  // namespace overt
