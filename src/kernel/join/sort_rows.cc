#include "kernel/join/sort_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "base/check.h"

namespace overt::join {
namespace {

constexpr std::size_t kRowsPerBucket = std::size_t{1} << 13;
constexpr std::size_t kBucketsMax = std::size_t{1} << 12;
constexpr std::size_t kComparisonSortMax = 96;

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

// One stable counting pass over the byte of `key` at `shift`.
template <typename Key>
void radix_pass(std::span<const Row> from, std::span<Row> to, unsigned shift, const Key& key) {
  std::array<std::uint32_t, 256> offsets{};
  for (const Row& row : from) ++offsets[(key(row) >> shift) & 0xFFU];
  std::uint32_t sum = 0;
  for (auto& offset : offsets) {
    const std::uint32_t count = offset;
    offset = sum;
    sum += count;
  }
  for (const Row& row : from) to[offsets[(key(row) >> shift) & 0xFFU]++] = row;
}

// Sorts one bucket by (item, time); `scratch` has its size.
class BucketSort {
 public:
  BucketSort(std::span<Row> rows, std::span<Row> scratch) : rows_(rows), scratch_(scratch) {}

  void run() {
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
  template <typename Key>
  void passes(unsigned bits, const Key& key) {
    for (unsigned shift = 0; shift < bits; shift += 8) {
      radix_pass(std::span<const Row>(rows_), scratch_, shift, key);
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

// Rows of one item at one time, by actor: such groups are short but for floods.
void order_ties(std::span<Row> rows) {
  std::size_t begin = 0;
  while (begin < rows.size()) {
    std::size_t end = begin + 1;
    while (end < rows.size() && rows[end].item == rows[begin].item &&
           rows[end].time == rows[begin].time) {
      ++end;
    }
    if (end - begin > 1) {
      std::sort(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                rows.begin() + static_cast<std::ptrdiff_t>(end), before);
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
  BucketSort(rows, std::span(scratch).first(rows.size())).run();
  order_ties(rows);
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
