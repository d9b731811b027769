#pragma once
// All pairs of rows of a sparse table whose cosine reaches a bound: exactly, without looking at
// most pairs. Columns are taken from the commonest to the rarest. The longest beginning of a row
// whose own length (its L2 norm) is below the bound cannot by itself make a pair similar, so it is
// left out of the index; and a row is only followed as a partner while what it has in common so
// far, and the product of the lengths of what is left of both, can still reach the bound. So
// columns that everybody has, which weigh little, are hardly ever walked through. Rows of few
// columns and of many are told apart by the sum of the one's weights and the heaviest of the
// other's; of a partner that is left the columns are read, and its weights only where the row is
// long enough on these. After Bayardo, Ma, Srikant (2007), "Scaling up all pairs similarity
// search", WWW; Anastasiu, Karypis (2014), "L2AP: fast cosine similarity search with prefix L-2
// norm bounds", ICDE.
//
// Thread safety: pure functions. Same table and options, same answer. Time depends on the data:
// postings walked through, at most steps_max, beside O(entries · log); memory about 44 bytes an
// entry and 32 a row beside the pairs.

#include <cstdint>
#include <span>
#include <vector>

#include "base/large_blocks.h"

namespace overt::similarity {

struct Entry {
  std::uint32_t column = 0;
  double weight = 1;  // above 0, finite
};

/// Row r is entries[begins[r] … begins[r + 1]), each column at most once, ascending.
struct Table {
  LargeVector<std::uint64_t> begins = {0};
  LargeVector<Entry> entries;
  std::uint32_t columns = 0;

  [[nodiscard]] std::uint32_t rows() const { return static_cast<std::uint32_t>(begins.size() - 1); }
  [[nodiscard]] std::span<const Entry> row(std::uint32_t r) const {
    return {entries.data() + begins[r], begins[r + 1] - begins[r]};
  }
};

struct SimilarPair {
  std::uint32_t a = 0;  // rows, a < b
  std::uint32_t b = 0;
  double cosine = 0;
  std::uint32_t common = 0;  // columns that both have

  friend bool operator==(const SimilarPair&, const SimilarPair&) = default;
};

struct SimilarityOptions {
  double cosine_min = 0.5;       // above 0, at most 1
  std::uint32_t common_min = 1;  // columns that both rows must have
  std::uint64_t pairs_max = 1'000'000;
  std::uint64_t steps_max = 2'000'000'000;  // index entries walked through
};

struct SimilarRows {
  std::vector<SimilarPair> pairs;    // by (a, b)
  std::uint64_t pairs_left_out = 0;  // beyond pairs_max: the least similar, of equals the last
  std::uint32_t rows_left_out = 0;   // from the last row on: compared with nobody, beyond steps_max
  std::uint64_t steps = 0;
};

SimilarRows similar_rows(const Table& table, const SimilarityOptions& options);

}  // namespace overt::similarity
