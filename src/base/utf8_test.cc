#include "base/utf8.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

// The definition (Unicode 15, D92): decode, then ask whether the scalar value needs that length.
bool is_scalar_of_length(unsigned point, std::size_t length) {
  if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
  const std::size_t needed = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  return needed == length;
}

std::size_t reference_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  const std::size_t length = byte(0) < 0x80             ? 1
                             : (byte(0) & 0xE0) == 0xC0 ? 2
                             : (byte(0) & 0xF0) == 0xE0 ? 3
                             : (byte(0) & 0xF8) == 0xF0 ? 4
                                                        : 0;
  if (length == 0 || text.size() < length) return 0;
  unsigned point = length == 1 ? byte(0) : byte(0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    point = (point << 6) | (byte(i) & 0x3FU);
  }
  return is_scalar_of_length(point, length) ? length : 0;
}

TEST(Utf8Test, AgreesWithTheDefinitionOnEveryStartOfASequence) {
  // All leads and second bytes, with the edges of the later ones.
  const std::string edges = {'\x00', '\x7f', '\x80', '\xbf', '\xc0', '\xff'};
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      for (const char third : edges) {
        for (const char fourth : edges) {
          const std::string text = {static_cast<char>(first), static_cast<char>(second), third,
                                    fourth};
          for (std::size_t size = 0; size <= 4; ++size) {
            const std::string_view part = std::string_view(text).substr(0, size);
            ASSERT_EQ(utf8_sequence_length(part), reference_length(part));
          }
        }
      }
    }
  }
}

RC_GTEST_PROP(Utf8Test, AgreesWithTheDefinitionOnWholeTexts, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "eight by", "é", "中", "🙂", "\xff", "\xc3", "\xe4\xb8", "\xed\xa0\x80", "\x80"));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  bool valid = true;
  for (std::size_t i = 0; valid && i < text.size();) {
    const std::size_t length = reference_length(std::string_view(text).substr(i));
    valid = length != 0;
    i += length;
  }
  RC_ASSERT(is_valid_utf8(text) == valid);
}

TEST(Utf8Test, FindsWhatIsNotAsciiAnywhere) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text(size, '\x7f');
    EXPECT_TRUE(is_ascii(text));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = '\x80';
      EXPECT_FALSE(is_ascii(other)) << size << ' ' << at;
    }
  }
}

TEST(Utf8Test, ReadsCodePointsOfEveryLength) {
  const std::string text = "aé中🙂";
  const std::u32string expected = U"aé中🙂";
  std::size_t at = 0;
  for (const char32_t c : expected) EXPECT_EQ(next_code_point(text, at), c);
  EXPECT_EQ(at, text.size());
}

TEST(Utf8Test, TakesTheEmptyText) {
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_EQ(utf8_sequence_length(""), 0U);
}

}  // namespace
}  // namespace overt
