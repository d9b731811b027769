#pragma once
// What changed between two texts, line by line: the shortest way from one to the other.
//
// Source: E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986, after the lines that
// both begin and end with are set aside. Lines that ever more changes would have to be tried for
// (over `changes_max`) are said to be replaced as a whole; `complete` is false then.
//
// Thread safety: pure. Cost: time and memory O((lines + changes) · changes).

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace overt {

enum class LineChange : std::uint8_t { kSame, kRemoved, kAdded };

struct DiffLine {
  LineChange change = LineChange::kSame;
  std::string_view text;     // without its end; of the text it stands in
  std::size_t old_line = 0;  // from 1; 0: not in the old text
  std::size_t new_line = 0;

  friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

struct LineDiff {
  std::vector<DiffLine> lines;  // all of both texts, in order
  bool complete = true;
};

inline constexpr std::size_t kLineChangesMax = 2'000;

/// The texts must outlive what is returned.
LineDiff diff_lines(std::string_view older, std::string_view newer,
                    std::size_t changes_max = kLineChangesMax);

}  // namespace overt
