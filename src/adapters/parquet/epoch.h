#pragma once
// Reads the times of an input whose unit is not stated.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace overt {

/// The first and the last time that an event may have: 2000-01-01 and 2100-01-01.
bool is_in_range(TimeUs time);

/// Seconds, milliseconds or microseconds since 1970, told apart by their size: for every time in
/// range the three do not overlap. A time that is out of range stays so.
TimeUs time_from_epoch(std::int64_t number);
TimeUs time_from_epoch(double number);

/// A number as above (a decimal fraction is allowed), RFC 3339, or "YYYY-MM-DD HH:MM[:SS[.f]]"
/// with 'T' or a space and without an offset, which is taken as UTC; nullopt for anything else.
std::optional<TimeUs> time_from_text(std::string_view text);

}  // namespace overt
