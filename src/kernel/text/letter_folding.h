#pragma once
// What a code point becomes in a matching form (matching_form.h): the letters that it could be
// taken for, so that look-alikes are the same bytes. From the data of the ICU library in use, by
// the skeleton of Unicode Technical Standard 39, NFD(map(NFD(x))), repeated together with case
// folding until nothing changes. Beyond the standard:
//   - i is l, because I, l, 1 and | already are;
//   - a letter whose capital looks like a Latin one, and which itself looks like none, is that one
//     (Cyrillic в н м т к), as are Latin small capitals; decimal digits are ASCII's;
//   - diacritics vanish; vowel signs of Thai, Devanagari and the like are letters and stay;
//   - a letter whose skeleton is punctuation (katakana ノ) stays as it is.
//
// Thread-safe. Constant time; the table is filled on first use, 256 code points at a time.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace overt::text {

enum class LetterKind : std::uint8_t {
  kBreak,   // ends a word: spaces, punctuation, emoji
  kMark,    // shows on its neighbour: vanishes, and ends no word
  kLetter,  // a letter, or a number that is no decimal digit
  kDigit,   // a decimal digit
  kSymbol,  // no letter, but one where it stands between letters: v@te, vote × ×ote
};

struct FoldedLetter {
  std::string_view text;  // UTF-8; for digits and symbols what they mean outside a word
  std::string_view leet;  // what digits and symbols mean inside a word
  LetterKind kind = LetterKind::kBreak;
  bool latin = false;  // a letter that ends in a Latin one
};

class LetterFolding {
 public:
  static const LetterFolding& instance();

  /// The views stay valid.
  [[nodiscard]] FoldedLetter fold(char32_t c) const;

  ~LetterFolding();
  LetterFolding(const LetterFolding&) = delete;
  LetterFolding& operator=(const LetterFolding&) = delete;

 private:
  struct Entry {
    std::uint16_t begin = 0;  // into Page::pool
    std::uint8_t text = 0;    // bytes
    std::uint8_t leet = 0;    // bytes, behind those of text
    LetterKind kind = LetterKind::kBreak;
    bool latin = false;
  };
  struct Page {
    std::array<Entry, 256> entries;
    std::string pool;
  };
  static constexpr std::size_t kPages = 0x11'0000 / 256;

  LetterFolding() = default;
  static std::unique_ptr<Page> make_page(std::size_t number);
  const Page& page(std::size_t number) const;

  mutable std::array<std::atomic<const Page*>, kPages> pages_{};
};

}  // namespace overt::text
