#pragma once
// The little of UTF-8 that needs no Unicode library: well-formedness, code points. Thread-safe.

#include <cstddef>
#include <string_view>

namespace overt {

/// Length in bytes of the well-formed sequence at the start of `text` (Unicode 15, table 3-7);
/// 0 where it is empty or ill-formed.
std::size_t utf8_sequence_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

bool is_ascii(std::string_view text);

/// The code point at `at` of well-formed UTF-8; `at` moves behind it.
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
