#pragma once
// A sparse table that is looked at in several views, each of some of its columns, and what is
// asked of it: which rows are alike in a view. In a view a row's vector holds, for each of its
// columns there, weight · ln(rows / rows with the column), both counted over the rows that have
// columns_min columns in the view (TF-IDF); rows of fewer take no part.

#include <cstdint>
#include <span>
#include <vector>

#include "base/large_blocks.h"

namespace overt::similarity {

inline constexpr std::uint32_t kViewsMax = 64;

struct ViewEntry {
  std::uint32_t column = 0;
  float weight = 1;         // above 0, finite
  std::uint64_t views = 0;  // bit v: the column is in view v; the same in every row
};

/// Row r is entries[begins[r] … begins[r + 1]), each column at most once, ascending.
struct ViewTable {
  LargeVector<std::uint64_t> begins = {0};
  LargeVector<ViewEntry> entries;
  std::uint32_t columns = 0;

  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(begins.size() - 1); }
  [[nodiscard]] std::span<const ViewEntry> row(std::uint32_t r) const {
    return {entries.data() + begins[r], begins[r + 1] - begins[r]};
  }
};

struct SimilarityOptions {
  double cosine_min = 0.5;              // above 0, at most 1
  std::uint32_t common_min = 1;         // columns of weight that both rows must have in the view
  std::uint32_t columns_min = 1;        // that a row must have in the view, at least 1
  std::uint64_t pairs_max = 1'000'000;  // in a view
  std::uint64_t steps_max = 6'000'000'000;  // index entries walked through, for all views
};

struct SimilarPair {
  std::uint32_t a = 0;  // rows, a < b
  std::uint32_t b = 0;
  double cosine = 0;
  std::uint32_t common = 0;  // columns that both have

  friend bool operator==(const SimilarPair&, const SimilarPair&) = default;
};

/// Calls visit(v) for each bit of `views`, ascending.
template <typename Visit>
void for_each_view(std::uint64_t views, const Visit& visit) {
  for (; views != 0; views &= views - 1) {
    visit(static_cast<std::uint32_t>(__builtin_ctzll(views)));
  }
}

}  // namespace overt::similarity
