#pragma once
// The shingles of a matching form: every run of n code points, as a 64-bit key. How long a run is
// depends on the script of its first code point: 5; 3 in scripts whose signs carry about a
// syllable and that set few spaces (Thai, Lao, Khmer, Burmese, Hangul); 2 for Han and kana. So one
// text may mix scripts, and no language need be known.
//
// Keys of shingles in ASCII are their bytes, so no two share one; of others, a hash, so that two of
// a text share one with a chance of about n² / 2⁶⁵. One shingler per thread; linear in the form.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overt::text {

/// The code points in a shingle that begins with c.
std::size_t shingle_length(char32_t c);

class Shingler {
 public:
  /// In the order of the form, repeats included; valid until the next call. Well-formed UTF-8.
  std::span<const std::uint64_t> shingles(std::string_view form);
  /// Ascending, each once.
  std::span<const std::uint64_t> shingle_set(std::string_view form);

 private:
  void shingle_ascii(std::string_view form);
  void shingle_wide(std::string_view form);

  std::u32string wide_;
  std::vector<std::uint64_t> keys_;
};

struct Overlap {
  std::size_t common = 0;
  std::size_t either = 0;
  /// Jaccard's index; 0 of two empty sets.
  [[nodiscard]] double jaccard() const {
    return either == 0 ? 0.0 : static_cast<double>(common) / static_cast<double>(either);
  }
};

/// Of two ascending sets.
Overlap overlap(std::span<const std::uint64_t> one, std::span<const std::uint64_t> other);

}  // namespace overt::text
