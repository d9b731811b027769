#pragma once
// Which sketches (sketch.h) are worth comparing exactly: those that agree in a band and in enough
// slots. Each pair comes once, ordered by its first sketch and then by its second.
//
// Sketches that agree in a band make a bucket; inside a bucket all pairs are looked at. A bucket
// of more than bucket_max is a text that very many vary, or a phrase that very many use: there the
// first few of the bucket are compared with all others, and pairs that agree in no smaller bucket
// are skipped. Of a sketch's partners before it, the first partners_max are kept: what many vary is
// compared with the same few, and work stays linear. The result counts both limits. "First" is by
// the order of the sketches, so a caller that orders them by content gets the same pairs whatever
// the order of its input.
//
// Time: O(n) a band, and the pairs looked at; memory: 200 bytes a sketch, and 16 a thread more.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "kernel/text/sketch.h"

namespace overt::text {

struct CandidatePair {
  std::uint32_t a = 0;  // a < b: places in the span of sketches
  std::uint32_t b = 0;

  friend auto operator<=>(const CandidatePair&, const CandidatePair&) = default;
};

struct CandidateOptions {
  std::size_t bucket_max = 32;
  std::size_t partners_max = 16;
  std::size_t equal_slots_min = 9;
};

struct Candidates {
  std::vector<CandidatePair> pairs;
  std::uint64_t large_buckets = 0;   // over all bands
  std::uint64_t largest_bucket = 0;  // of those; 0 where there are none
  std::uint64_t crowded = 0;         // sketches with more than partners_max partners before them
};

Candidates candidate_pairs(std::span<const Sketch> sketches, const CandidateOptions& options,
                           ThreadPool& pool);

}  // namespace overt::text
