#pragma once
// Which pairs of rows may be alike in some view, and in which: all that are, and few more. A pair
// is met on its rarest common column. Up to and with that column both rows must be so long that
// their product can reach the bound (the longest beginning of a row that is shorter is left out of
// the index), and neither row may be so spread that its sum times the heaviest of the other stays
// below it; of those met the columns are read, and their weights only where enough are common.
// After Bayardo, Ma, Srikant (2007), "Scaling up all pairs similarity search", WWW; Anastasiu,
// Karypis (2014), "L2AP: fast cosine similarity search with prefix L-2 norm bounds", ICDE; here
// every bound holds in all views at once, so that the index is walked through once for all.
//
// Same answer at any number of threads. Memory: 24 bytes an index entry and 4 a row and thread.

#include <cstdint>
#include <functional>
#include <vector>

#include "base/parallel.h"
#include "kernel/similarity/view_terms.h"

namespace overt::similarity {

struct Candidate {
  std::uint32_t a = 0;  // rows, a < b
  std::uint32_t b = 0;
  std::uint64_t views = 0;  // in which they may be alike
};

struct Candidates {
  std::vector<Candidate> pairs;     // by (a, b)
  std::uint32_t rows_left_out = 0;  // from the last row on: compared with nobody, beyond steps_max
  std::uint64_t steps = 0;
};

/// Told of rows that are done, from any thread; the search soon ends where it answers false.
using RowsDone = std::function<bool(std::uint64_t rows)>;

Candidates find_candidates(const ViewTerms& terms, const SimilarityOptions& options,
                           ThreadPool& pool, const RowsDone& done);

}  // namespace overt::similarity
