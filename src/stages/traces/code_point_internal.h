#pragma once
// Code points of UTF-8 that is known to be well-formed. Thread-safe; constant time.

#include <cstddef>
#include <string_view>

namespace overt {

/// The code point at `at`, which moves behind it.
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [text](std::size_t i) -> char32_t {
    return static_cast<unsigned char>(text[i]);
  };
  const char32_t lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6U | (byte(at + i) & 0x3FU);
  at += length;
  return c;
}

}  // namespace overt
