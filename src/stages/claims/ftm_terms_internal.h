#pragma once
// What FollowTheMoney's terms mean for claims. Pure, thread-safe.

#include <optional>
#include <string_view>

#include "base/time.h"
#include "model/claim.h"

namespace overt {

/// A "Sanction" says that an authority acted; everything else is reported.
ClaimStatus ftm_status(std::string_view schema);

/// Holders of public office are on the allow-list (topics "role.pep" and those below it).
ClaimFlags ftm_flags(std::string_view property, std::string_view value);

/// "2024-09-04T12:00:00" (UTC, as exports write it), also a date or a time with its zone.
std::optional<TimeUs> ftm_time(std::string_view text);

}  // namespace overt
