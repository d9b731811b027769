#include "kernel/text/shingles.h"

#include <algorithm>
#include <cstring>

#include "base/random.h"
#include "base/utf8.h"

namespace overt::text {
namespace {

constexpr std::size_t kLength = 5;
constexpr std::size_t kSyllableLength = 3;
constexpr std::size_t kWordSignLength = 2;

bool is_ascii(std::string_view text) {
  unsigned seen = 0;
  for (const char c : text) seen |= static_cast<unsigned char>(c);
  return seen < 0x80;
}

bool between(char32_t c, char32_t first, char32_t last) { return c - first <= last - first; }

/// The bytes where all are ASCII; else a hash, told apart from bytes by its highest bit.
std::uint64_t key_of(std::u32string_view shingle) {
  std::uint64_t bytes = 0;
  std::uint64_t hash = shingle.size();
  char32_t seen = 0;
  for (std::size_t i = 0; i < shingle.size(); ++i) {
    seen |= shingle[i];
    bytes |= std::uint64_t{shingle[i] & 0x7FU} << (8 * i);
    hash = (hash ^ shingle[i]) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29U;
  }
  return seen < 0x80 ? bytes : mix64(hash) | std::uint64_t{1} << 63U;
}

}  // namespace

std::size_t shingle_length(char32_t c) {
  if (c < 0x0E00) return kLength;
  if (between(c, 0x0E00, 0x0EFF) || between(c, 0x1000, 0x109F)) return kSyllableLength;
  if (between(c, 0x1100, 0x11FF) || between(c, 0x1780, 0x17FF)) return kSyllableLength;
  if (between(c, 0xAC00, 0xD7FF)) return kSyllableLength;
  if (between(c, 0x2E80, 0x9FFF) || between(c, 0xF900, 0xFAFF)) return kWordSignLength;
  return between(c, 0x1B000, 0x1B16F) || between(c, 0x20000, 0x3FFFF) ? kWordSignLength : kLength;
}

std::span<const std::uint64_t> Shingler::shingles(std::string_view form) {
  keys_.clear();
  if (is_ascii(form)) {
    shingle_ascii(form);
  } else {
    shingle_wide(form);
  }
  return keys_;
}

void Shingler::shingle_ascii(std::string_view form) {
  constexpr std::uint64_t kMask = (std::uint64_t{1} << (8 * kLength)) - 1;
  if (form.size() < kLength) return;
  keys_.resize(form.size() - kLength + 1);
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < kLength - 1; ++i) {
    key |= std::uint64_t{static_cast<unsigned char>(form[i])} << (8 * (i + 1));
  }
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    const auto next = static_cast<unsigned char>(form[i + kLength - 1]);
    key = (key >> 8U | std::uint64_t{next} << (8 * (kLength - 1))) & kMask;
    keys_[i] = key;
  }
}

void Shingler::shingle_wide(std::string_view form) {
  wide_.clear();
  for (std::size_t at = 0; at < form.size();) wide_ += next_code_point(form, at);
  const std::u32string_view wide = wide_;
  for (std::size_t i = 0; i < wide.size(); ++i) {
    const std::size_t length = shingle_length(wide[i]);
    if (i + length <= wide.size()) keys_.push_back(key_of(wide.substr(i, length)));
  }
}

std::span<const std::uint64_t> Shingler::shingle_set(std::string_view form) {
  shingles(form);
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  return keys_;
}

Overlap overlap(std::span<const std::uint64_t> one, std::span<const std::uint64_t> other) {
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < one.size() && j < other.size();) {
    const std::uint64_t a = one[i];
    const std::uint64_t b = other[j];
    common += static_cast<std::size_t>(a == b);
    i += static_cast<std::size_t>(a <= b);
    j += static_cast<std::size_t>(b <= a);
  }
  return {.common = common, .either = one.size() + other.size() - common};
}

}  // namespace overt::text
