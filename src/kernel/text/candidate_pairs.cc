#include "kernel/text/candidate_pairs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/check.h"

namespace overt::text {
namespace {

/// Of a large bucket, so many are compared with all.
constexpr std::size_t kAnchors = 8;
constexpr std::size_t kTile = 256;
constexpr std::size_t kPendingMax = 32;

/// Hash of a band in the upper half, the sketch's place in the lower.
using Entry = std::uint64_t;

std::uint32_t place_of(Entry entry) { return static_cast<std::uint32_t>(entry); }

/// Slot by slot, so that a band reads four streams.
class SlotColumns {
 public:
  SlotColumns(std::span<const Sketch> sketches, ThreadPool& pool)
      : count_(sketches.size()), values_(kSlots * sketches.size()) {
    pool.parallel_for(count_, kTile, [&](const Block& block) {
      for (std::size_t slot = 0; slot < kSlots; ++slot) {
        std::uint16_t* const column = values_.data() + slot * count_;
        for (std::size_t i = block.begin; i < block.end; ++i) column[i] = sketches[i][slot];
      }
    });
  }

  void write_entries(const Band& band, std::vector<Entry>& entries) const {
    std::array<const std::uint16_t*, kBandSlots> columns{};
    for (std::size_t i = 0; i < kBandSlots; ++i) columns[i] = values_.data() + band[i] * count_;
    entries.resize(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      std::uint64_t key = 0;
      for (const std::uint16_t* const column : columns) key = key << 16U | column[i];
      key = (key ^ key >> 29U) * 0x9e3779b97f4a7c15ULL;
      entries[i] = (key & ~std::uint64_t{0xFFFF'FFFF}) | i;
    }
  }

 private:
  std::size_t count_;
  std::vector<std::uint16_t> values_;
};

/// By the upper 22 bits of the hash; entries with the same keep their order.
void sort_by_hash(std::vector<Entry>& entries, std::vector<Entry>& scratch) {
  constexpr unsigned kBits = 11;
  constexpr std::size_t kBins = std::size_t{1} << kBits;
  constexpr std::size_t kPasses = 2;
  const auto bin = [](Entry entry, std::size_t pass) {
    return entry >> (64 - kBits * (kPasses - pass)) & (kBins - 1);
  };
  std::array<std::array<std::uint32_t, kBins>, kPasses> starts{};
  for (const Entry entry : entries) {
    for (std::size_t pass = 0; pass < kPasses; ++pass) ++starts[pass][bin(entry, pass)];
  }
  scratch.resize(entries.size());
  for (std::size_t pass = 0; pass < kPasses; ++pass) {
    std::uint32_t sum = 0;
    for (std::uint32_t& start : starts[pass]) sum += std::exchange(start, sum);
    for (const Entry entry : entries) scratch[starts[pass][bin(entry, pass)]++] = entry;
    entries.swap(scratch);
  }
}

/// The end of the run of entries that begins at `begin` and agrees in all bits above `shift`.
std::size_t run_end(std::span<const Entry> entries, std::size_t begin, unsigned shift) {
  std::size_t end = begin + 1;
  while (end < entries.size() && entries[end] >> shift == entries[begin] >> shift) ++end;
  return end;
}

/// The buckets of one band: entries of one hash, two or more, by their places. Sorts what
/// sort_by_hash() left unsorted.
template <typename Body>
void for_each_bucket(std::span<Entry> entries, const Body& body) {
  constexpr unsigned kSortedShift = 64 - 22;
  constexpr unsigned kHashShift = 32;
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    end = run_end(entries, begin, kSortedShift);
    if (end == begin + 1) continue;
    const std::span<Entry> run = entries.subspan(begin, end - begin);
    // Most runs are two strangers.
    if (run.size() == 2 && run[0] >> kHashShift != run[1] >> kHashShift) continue;
    std::sort(run.begin(), run.end());
    for (std::size_t i = 0, next = 0; i < run.size(); i = next) {
      next = run_end(run, i, kHashShift);
      if (next > i + 1) body(std::span<const Entry>(run.subspan(i, next - i)));
    }
  }
}

/// What one band found.
struct BandResult {
  std::size_t band = 0;
  std::vector<CandidatePair> pending;  // to be looked at
  std::vector<CandidatePair> pairs;
  std::vector<std::uint32_t> in_large;  // sketches in its large buckets
  std::uint64_t large = 0;
  std::uint64_t largest = 0;
};

class Search {
 public:
  Search(std::span<const Sketch> sketches, const CandidateOptions& options, ThreadPool& pool)
      : sketches_(sketches),
        options_(options),
        pool_(pool),
        columns_(sketches, pool),
        large_bands_(sketches.size(), 0) {}

  Candidates run() {
    std::vector<BandResult> bands = search_bands();
    const bool any_large =
        std::any_of(bands.begin(), bands.end(), [](const BandResult& b) { return b.large > 0; });
    if (any_large) {
      // Only now is it known which pairs a smaller bucket of another band must find.
      mark_large(bands);
      bands = search_bands();
    }
    Candidates all = merged(bands);
    std::sort(all.pairs.begin(), all.pairs.end());
    keep_first_partners(all);
    return all;
  }

 private:
  std::vector<BandResult> search_bands() {
    std::vector<BandResult> bands(kBands);
    std::vector<std::vector<Entry>> entries(pool_.threads());
    std::vector<std::vector<Entry>> scratch(pool_.threads());
    pool_.parallel_for(kBands, 1, [&](const Block& block) {
      for (std::size_t band = block.begin; band < block.end; ++band) {
        columns_.write_entries(kBandTable[band], entries[block.worker]);
        sort_by_hash(entries[block.worker], scratch[block.worker]);
        bands[band].band = band;
        for_each_bucket(std::span(entries[block.worker]),
                        [&](std::span<const Entry> bucket) { search_bucket(bucket, bands[band]); });
        keep_found(bands[band]);
      }
    });
    return bands;
  }

  void search_bucket(std::span<const Entry> bucket, BandResult& result) const {
    const bool large = bucket.size() > options_.bucket_max;
    if (large) {
      ++result.large;
      result.largest = std::max<std::uint64_t>(result.largest, bucket.size());
      for (const Entry entry : bucket) result.in_large.push_back(place_of(entry));
    }
    const std::size_t firsts = large ? std::min(kAnchors, bucket.size()) : bucket.size();
    for (std::size_t i = 0; i < firsts; ++i) {
      for (std::size_t j = i + 1; j < bucket.size(); ++j) {
        const CandidatePair pair{.a = place_of(bucket[i]), .b = place_of(bucket[j])};
        prefetch(sketches_[pair.a]);
        prefetch(sketches_[pair.b]);
        result.pending.push_back(pair);
        if (result.pending.size() == kPendingMax) keep_found(result);
      }
    }
  }

  /// A sketch is where no other was lately: asked for some pairs ahead, it is there when needed.
  static void prefetch(const Sketch& sketch) {
    __builtin_prefetch(sketch.data());
    __builtin_prefetch(sketch.data() + kSlots - 1);
  }

  void keep_found(BandResult& result) const {
    for (const CandidatePair& pair : result.pending) {
      if (is_found_here(pair, result.band)) result.pairs.push_back(pair);
    }
    result.pending.clear();
  }

  /// A pair belongs to the first band where it shares a small bucket; where there is none, to the
  /// first of all. Sketches whose hashes are equal by chance share no band.
  [[nodiscard]] bool is_found_here(const CandidatePair& pair, std::size_t band) const {
    const std::uint64_t slots = equal_slots(sketches_[pair.a], sketches_[pair.b]);
    if (static_cast<std::size_t>(std::popcount(slots)) < options_.equal_slots_min) return false;
    const std::uint64_t bands = equal_bands(slots);
    const std::uint64_t small = bands & ~large_bands_[pair.a];
    return (bands >> band & 1U) != 0 &&
           static_cast<std::size_t>(std::countr_zero(small != 0 ? small : bands)) == band;
  }

  void mark_large(const std::vector<BandResult>& bands) {
    for (std::size_t band = 0; band < kBands; ++band) {
      for (const std::uint32_t place : bands[band].in_large) {
        large_bands_[place] |= std::uint64_t{1} << band;
      }
    }
  }

  static Candidates merged(std::vector<BandResult>& bands) {
    Candidates all;
    std::size_t pairs = 0;
    for (const BandResult& band : bands) pairs += band.pairs.size();
    all.pairs.reserve(pairs);
    for (BandResult& band : bands) {
      all.pairs.insert(all.pairs.end(), band.pairs.begin(), band.pairs.end());
      all.large_buckets += band.large;
      all.largest_bucket = std::max(all.largest_bucket, band.largest);
      band.pairs = {};
    }
    return all;
  }

  /// Pairs come by their first sketch, so every second one meets its partners in order.
  void keep_first_partners(Candidates& all) const {
    std::vector<std::uint32_t> partners(sketches_.size(), 0);
    std::erase_if(all.pairs, [&](const CandidatePair& pair) {
      const std::uint32_t before = partners[pair.b]++;
      all.crowded += static_cast<std::uint64_t>(before == options_.partners_max);
      return before >= options_.partners_max;
    });
  }

  std::span<const Sketch> sketches_;
  CandidateOptions options_;
  ThreadPool& pool_;
  SlotColumns columns_;
  std::vector<std::uint64_t> large_bands_;  // bit i: in a large bucket of band i
};

}  // namespace

Candidates candidate_pairs(std::span<const Sketch> sketches, const CandidateOptions& options,
                           ThreadPool& pool) {
  CHECK_LT(sketches.size(), std::size_t{0xFFFF'FFFF});
  return Search(sketches, options, pool).run();
}

}  // namespace overt::text
