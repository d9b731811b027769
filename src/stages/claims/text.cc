#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "model/claim.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 5> kMarks = {"\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\x8E",
                                                    "\xE2\x80\x8F", "\xEF\xBB\xBF"};
constexpr std::string_view kSpace = " \t\r\n\v\f";

bool drop_front(std::string_view& text) {
  if (kSpace.find(text.front()) != std::string_view::npos) {
    text.remove_prefix(1);
    return true;
  }
  for (const std::string_view mark : kMarks) {
    if (!text.starts_with(mark)) continue;
    text.remove_prefix(mark.size());
    return true;
  }
  return false;
}

bool drop_back(std::string_view& text) {
  if (kSpace.find(text.back()) != std::string_view::npos) {
    text.remove_suffix(1);
    return true;
  }
  for (const std::string_view mark : kMarks) {
    if (!text.ends_with(mark)) continue;
    text.remove_suffix(mark.size());
    return true;
  }
  return false;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
  return value;
}

std::optional<int> month_named(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  const std::string low = lowered(text);
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    const bool short_form = low.size() == 3 && kMonths[i].starts_with(low);
    if (kMonths[i] == low || short_form) return static_cast<int>(i) + 1;
  }
  return {};
}

// Only dates that exist, and no year that is a slip of the pen.
std::optional<std::string> checked(std::string iso) {
  if (!parse_partial_date(iso) || iso < "1000") return {};
  return iso;
}

std::optional<std::string> from_parts(const std::vector<std::string_view>& parts, bool named) {
  const auto month = [named](std::string_view text) {
    return named ? month_named(text) : number(text);
  };
  const auto year = number(parts.back());
  if (!year || parts.back().size() != 4) return {};
  if (parts.size() == 2) {
    const auto m = month(parts[0]);
    return m ? checked(fmt::format("{:04}-{:02}", *year, *m)) : std::nullopt;
  }
  if (parts.size() != 3) return {};
  const auto m = month(parts[1]);
  const auto day = number(parts[0]);
  if (!m || !day) return {};
  return checked(fmt::format("{:04}-{:02}-{:02}", *year, *m, *day));
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(), lower_ascii);
  return low;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && drop_front(text)) {
  }
  while (!text.empty() && drop_back(text)) {
  }
  return text;
}

std::vector<std::string_view> split_list(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(separators);
    const std::string_view part = trimmed(text.substr(0, end));
    if (!part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

std::optional<std::string> iso_date(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 4 || text.size() > 20) return {};
  if (parse_partial_date(text)) return checked(std::string(text));
  const auto by_point = split_list(text, "./");
  if (by_point.size() >= 2 && by_point.size() <= 3) return from_parts(by_point, false);
  const auto by_word = split_list(text, " ,");
  return by_word.size() >= 2 ? from_parts(by_word, true) : std::nullopt;
}

}  // namespace overt
