#pragma once
// Times as records write them, read into microseconds UTC. Pure functions, thread-safe, O(length).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace overt {

inline constexpr TimeUs kTimeMin = 946'684'800 * kMicrosPerSecond;      // 2000-01-01
inline constexpr TimeUs kTimeMax = 4'102'444'800LL * kMicrosPerSecond;  // 2100-01-01

enum class TimeFault : std::uint8_t { kNone, kUnreadable, kOutOfRange };

struct ParsedTime {
  TimeUs at = 0;
  TimeFault fault = TimeFault::kUnreadable;
};

/// Any of: a number (epoch seconds, milliseconds or microseconds, told apart by size; a decimal
/// fraction is allowed), RFC 3339, or "YYYY-MM-DD HH:MM[:SS[.f]]" with 'T' or a space and without
/// an offset, which is taken as UTC.
ParsedTime parse_record_time(std::string_view text);

/// Day and month order of dates with slashes, as told from a sample of them.
enum class SlashOrder : std::uint8_t { kUnknown, kMonthFirst, kDayFirst };

/// "7/3/2018 14:05[:SS]" in the given order; with kUnknown only dates that read the same in both
/// orders, or in one order alone, are read.
ParsedTime parse_slash_time(std::string_view text, SlashOrder order);

/// Whether `text` looks like "d/d/dddd…": the two leading numbers of it.
struct SlashDate {
  int first = 0;
  int second = 0;
};
std::optional<SlashDate> slash_date_of(std::string_view text);

/// How the times of one column are written: recognised value by value, as epoch numbers of a
/// fixed unit, or by a pattern of %Y %m %d %H %M %S %f (fraction) %z (offset) %b (Jan…Dec) %%.
class TimeFormat {
 public:
  TimeFormat() = default;  // "auto"
  /// "auto", "epoch_s", "epoch_ms", "epoch_us", "rfc3339" or a pattern. The error is one clause
  /// that says what is wrong with the text.
  static Result<TimeFormat> from_text(std::string_view text);
  [[nodiscard]] ParsedTime parse(std::string_view text) const;

 private:
  enum class Kind : std::uint8_t { kAuto, kEpoch, kRfc3339, kPattern };
  Kind kind_ = Kind::kAuto;
  TimeUs unit_ = 1;
  std::string pattern_;
};

}  // namespace overt
