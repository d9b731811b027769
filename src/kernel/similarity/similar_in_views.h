#pragma once
// All pairs of rows of a ViewTable whose cosine reaches a bound in a view: exactly, for dozens of
// views, at about the price of one. Pairs that may be alike in any view are looked for once
// (view_candidates.h); a view then reckons the cosines of those that may be in it.
//
// Thread safety: const calls at once. Same table and options, same answer, at any number of
// threads. Time depends on the data: postings walked through, at most steps_max, beside
// O(entries · (views / 4 + log)); a view O(entries + its candidates). Memory about 36 bytes an
// entry and 32 + 4 · views + 12 · threads a row while it is made, 16 a candidate after that.

#include <cstdint>
#include <vector>

#include "kernel/similarity/view_candidates.h"

namespace overt::similarity {

struct SimilarRows {
  std::vector<SimilarPair> pairs;    // by (a, b)
  std::uint64_t pairs_left_out = 0;  // beyond pairs_max: the least similar, of equals the last
};

class SimilarInViews {
 public:
  /// `table` must outlive it; nothing is found in bits of it from `views` on.
  SimilarInViews(const ViewTable& table, std::uint32_t views, const SimilarityOptions& options,
                 ThreadPool& pool, const RowsDone& done);

  [[nodiscard]] SimilarRows in(std::uint32_t view) const;

  /// From the last row on: compared with nobody, beyond steps_max.
  [[nodiscard]] std::uint32_t rows_left_out() const { return candidates_.rows_left_out; }
  [[nodiscard]] std::uint64_t steps() const { return candidates_.steps; }

 private:
  const ViewTable& table_;
  SimilarityOptions options_;
  LargeVector<std::uint64_t> views_of_;  // by row: in which it takes part
  Candidates candidates_;
};

}  // namespace overt::similarity
