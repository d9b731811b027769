#pragma once
// Times are microseconds since 1970-01-01T00:00:00Z in an int64, written TimeUs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace overt {

using TimeUs = std::int64_t;

inline constexpr TimeUs kMicrosPerSecond = 1'000'000;
inline constexpr TimeUs kMicrosPerMinute = 60 * kMicrosPerSecond;
inline constexpr TimeUs kMicrosPerHour = 60 * kMicrosPerMinute;
inline constexpr TimeUs kMicrosPerDay = 24 * kMicrosPerHour;

/// Midnight of a civil date in the proleptic Gregorian calendar (month 1–12, day 1–31).
TimeUs micros_from_civil(int year, int month, int day);

/// RFC 3339 in UTC: "2024-09-04T12:00:00Z", with a fraction only where there is one.
std::string format_rfc3339(TimeUs time);
/// The same, appended; for output by the million.
void append_rfc3339(std::string& out, TimeUs time);

/// "2024-09-04".
std::string format_date(TimeUs time);

/// RFC 3339 date-times with 'T', 't' or a space, any offset, up to nine fractional digits
/// (cut to microseconds). nullopt for anything else, impossible dates included.
std::optional<TimeUs> parse_rfc3339(std::string_view text);

}  // namespace overt
