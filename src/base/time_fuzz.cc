// Any bytes as a date-time: none, or one that is written as RFC 3339 and reads back the same.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/time.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = overt::parse_rfc3339(text);
  if (!time) return 0;
  const auto again = overt::parse_rfc3339(overt::format_rfc3339(*time));
  CHECK(again.has_value());
  CHECK_EQ(*again, *time);
  return 0;
}
