#include <array>
#include <chrono>
#include <cstring>

#include "stages/events/record_time_internal.h"
#include "stages/events/trimmed_internal.h"

namespace overt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

ParsedTime checked(TimeUs at) {
  return {at, at < kTimeMin || at > kTimeMax ? TimeFault::kOutOfRange : TimeFault::kNone};
}

constexpr ParsedTime kUnreadableTime{};
constexpr ParsedTime kNoSuchTime{0, TimeFault::kOutOfRange};

// Eight ASCII digits at `text` as a number; false where one is no digit. Little-endian.
bool read_eight_digits(const char* text, std::uint64_t& value) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, 8);
  const std::uint64_t digits = word - 0x3030303030303030ULL;
  const std::uint64_t above = word + 0x4646464646464646ULL;
  if (((digits | above | word) & 0x8080808080808080ULL) != 0) return false;
  std::uint64_t v = digits;
  v = v * 10 + (v >> 8);
  v = (((v & 0x000000FF000000FFULL) * 0x000F424000000064ULL) +
       (((v >> 16) & 0x000000FF000000FFULL) * 0x0000271000000001ULL)) >>
      32;
  value = v;
  return true;
}

struct Decimal {
  std::uint64_t whole = 0;
  std::uint64_t micros = 0;  // the fraction in millionths, cut
  bool negative = false;
};

// Digits after the point as millionths; false where there is something else.
bool read_fraction(std::string_view digits, std::uint64_t& micros) {
  std::uint64_t unit = 100'000;
  micros = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return false;
    micros += unit * static_cast<std::uint64_t>(c - '0');
    unit /= 10;
  }
  return true;
}

// [-]digits[.digits], at most 19 digits before the point.
std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal number;
  std::size_t i = 0;
  if (!text.empty() && text[0] == '-') {
    number.negative = true;
    i = 1;
  }
  const std::size_t begin = i;
  while (i < text.size() && is_digit(text[i])) {
    if (i - begin == 19) return {};
    number.whole = number.whole * 10 + static_cast<std::uint64_t>(text[i] - '0');
    ++i;
  }
  if (i == begin) return {};
  if (i == text.size()) return number;
  if (text[i] != '.' || !read_fraction(text.substr(i + 1), number.micros)) return {};
  return number;
}

ParsedTime from_epoch(const Decimal& number, TimeUs unit) {
  if (number.negative) return kNoSuchTime;
  const auto limit = static_cast<std::uint64_t>(kTimeMax / unit);
  if (number.whole > limit) return kNoSuchTime;
  const auto fraction = static_cast<TimeUs>(number.micros) * unit / kMicrosPerSecond;
  return checked(static_cast<TimeUs>(number.whole) * unit + fraction);
}

// The ranges of seconds, milliseconds and microseconds between 2000 and 2100 do not overlap.
ParsedTime from_any_epoch(const Decimal& number) {
  constexpr std::array<TimeUs, 3> kUnits = {kMicrosPerSecond, 1000, 1};
  for (const TimeUs unit : kUnits) {
    if (number.whole <= static_cast<std::uint64_t>(kTimeMax / unit)) {
      return from_epoch(number, unit);
    }
  }
  return kNoSuchTime;
}

// Reads between `least` and `most` digits at `at` and moves past them; -1 where there are fewer.
int read_number(std::string_view text, std::size_t& at, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t count = 0;
  while (count < most && at < text.size() && is_digit(text[at])) {
    value = value * 10 + (text[at] - '0');
    ++at;
    ++count;
  }
  return count < least ? -1 : value;
}

struct CivilTime {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  TimeUs fraction = 0;
  TimeUs offset = 0;
};

ParsedTime from_civil(const CivilTime& t) {
  const std::chrono::year_month_day date{std::chrono::year{t.year},
                                         std::chrono::month{static_cast<unsigned>(t.month)},
                                         std::chrono::day{static_cast<unsigned>(t.day)}};
  if (t.month < 0 || t.day < 0 || !date.ok()) return kUnreadableTime;
  if (t.hour < 0 || t.hour > 23 || t.minute < 0 || t.minute > 59) return kUnreadableTime;
  if (t.second < 0 || t.second > 60) return kUnreadableTime;
  return checked(micros_from_civil(t.year, t.month, t.day) + t.hour * kMicrosPerHour +
                 t.minute * kMicrosPerMinute + t.second * kMicrosPerSecond + t.fraction - t.offset);
}

bool take(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

// ":SS" and ".f" where they stand; false where they are broken.
bool read_seconds(std::string_view text, std::size_t& at, CivilTime& t) {
  if (!take(text, at, ':')) return true;
  t.second = read_number(text, at, 2, 2);
  if (t.second < 0) return false;
  if (!take(text, at, '.')) return true;
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  std::uint64_t micros = 0;
  if (at == begin || !read_fraction(text.substr(begin, at - begin), micros)) return false;
  t.fraction = static_cast<TimeUs>(micros);
  return true;
}

// "HH:MM[:SS[.f]]", the hour with one digit or two.
bool read_clock(std::string_view text, std::size_t& at, CivilTime& t) {
  t.hour = read_number(text, at, 1, 2);
  if (t.hour < 0 || !take(text, at, ':')) return false;
  t.minute = read_number(text, at, 2, 2);
  return t.minute >= 0 && read_seconds(text, at, t);
}

// "YYYY-MM-DD HH:MM[:SS[.f]]" with no offset.
ParsedTime parse_without_offset(std::string_view text) {
  CivilTime t;
  std::size_t at = 0;
  t.year = read_number(text, at, 4, 4);
  if (t.year < 0 || !take(text, at, '-')) return kUnreadableTime;
  t.month = read_number(text, at, 2, 2);
  if (t.month < 0 || !take(text, at, '-')) return kUnreadableTime;
  t.day = read_number(text, at, 2, 2);
  if (t.day < 0 || at >= text.size()) return kUnreadableTime;
  if (text[at] != ' ' && text[at] != 'T' && text[at] != 't') return kUnreadableTime;
  ++at;
  if (!read_clock(text, at, t) || at != text.size()) return kUnreadableTime;
  return from_civil(t);
}

ParsedTime parse_date_text(std::string_view text) {
  const auto rfc = parse_rfc3339(text);
  return rfc ? checked(*rfc) : parse_without_offset(text);
}

int month_from_name(std::string_view text, std::size_t& at) {
  constexpr std::string_view kNames = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (at + 3 > text.size()) return -1;
  const std::size_t found = kNames.find(text.substr(at, 3));
  if (found == std::string_view::npos || found % 3 != 0) return -1;
  at += 3;
  return static_cast<int>(found / 3) + 1;
}

// "Z", "+hh:mm" or "+hhmm".
bool read_offset(std::string_view text, std::size_t& at, TimeUs& offset) {
  if (take(text, at, 'Z') || take(text, at, 'z')) return true;
  const bool west = at < text.size() && text[at] == '-';
  if (!take(text, at, '+') && !take(text, at, '-')) return false;
  const int hours = read_number(text, at, 2, 2);
  take(text, at, ':');
  const int minutes = read_number(text, at, 2, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
  offset = hours * kMicrosPerHour + minutes * kMicrosPerMinute;
  if (west) offset = -offset;
  return true;
}

// Reads what one letter of a pattern stands for.
bool read_part(char letter, std::string_view text, std::size_t& at, CivilTime& t) {
  switch (letter) {
    case 'Y':
      return (t.year = read_number(text, at, 4, 4)) >= 0;
    case 'm':
      return (t.month = read_number(text, at, 1, 2)) >= 0;
    case 'd':
      return (t.day = read_number(text, at, 1, 2)) >= 0;
    case 'b':
      return (t.month = month_from_name(text, at)) >= 0;
    case 'H':
      return (t.hour = read_number(text, at, 1, 2)) >= 0;
    case 'M':
      return (t.minute = read_number(text, at, 1, 2)) >= 0;
    case 'S':
      return (t.second = read_number(text, at, 1, 2)) >= 0;
    case 'f': {
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      std::uint64_t micros = 0;
      if (at == begin || !read_fraction(text.substr(begin, at - begin), micros)) return false;
      t.fraction = static_cast<TimeUs>(micros);
      return true;
    }
    case 'z':
      return read_offset(text, at, t.offset);
    default:
      return take(text, at, letter);  // %%
  }
}

ParsedTime parse_pattern(std::string_view pattern, std::string_view text) {
  CivilTime t;
  std::size_t at = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      if (!take(text, at, pattern[i])) return kUnreadableTime;
      continue;
    }
    ++i;
    if (!read_part(pattern[i], text, at, t)) return kUnreadableTime;
  }
  return at == text.size() ? from_civil(t) : kUnreadableTime;
}

// One clause that says what is wrong with a pattern; empty where nothing is.
std::string pattern_fault(std::string_view pattern) {
  constexpr std::string_view kLetters = "YmdHMSfzb%";
  bool year = false;
  bool month = false;
  bool day = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    ++i;
    if (i == pattern.size() || kLetters.find(pattern[i]) == std::string_view::npos) {
      return "a time pattern knows %Y %m %d %H %M %S %f %z %b and %%";
    }
    year = year || pattern[i] == 'Y';
    month = month || pattern[i] == 'm' || pattern[i] == 'b';
    day = day || pattern[i] == 'd';
  }
  return year && month && day ? "" : "a time pattern needs %Y, %m (or %b) and %d";
}

}  // namespace

ParsedTime parse_record_time(std::string_view text) {
  std::uint64_t high = 0;
  if (text.size() == 10 && read_eight_digits(text.data(), high) && is_digit(text[8]) &&
      is_digit(text[9])) {
    const int low = (text[8] - '0') * 10 + (text[9] - '0');
    return checked((static_cast<TimeUs>(high) * 100 + low) * kMicrosPerSecond);
  }
  text = trimmed(text);
  if (const auto number = read_decimal(text)) return from_any_epoch(*number);
  return parse_date_text(text);
}

std::optional<SlashDate> slash_date_of(std::string_view text) {
  text = trimmed(text);
  std::size_t at = 0;
  SlashDate date;
  date.first = read_number(text, at, 1, 2);
  if (date.first < 0 || !take(text, at, '/')) return {};
  date.second = read_number(text, at, 1, 2);
  if (date.second < 0 || !take(text, at, '/')) return {};
  if (read_number(text, at, 4, 4) < 0) return {};
  return date;
}

ParsedTime parse_slash_time(std::string_view text, SlashOrder order) {
  const auto date = slash_date_of(text);
  if (!date) return kUnreadableTime;
  if (order == SlashOrder::kUnknown) {
    const bool month_first = date->first <= 12;
    const bool day_first = date->second <= 12;
    if (month_first && day_first && date->first != date->second) return kUnreadableTime;
    order = month_first ? SlashOrder::kMonthFirst : SlashOrder::kDayFirst;
  }
  text = trimmed(text);
  CivilTime t;
  std::size_t at = 0;
  read_number(text, at, 1, 2);
  ++at;
  read_number(text, at, 1, 2);
  ++at;
  t.year = read_number(text, at, 4, 4);
  const bool month_first = order == SlashOrder::kMonthFirst;
  t.month = month_first ? date->first : date->second;
  t.day = month_first ? date->second : date->first;
  if (!take(text, at, ' ') || !read_clock(text, at, t) || at != text.size()) return kUnreadableTime;
  return from_civil(t);
}

Result<TimeFormat> TimeFormat::from_text(std::string_view text) {
  TimeFormat format;
  if (text == "auto") return format;
  if (text == "rfc3339") {
    format.kind_ = Kind::kRfc3339;
    return format;
  }
  if (text == "epoch_s" || text == "epoch_ms" || text == "epoch_us") {
    format.kind_ = Kind::kEpoch;
    format.unit_ = text == "epoch_s" ? kMicrosPerSecond : text == "epoch_ms" ? 1000 : 1;
    return format;
  }
  if (text.find('%') == std::string_view::npos) {
    return Error{ErrorCode::kInvalidArgument,
                 "a time format is auto, epoch_s, epoch_ms, epoch_us, rfc3339 or a pattern such as "
                 "%Y-%m-%d %H:%M:%S"};
  }
  if (auto fault = pattern_fault(text); !fault.empty()) {
    return Error{ErrorCode::kInvalidArgument, std::move(fault)};
  }
  format.kind_ = Kind::kPattern;
  format.pattern_ = text;
  return format;
}

ParsedTime TimeFormat::parse(std::string_view text) const {
  switch (kind_) {
    case Kind::kAuto:
      return parse_record_time(text);
    case Kind::kEpoch: {
      const auto number = read_decimal(trimmed(text));
      return number ? from_epoch(*number, unit_) : kUnreadableTime;
    }
    case Kind::kRfc3339: {
      const auto at = parse_rfc3339(trimmed(text));
      return at ? checked(*at) : kUnreadableTime;
    }
    case Kind::kPattern:
      return parse_pattern(pattern_, trimmed(text));
  }
  CHECK(false);
}

}  // namespace overt
