#include "scenario/rewrite.h"

#include <utility>
#include <vector>

#include "scenario/captions.h"

namespace overt {
namespace {

constexpr std::uint32_t kLookalikesIn100 = 30;
constexpr std::uint32_t kInvisiblesIn100 = 8;

// The Cyrillic letter that looks like a Latin one.
std::string_view lookalike(char letter) {
  switch (letter) {
    case 'a':
      return "а";
    case 'c':
      return "с";
    case 'e':
      return "е";
    case 'i':
      return "і";
    case 'o':
      return "о";
    case 'p':
      return "р";
    case 'x':
      return "х";
    default:
      return {};
  }
}

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

void append_disguised(std::string& out, std::string_view text, SeedDraw& draw) {
  static constexpr std::string_view kInvisible[] = {"\xE2\x80\x8B", "\xE2\x80\x8D", "\xE2\x81\xA0"};
  for (const char letter : text) {
    if (starts_character(letter) && draw.below(100) < kInvisiblesIn100) {
      out += kInvisible[draw.below(std::size(kInvisible))];
    }
    const std::string_view other = lookalike(letter);
    if (!other.empty() && draw.below(100) < kLookalikesIn100) {
      out += other;
    } else {
      out += letter;
    }
  }
}

// Words where there are spaces, characters where there are hardly any.
std::vector<std::string_view> pieces_of(std::string_view text, bool words) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    const bool cut = i == text.size() || (words ? text[i] == ' ' : starts_character(text[i]));
    if (!cut) continue;
    pieces.push_back(text.substr(begin, i - begin));
    begin = i;
  }
  return pieces;
}

void append_swapped(std::string& out, std::string_view text, SeedDraw& draw) {
  std::vector<std::string_view> pieces = pieces_of(text, true);
  const bool spaced = pieces.size() >= 5;
  if (!spaced) pieces = pieces_of(text, false);
  if (pieces.size() < 4) {
    out += text;
    return;
  }
  // The first piece has no space before it and stays where it is.
  for (int i = 0; i < 2; ++i) {
    const std::size_t at = 1 + draw.below(pieces.size() - 2);
    std::swap(pieces[at], pieces[at + 1]);
  }
  const std::size_t left_out = 1 + draw.below(pieces.size() - 1);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i != left_out) out += pieces[i];
  }
}

}  // namespace

void append_rewritten(std::string& out, std::string_view text, Paraphrase way, std::uint64_t seed) {
  SeedDraw draw(seed);
  switch (way) {
    case Paraphrase::kExact:
    case Paraphrase::kReworded:
      out += text;
      return;
    case Paraphrase::kEvasion:
      return append_disguised(out, text, draw);
    case Paraphrase::kWordSwap:
      return append_swapped(out, text, draw);
  }
}

}  // namespace overt
