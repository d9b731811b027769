#pragma once
// Levenshtein's distance between texts, in code points, by Myers' bit vectors (1999) in the blocks
// of Hyyrö (2003): O(⌈m/64⌉·n). What the texts begin and end with in common costs nothing, and the
// count stops once it must pass the limit. One per thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace overt::text {

class Levenshtein {
 public:
  /// The distance of well-formed UTF-8; limit + 1 where it is greater than the limit.
  std::size_t distance(std::string_view one, std::string_view other, std::size_t limit);

 private:
  template <typename Unit>
  std::size_t count(std::basic_string_view<Unit> pattern, std::basic_string_view<Unit> text,
                    std::size_t limit);
  template <typename Unit>
  void note_places(std::basic_string_view<Unit> pattern);
  template <typename Unit>
  const std::uint64_t* places_of(Unit unit) const;

  struct Column {
    std::uint64_t up;    // bit i: row i is one above row i − 1
    std::uint64_t down;  // bit i: row i is one below row i − 1
  };

  std::u32string one_;
  std::u32string other_;
  std::u32string alphabet_;            // the pattern's code points, ascending
  std::vector<std::uint64_t> places_;  // per unit, blocks_ words: where the pattern has it
  std::vector<Column> column_;
  std::size_t blocks_ = 0;
};

}  // namespace overt::text
