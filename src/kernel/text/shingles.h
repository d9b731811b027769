#pragma once
// The shingles of a matching form: every run of n code points, as a 64-bit key. How long a run is
// depends on the script of its first code point: 5; 3 in scripts whose signs carry about a
// syllable and that set few spaces (Thai, Lao, Khmer, Burmese, Hangul); 2 for Han and kana. So one
// text may mix scripts, and no language need be known.
//
// Keys of shingles in ASCII are their bytes, so no two share one; of others, a hash, so that two of
// a text share one with a chance of about n² / 2⁶⁵. One of each class per thread; linear.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace overt::text {

/// The code points in a shingle that begins with c.
std::size_t shingle_length(char32_t c);

class Shingler {
 public:
  /// In the order of the form, repeats included; valid until the next call. Well-formed UTF-8.
  std::span<const std::uint64_t> shingles(std::string_view form);

 private:
  void shingle_ascii(std::string_view form);
  void shingle_wide(std::string_view form);

  /// Of the code points before one.
  struct Prefix {
    std::uint64_t hash = 0;
    std::uint32_t wide = 0;  // how many are not ASCII
  };

  std::vector<char32_t> wide_;
  std::vector<Prefix> prefixes_;
  std::vector<std::uint64_t> keys_;
};

/// A set of numbers, which can be marked; emptied and unmarked in constant time.
class NumberSet {
 public:
  enum class Mark { kAbsent, kNew, kOld };

  /// Empties the set and makes room for so many.
  void clear(std::size_t room);
  void insert(std::uint64_t number);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Marks the number, and says whether it is in the set and was marked.
  Mark mark(std::uint64_t number);
  void unmark() { ++marking_; }

 private:
  struct Slot {
    std::uint64_t number = 0;
    std::uint64_t filled = 0;  // the generation_ that filled the slot
    std::uint64_t marked = 0;  // the marking_ that marked it
  };
  Slot& slot_of(std::uint64_t number);

  std::vector<Slot> slots_;  // a power of two, at most half of them filled
  unsigned shift_ = 63;
  std::size_t size_ = 0;
  std::uint64_t generation_ = 0;
  std::uint64_t marking_ = 0;
};

/// Jaccard's index of one set of shingles with others.
class ShingleOverlap {
 public:
  /// The set to compare with; shingles may repeat.
  void set_first(std::span<const std::uint64_t> shingles);
  /// 0 of two empty sets; shingles may repeat.
  double jaccard(std::span<const std::uint64_t> shingles);

 private:
  NumberSet first_;
  NumberSet other_;
};

}  // namespace overt::text
