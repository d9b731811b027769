#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace overt {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool is_tail(std::string_view text, std::size_t i) {
  return i < text.size() && (byte_at(text, i) & 0xC0U) == 0x80U;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (!is_tail(text, 1)) return 0;
  if (lead < 0xE0) return 2;
  const unsigned second = byte_at(text, 1);
  if (lead < 0xF0) {
    if (lead == 0xE0 && second < 0xA0) return 0;
    if (lead == 0xED && second > 0x9F) return 0;  // surrogates
    return is_tail(text, 2) ? 3 : 0;
  }
  if (lead > 0xF4) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;
  if (lead == 0xF4 && second > 0x8F) return 0;
  return is_tail(text, 2) && is_tail(text, 3) ? 4 : 0;
}

bool is_valid_utf8(std::string_view text) {
  if (is_ascii(text)) return true;  // most are
  std::size_t i = 0;
  while (i < text.size()) {
    if (i + 8 <= text.size()) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, 8);
      if ((word & 0x8080808080808080ULL) == 0) {
        i += 8;
        continue;
      }
    }
    const std::size_t length = utf8_sequence_length(text.substr(i));
    if (length == 0) return false;
    i += length;
  }
  return true;
}

bool is_ascii(std::string_view text) {
  const auto word_at = [&text](std::size_t i) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    return word;
  };
  std::uint64_t seen = 0;
  if (text.size() < sizeof seen) {
    for (std::size_t i = 0; i < text.size(); ++i) seen |= byte_at(text, i);
  } else {  // the last word may overlap the one before
    for (std::size_t i = 0; i + sizeof seen < text.size(); i += sizeof seen) seen |= word_at(i);
    seen |= word_at(text.size() - sizeof seen);
  }
  return (seen & 0x8080808080808080ULL) == 0;
}

}  // namespace overt
