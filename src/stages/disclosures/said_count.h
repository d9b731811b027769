#pragma once
// How a count is said in public: small ones not by their number. Thread safety: pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json_writer.h"

namespace overt {

inline constexpr std::uint64_t kSmallCount = 10;  // below this a count may point to people

inline bool is_small_count(std::uint64_t count, std::uint64_t threshold) {
  return count > 0 && count < threshold;
}

/// "37 accounts", "fewer than 10 accounts".
std::string said_count(std::uint64_t count, std::uint64_t threshold, std::string_view one,
                       std::string_view many);

/// "NAME": the count, or null with "NAME_below": the threshold.
void write_said_count(JsonWriter& json, std::string_view name, std::uint64_t count,
                      std::uint64_t threshold);

}  // namespace overt
