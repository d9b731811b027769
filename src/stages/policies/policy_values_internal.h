#pragma once
// Days and numbers as policy files, calendars and golden decisions write them. Pure.

#include <cstdint>
#include <optional>
#include <string_view>

namespace overt {

/// A whole date, "2024-09-04", as days since 1970-01-01.
std::optional<std::int32_t> parse_day(std::string_view text);
/// A number that is not negative.
std::optional<double> parse_number(std::string_view text);

}  // namespace overt
