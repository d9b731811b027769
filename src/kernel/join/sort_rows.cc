#include "kernel/join/sort_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kRowsPerBucket = std::size_t{1} << 13;
constexpr std::size_t kBucketsMax = std::size_t{1} << 12;
constexpr std::size_t kComparisonSortMax = 96;
constexpr unsigned kDigitBitsMin = 8;
constexpr unsigned kDigitBitsMax = 12;
constexpr std::size_t kRankedMax = 64;

bool before(const Row& x, const Row& y) {
  if (x.item != y.item) return x.item < y.item;
  if (x.time != y.time) return x.time < y.time;
  return x.actor < y.actor;
}

std::uint32_t largest_item(const RowBlocks& blocks, ThreadPool& pool) {
  std::vector<std::uint32_t> largest(blocks.size(), 0);
  pool.parallel_for(blocks.size(), 1, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      for (const Row& row : blocks[i]) largest[i] = std::max(largest[i], row.item);
    }
  });
  return largest.empty() ? 0 : *std::max_element(largest.begin(), largest.end());
}

// Bits of the item below the bucket number.
unsigned low_bits_for(std::uint32_t item_max, std::size_t rows) {
  const std::size_t wanted =
      std::min(kBucketsMax, std::bit_ceil(std::max<std::size_t>(1, rows / kRowsPerBucket)));
  const unsigned item_bits = static_cast<unsigned>(std::bit_width(item_max));
  const unsigned bucket_bits = static_cast<unsigned>(std::bit_width(wanted) - 1);
  return item_bits > bucket_bits ? item_bits - bucket_bits : 0;
}

// One stable counting pass over the digit of `key` at `shift`.
template <typename Key>
void radix_pass(std::span<const Row> from, std::span<Row> to, unsigned shift, unsigned digit_bits,
                const Key& key) {
  const std::uint64_t mask = (std::uint64_t{1} << digit_bits) - 1;
  std::array<std::uint32_t, std::size_t{1} << kDigitBitsMax> offsets;
  std::fill_n(offsets.begin(), mask + 1, 0U);
  for (const Row& row : from) ++offsets[(key(row) >> shift) & mask];
  std::uint32_t sum = 0;
  for (std::uint64_t digit = 0; digit <= mask; ++digit) {
    sum += std::exchange(offsets[digit], sum);
  }
  for (const Row& row : from) to[offsets[(key(row) >> shift) & mask]++] = row;
}

// Sorts rows; `scratch` has their size.
class BucketSort {
 public:
  BucketSort(std::span<Row> rows, std::span<Row> scratch) : rows_(rows), scratch_(scratch) {}

  void by_actor() {
    std::uint32_t most = 0;
    for (const Row& row : rows_) most = std::max(most, row.actor);
    passes(static_cast<unsigned>(std::bit_width(most)),
           [](const Row& row) { return std::uint64_t{row.actor}; });
    if (swapped_) std::copy(rows_.begin(), rows_.end(), scratch_.begin());
  }

  void by_item_and_time() {
    const auto [item_low, item_high] = item_range();
    if (!sorted_by_time()) {
      const std::int64_t origin = earliest();
      const auto span_bits =
          static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(latest() - origin)));
      passes(span_bits,
             [origin](const Row& row) { return static_cast<std::uint64_t>(row.time - origin); });
    }
    const std::uint32_t base = item_low;
    passes(static_cast<unsigned>(std::bit_width(item_high - item_low)),
           [base](const Row& row) { return std::uint64_t{row.item - base}; });
    if (swapped_) std::copy(rows_.begin(), rows_.end(), scratch_.begin());
  }

 private:
  // Few digits that are wide, but for a few rows.
  template <typename Key>
  void passes(unsigned bits, const Key& key) {
    const unsigned widest = std::clamp(static_cast<unsigned>(std::bit_width(rows_.size())),
                                       kDigitBitsMin, kDigitBitsMax);
    const unsigned digits = (bits + widest - 1) / widest;
    for (unsigned digit = 0; digit < digits; ++digit) {
      const unsigned digit_bits = (bits + digits - 1) / digits;
      radix_pass(std::span<const Row>(rows_), scratch_, digit * digit_bits, digit_bits, key);
      std::swap(rows_, scratch_);
      swapped_ = !swapped_;
    }
  }

  [[nodiscard]] bool sorted_by_time() const {
    return std::is_sorted(rows_.begin(), rows_.end(),
                          [](const Row& x, const Row& y) { return x.time < y.time; });
  }
  [[nodiscard]] std::int64_t earliest() const {
    return std::min_element(rows_.begin(), rows_.end(),
                            [](const Row& x, const Row& y) { return x.time < y.time; })
        ->time;
  }
  [[nodiscard]] std::int64_t latest() const {
    return std::max_element(rows_.begin(), rows_.end(),
                            [](const Row& x, const Row& y) { return x.time < y.time; })
        ->time;
  }
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> item_range() const {
    const auto [low, high] = std::minmax_element(
        rows_.begin(), rows_.end(), [](const Row& x, const Row& y) { return x.item < y.item; });
    return {low->item, high->item};
  }

  std::span<Row> rows_;
  std::span<Row> scratch_;
  bool swapped_ = false;
};

// Rows of one item at one time, by actor: how many come before it is each one's place.
void rank_by_actor(std::span<Row> rows) {
  std::array<std::uint32_t, kRankedMax> actors;
  for (std::size_t i = 0; i < rows.size(); ++i) actors[i] = rows[i].actor;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t actor = actors[i];
    std::uint32_t rank = 0;
    for (std::size_t j = 0; j < i; ++j) rank += actors[j] <= actor ? 1 : 0;
    for (std::size_t j = i + 1; j < rows.size(); ++j) rank += actors[j] < actor ? 1 : 0;
    rows[rank].actor = actor;
  }
}

// Groups of rows of one item at one time are short but for floods.
void order_ties(std::span<Row> rows, std::span<Row> scratch) {
  std::size_t begin = 0;
  while (begin < rows.size()) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].item == rows[begin].item &&
           rows[end].time == rows[begin].time) {
      ++end;
    }
    const std::span<Row> tie = rows.subspan(begin, end - begin);
    if (tie.size() > kRankedMax) {
      BucketSort(tie, scratch.first(tie.size())).by_actor();
    } else if (tie.size() > 1) {
      rank_by_actor(tie);
    }
    begin = end;
  }
}

void sort_bucket(std::span<Row> rows, Rows& scratch) {
  if (rows.size() <= kComparisonSortMax) {
    std::sort(rows.begin(), rows.end(), before);
    return;
  }
  if (scratch.size() < rows.size()) scratch.resize(rows.size());
  BucketSort(rows, std::span(scratch).first(rows.size())).by_item_and_time();
  order_ties(rows, scratch);
}

// Where each block's rows of each bucket go: offsets[block][bucket], and the buckets' bounds.
struct Layout {
  std::vector<std::vector<std::size_t>> offsets;
  std::vector<std::size_t> bucket_begin;
};

Layout lay_out(const RowBlocks& blocks, unsigned low_bits, std::size_t buckets, ThreadPool& pool) {
  Layout layout;
  layout.offsets.assign(blocks.size(), std::vector<std::size_t>(buckets, 0));
  pool.parallel_for(blocks.size(), 1, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      for (const Row& row : blocks[i]) ++layout.offsets[i][row.item >> low_bits];
    }
  });
  std::size_t sum = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    layout.bucket_begin.push_back(sum);
    for (auto& offsets : layout.offsets) {
      const std::size_t count = offsets[bucket];
      offsets[bucket] = sum;
      sum += count;
    }
  }
  layout.bucket_begin.push_back(sum);
  return layout;
}

}  // namespace

Rows sort_rows(RowBlocks blocks, ThreadPool& pool) {
  std::size_t count = 0;
  for (const auto& block : blocks) count += block.size();
  CHECK_LT(count, kRowsMax);
  if (count == 0) return {};
  const std::uint32_t item_max = largest_item(blocks, pool);
  const unsigned low_bits = low_bits_for(item_max, count);
  const std::size_t buckets = (item_max >> low_bits) + 1U;
  Layout layout = lay_out(blocks, low_bits, buckets, pool);

  Rows rows(count);
  pool.parallel_for(blocks.size(), 1, [&](const Block& block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      auto& offsets = layout.offsets[i];
      for (const Row& row : blocks[i]) rows[offsets[row.item >> low_bits]++] = row;
      Rows().swap(blocks[i]);
    }
  });
  std::vector<Rows> scratch(pool.threads());
  pool.parallel_for(buckets, 4, [&](const Block& block) {
    for (std::size_t bucket = block.begin; bucket < block.end; ++bucket) {
      const std::size_t begin = layout.bucket_begin[bucket];
      sort_bucket(std::span(rows).subspan(begin, layout.bucket_begin[bucket + 1] - begin),
                  scratch[block.worker]);
    }
  });
  return rows;
}

}  // namespace overt::join
