#include "kernel/text/levenshtein.h"

#include <algorithm>

#include "base/utf8.h"

namespace overt::text {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kAscii = 128;

void decode(std::string_view text, std::u32string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) out += next_code_point(text, at);
}

template <typename Unit>
void strip_common_ends(std::basic_string_view<Unit>& one, std::basic_string_view<Unit>& other) {
  const auto first = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const auto head = static_cast<std::size_t>(first.first - one.begin());
  one.remove_prefix(head);
  other.remove_prefix(head);
  const auto last = std::mismatch(one.rbegin(), one.rend(), other.rbegin(), other.rend());
  const auto tail = static_cast<std::size_t>(last.first - one.rbegin());
  one.remove_suffix(tail);
  other.remove_suffix(tail);
}

}  // namespace

template <>
const std::uint64_t* Levenshtein::places_of(char unit) const {
  return places_.data() + static_cast<unsigned char>(unit) * blocks_;
}

template <>
const std::uint64_t* Levenshtein::places_of(char32_t unit) const {
  const auto found = std::lower_bound(alphabet_.begin(), alphabet_.end(), unit);
  const bool known = found != alphabet_.end() && *found == unit;
  // The last row is that of what the pattern does not have.
  const auto row = known ? static_cast<std::size_t>(found - alphabet_.begin()) : alphabet_.size();
  return places_.data() + row * blocks_;
}

template <typename Unit>
void Levenshtein::note_places(std::basic_string_view<Unit> pattern) {
  blocks_ = (pattern.size() + kWordBits - 1) / kWordBits;
  std::size_t rows = kAscii;
  if constexpr (sizeof(Unit) > 1) {
    alphabet_.assign(pattern);
    std::sort(alphabet_.begin(), alphabet_.end());
    alphabet_.erase(std::unique(alphabet_.begin(), alphabet_.end()), alphabet_.end());
    rows = alphabet_.size() + 1;
  }
  places_.assign(rows * blocks_, 0);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto row = static_cast<std::size_t>(places_of(pattern[i]) - places_.data());
    places_[row + i / kWordBits] |= std::uint64_t{1} << (i % kWordBits);
  }
}

template <typename Unit>
std::size_t Levenshtein::count(std::basic_string_view<Unit> pattern,
                               std::basic_string_view<Unit> text, std::size_t limit) {
  strip_common_ends(pattern, text);
  if (pattern.size() > text.size()) std::swap(pattern, text);
  if (text.size() - pattern.size() > limit) return limit + 1;
  if (pattern.empty()) return text.size();
  note_places(pattern);
  column_.assign(blocks_, Column{.up = ~std::uint64_t{0}, .down = 0});
  const std::uint64_t last_row = std::uint64_t{1} << ((pattern.size() - 1) % kWordBits);
  std::size_t score = pattern.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint64_t* const places = places_of(text[i]);
    std::uint64_t up_in = 1;  // the row above the first grows by one a step
    std::uint64_t down_in = 0;
    for (std::size_t block = 0; block < blocks_; ++block) {
      Column& column = column_[block];
      const std::uint64_t equal = places[block];
      const std::uint64_t vertical = equal | column.down;
      const std::uint64_t with_carry = equal | down_in;
      const std::uint64_t diagonal =
          (((with_carry & column.up) + column.up) ^ column.up) | with_carry;
      const std::uint64_t up = column.down | ~(diagonal | column.up);
      const std::uint64_t down = column.up & diagonal;
      if (block + 1 == blocks_) {
        score += static_cast<std::size_t>((up & last_row) != 0);
        score -= static_cast<std::size_t>((down & last_row) != 0);
      }
      const std::uint64_t up_shifted = up << 1U | up_in;
      const std::uint64_t down_shifted = down << 1U | down_in;
      up_in = up >> 63U;
      down_in = down >> 63U;
      column.up = down_shifted | ~(vertical | up_shifted);
      column.down = up_shifted & vertical;
    }
    // Every later step lowers the score by one at most.
    if (score > limit + (text.size() - 1 - i)) return limit + 1;
  }
  return score;
}

std::size_t Levenshtein::distance(std::string_view one, std::string_view other, std::size_t limit) {
  std::size_t result = 0;
  if (is_ascii(one) && is_ascii(other)) {
    result = count(one, other, limit);
  } else {
    decode(one, one_);
    decode(other, other_);
    result = count<char32_t>(one_, other_, limit);
  }
  return std::min(result, limit + 1);
}

}  // namespace overt::text
