// What reads as a token is written the same again; nothing else is taken.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/access/access_secrets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto token = overt::parse_token(text);
  if (token) CHECK(overt::format_token(*token) == text);
  return 0;
}
