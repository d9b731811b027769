#include <array>
#include <cstddef>
#include <cstring>

#include "stages/events/json_scanner_internal.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace overt {
namespace {

constexpr std::ptrdiff_t kBlock = 64;
constexpr std::size_t kDepthMax = 64;

// Bits of the quotes, brackets and line ends of a block. '[' and '{', ']' and '}' differ in the
// bit 0x20 alone, and no other byte joins them when it is set.
#if defined(__SSE2__)
std::uint64_t special_bits(const char* block) {
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i newline = _mm_set1_epi8('\n');
  const __m128i open = _mm_set1_epi8('{');
  const __m128i close = _mm_set1_epi8('}');
  const __m128i fold = _mm_set1_epi8(0x20);
  std::uint64_t bits = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
    const __m128i folded = _mm_or_si128(bytes, fold);
    const __m128i found =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, newline)),
                     _mm_or_si128(_mm_cmpeq_epi8(folded, open), _mm_cmpeq_epi8(folded, close)));
    bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(found)))
            << (16 * i);
  }
  return bits;
}
#else
std::uint64_t special_bits(const char* block) {
  std::uint64_t bits = 0;
  for (int i = 0; i < 64; ++i) {
    const char c = block[i];
    const bool found = c == '"' || c == '\n' || (c | 0x20) == '{' || (c | 0x20) == '}';
    bits |= static_cast<std::uint64_t>(found) << i;
  }
  return bits;
}
#endif

class Specials {
 public:
  Specials(const char* begin, const char* end) : block_(begin), end_(end) { load(); }

  const char* next() {
    while (bits_ == 0) {
      if (end_ - block_ <= kBlock) return nullptr;
      block_ += kBlock;
      load();
    }
    const char* place = block_ + __builtin_ctzll(bits_);
    bits_ &= bits_ - 1;
    return place;
  }

 private:
  void load() {
    if (end_ - block_ >= kBlock) {
      bits_ = special_bits(block_);
      return;
    }
    char tail[kBlock] = {};
    std::memcpy(tail, block_, static_cast<std::size_t>(end_ - block_));
    bits_ = special_bits(tail);
  }

  const char* block_;
  const char* end_;
  std::uint64_t bits_ = 0;
};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Whether the quote at `quote` closes the string that starts at `begin`.
bool closes(const char* begin, const char* quote) {
  const char* place = quote;
  while (place - 1 > begin && place[-1] == '\\') --place;
  return (quote - place) % 2 == 0;
}

// Whether an opening bracket may stand here: after a colon in an object, after '[' or ',' in an
// array. A record that lost its end would otherwise swallow the ones after it.
bool may_open(const char* begin, const char* bracket, char container) {
  const char* before = bracket - 1;
  while (before > begin && is_space(*before)) --before;
  return container == '{' ? *before == ':' : *before == ',' || *before == '[';
}

SkippedJson skip_string(const char* begin, const char* end) {
  Specials specials(begin + 1, end);
  while (const char* place = specials.next()) {
    if (*place == '\n') return {JsonSkip::kBroken, nullptr};
    if (*place == '"' && closes(begin, place)) return {JsonSkip::kWhole, place + 1};
  }
  return {JsonSkip::kUnfinished, nullptr};
}

class BracketWalk {
 public:
  BracketWalk(const char* begin, const char* end) : begin_(begin), specials_(begin, end) {}

  SkippedJson run() {
    while (const char* place = specials_.next()) {
      if (!step(place)) return {JsonSkip::kBroken, nullptr};
      if (depth_ == 0) return {JsonSkip::kWhole, place + 1};
    }
    return {JsonSkip::kUnfinished, nullptr};
  }

 private:
  bool step(const char* place) {
    const char c = *place;
    if (string_ != nullptr) {
      if (c == '"' && closes(string_, place)) string_ = nullptr;
      return c != '\n';
    }
    if (c == '"') {
      string_ = place;
      return true;
    }
    if (c == '{' || c == '[') return open(place);
    return c == '\n' || close(c);
  }

  bool open(const char* place) {
    if (depth_ == kDepthMax) return false;
    if (depth_ > 0 && !may_open(begin_, place, stack_[depth_ - 1])) return false;
    stack_[depth_++] = *place;
    return true;
  }

  bool close(char c) { return stack_[--depth_] == (c == '}' ? '{' : '['); }

  const char* begin_;
  Specials specials_;
  std::array<char, kDepthMax> stack_{};
  std::size_t depth_ = 0;
  const char* string_ = nullptr;
};

SkippedJson skip_scalar(const char* begin, const char* end) {
  constexpr std::string_view kScalar =
      "+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const char* place = begin;
  while (place < end && kScalar.find(*place) != std::string_view::npos) ++place;
  if (place == end) return {JsonSkip::kUnfinished, nullptr};
  if (place == begin) return {JsonSkip::kBroken, nullptr};
  return {JsonSkip::kWhole, place};
}

}  // namespace

const char* skip_json_space(const char* begin, const char* end) {
  while (begin < end && is_space(*begin)) ++begin;
  return begin;
}

SkippedJson skip_json_value(const char* begin, const char* end) {
  if (begin == end) return {JsonSkip::kUnfinished, nullptr};
  if (*begin == '"') return skip_string(begin, end);
  if (*begin == '{' || *begin == '[') return BracketWalk(begin, end).run();
  return skip_scalar(begin, end);
}

}  // namespace overt
