#include "edge/cli/values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include <fmt/format.h>

namespace overt::cli {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 6> kTimeUnits = {
    {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}, {"h", 3600e6}, {"d", 86400e6}}};
// A letter alone is a power of 1024, as most programs have it that take a size of memory.
constexpr std::array<Unit, 14> kByteUnits = {{{"", 1},
                                              {"b", 1},
                                              {"k", 1024},
                                              {"m", 1048576},
                                              {"g", 1073741824},
                                              {"t", 1099511627776},
                                              {"kb", 1e3},
                                              {"mb", 1e6},
                                              {"gb", 1e9},
                                              {"tb", 1e12},
                                              {"kib", 1024},
                                              {"mib", 1048576},
                                              {"gib", 1073741824},
                                              {"tib", 1099511627776}}};
constexpr std::array<Unit, 4> kCountUnits = {{{"", 1}, {"k", 1e3}, {"m", 1e6}, {"g", 1e9}}};
constexpr TimeUs kLongestDuration = 3653 * kMicrosPerDay;

Error refuse(std::string_view text, std::string_view what, std::string_view form) {
  return {ErrorCode::kInvalidArgument, fmt::format("'{}' is not {}; {}", text, what, form)};
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// Decimal digits with at most one point: no sign, no exponent, no "inf".
std::optional<double> parse_plain_number(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.';
  });
  double number = 0;
  const char* const end = text.data() + text.size();
  if (!plain) return {};
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end) return {};
  return number;
}

template <std::size_t N>
std::optional<double> parse_with_unit(std::string_view text, const std::array<Unit, N>& units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string_view word = text.substr(digits);
  while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
  const auto number = parse_plain_number(text.substr(0, digits));
  const std::string name = lower(word);
  const auto* const unit = std::find_if(units.begin(), units.end(),
                                        [&](const Unit& known) { return known.name == name; });
  if (!number || unit == units.end()) return {};
  return *number * unit->factor;
}

bool whole(double number) { return std::floor(number) == number; }

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
std::size_t slips_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

Result<TimeUs> parse_duration(std::string_view text) {
  constexpr std::string_view kForm = "write a number and a unit, like 10s, 500ms, 5m or 1h";
  const auto micros = parse_with_unit(text, kTimeUnits);
  if (!micros) return refuse(text, "a duration", kForm);
  if (*micros < 0.5) return refuse(text, "longer than zero", kForm);
  if (*micros > static_cast<double>(kLongestDuration)) {
    return refuse(text, "within ten years", "give a shorter duration");
  }
  return std::llround(*micros);
}

Result<std::vector<TimeUs>> parse_durations(std::string_view text) {
  std::vector<TimeUs> durations;
  for (const std::string_view part : split_list(text)) {
    ASSIGN_OR_RETURN(const TimeUs duration, parse_duration(part));
    durations.push_back(duration);
  }
  std::sort(durations.begin(), durations.end());
  if (std::adjacent_find(durations.begin(), durations.end()) != durations.end()) {
    return refuse(text, "a list of different durations", "give each one once");
  }
  return durations;
}

std::string describe_duration(TimeUs duration) {
  if (duration % kMicrosPerDay == 0 && duration >= 2 * kMicrosPerDay) {
    return fmt::format("{}d", duration / kMicrosPerDay);
  }
  if (duration % kMicrosPerHour == 0) return fmt::format("{}h", duration / kMicrosPerHour);
  if (duration % kMicrosPerMinute == 0 && duration >= 2 * kMicrosPerMinute) {
    return fmt::format("{}m", duration / kMicrosPerMinute);
  }
  if (duration % kMicrosPerSecond == 0) return fmt::format("{}s", duration / kMicrosPerSecond);
  if (duration % 1000 == 0) return fmt::format("{}ms", duration / 1000);
  return fmt::format("{}us", duration);
}

std::string describe_durations(const std::vector<TimeUs>& durations) {
  std::string text;
  for (const TimeUs duration : durations) {
    if (!text.empty()) text += ',';
    text += describe_duration(duration);
  }
  return text;
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr std::string_view kForm = "write a number and a unit, like 8GiB, 640MB or 65536";
  const auto bytes = parse_with_unit(text, kByteUnits);
  if (!bytes) return refuse(text, "a size", kForm);
  if (*bytes < 1 || *bytes > 1e18) return refuse(text, "a size that can be meant", kForm);
  return static_cast<std::uint64_t>(*bytes);
}

std::string describe_bytes(std::uint64_t bytes) {
  constexpr std::array<Unit, 4> kUnits = {
      {{"TiB", 1099511627776}, {"GiB", 1073741824}, {"MiB", 1048576}, {"KiB", 1024}}};
  for (const Unit& unit : kUnits) {
    const auto size = static_cast<std::uint64_t>(unit.factor);
    if (bytes >= size && bytes % size == 0) return fmt::format("{}{}", bytes / size, unit.name);
  }
  const auto amount = static_cast<double>(bytes);
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  if (bytes < 1000'000) return fmt::format("{:.1f} kB", amount / 1e3);
  if (bytes < 1000'000'000) return fmt::format("{:.1f} MB", amount / 1e6);
  return fmt::format("{:.1f} GB", amount / 1e9);
}

Result<double> parse_share(std::string_view text) {
  const bool percent = text.ends_with('%');
  const auto number = parse_plain_number(percent ? text.substr(0, text.size() - 1) : text);
  const double share = number.value_or(2) / (percent ? 100 : 1);
  if (!number || share > 1) {
    return refuse(text, "a share",
                  "write a percentage up to 100% or a number up to 1, like 1% or "
                  "0.01");
  }
  return share;
}

Result<TimeUs> parse_end_of_day(std::string_view text) {
  constexpr std::size_t kLength = 10;  // "2024-09-04"
  const auto begin = text.size() == kLength ? parse_rfc3339(std::string(text) + "T00:00:00Z")
                                            : std::optional<TimeUs>();
  if (begin) return *begin + kMicrosPerDay - 1;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a day; write it like 2024-09-04", text)};
}

Result<double> parse_level(std::string_view text) {
  ASSIGN_OR_RETURN(const double level, parse_share(text));
  if (level > 0 && level < 1) return level;
  return refuse(text, "a false discovery rate", "write one above 0 and below 1, like 5% or 0.05");
}

Result<double> parse_quantile(std::string_view text) {
  const auto number = parse_plain_number(text);
  if (!number || *number > 1) {
    return refuse(text, "a quantile", "write a number from 0 to 1, like 0.5");
  }
  return *number;
}

Result<std::uint64_t> parse_count(std::string_view text, const CountRange& range) {
  const std::string form =
      range.max == ~std::uint64_t{0}
          ? fmt::format("write a whole number, {} or more", range.min)
          : fmt::format("write a whole number from {} to {}", range.min, range.max);
  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || stopped != end) {
    const auto scaled = parse_with_unit(text, kCountUnits);
    if (!scaled || !whole(*scaled) || *scaled > 1e18) return refuse(text, "a count", form);
    count = static_cast<std::uint64_t>(*scaled);
  }
  if (count < range.min || count > range.max) return refuse(text, "in range", form);
  return count;
}

std::string describe_count(std::uint64_t count) {
  std::string digits = fmt::format("{}", count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.push_back(part);
    if (comma == text.size()) return parts;
    text.remove_prefix(comma + 1);
  }
}

Result<std::vector<std::string>> parse_paths(std::string_view text) {
  std::vector<std::string> folders;
  for (const std::string_view part : split_list(text)) {
    if (part.empty()) return refuse(text, "a list of paths", "separate them by single commas");
    if (std::find(folders.begin(), folders.end(), part) != folders.end()) {
      return refuse(text, "a list of different paths", "give each one once");
    }
    folders.emplace_back(part);
  }
  return folders;
}

std::string_view closest_word(std::string_view word, const std::vector<std::string>& words) {
  std::string_view best;
  // A third of a word's letters: more slips than that is another word.
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& known : words) {
    const bool begun = word.size() >= 3 && std::string_view(known).starts_with(word);
    const std::size_t slips = begun ? 1 : slips_between(lower(word), lower(known));
    if (slips >= fewest) continue;
    fewest = slips;
    best = known;
  }
  return best;
}

std::string describe_choice(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace overt::cli
