#include "model/packed_pairs.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/time.h"

namespace overt {
namespace {

// A number is read and written with the bytes behind it, of which the last of a column has these.
constexpr std::size_t kWord = sizeof(std::uint64_t);
std::uint64_t difference(std::uint64_t x, std::uint64_t y) { return x < y ? y - x : x - y; }

std::uint32_t bytes_for(std::uint64_t number) {
  return static_cast<std::uint32_t>((std::bit_width(number) + 7) / 8);
}

}  // namespace

PackedPairs::PackedPairs(const ChunkedVector<Pair>& pairs) : size_(pairs.size()) {
  if (pairs.empty()) return;
  window_ = pairs.front().window;
  lay_out(pairs);
  std::array<std::uint8_t*, kFigureCount> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = bytes_.data() + columns_[i].begin;
  for (const Pair& pair : pairs) {
    const Figures figures = figures_of(pair);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Column& column = columns_[i];
      const std::uint64_t above = figures[i] - column.least;
      const std::uint64_t number = column.unit == 1 ? above : above / kMicrosPerSecond;
      std::memcpy(out[i], &number, kWord);
      out[i] += column.width;
    }
  }
}

void PackedPairs::lay_out(const ChunkedVector<Pair>& pairs) {
  const Figures first = figures_of(pairs.front());
  Figures least = first;
  Figures most = first;
  std::array<bool, kFigureCount> whole;
  whole.fill(true);
  for (const Pair& pair : pairs) {
    const Figures figures = figures_of(pair);
    for (std::size_t i = 0; i < figures.size(); ++i) {
      least[i] = std::min(least[i], figures[i]);
      most[i] = std::max(most[i], figures[i]);
      whole[i] = whole[i] && difference(figures[i], first[i]) % kMicrosPerSecond == 0;
    }
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    column.least = least[i];
    column.unit = whole[i] ? kMicrosPerSecond : 1;
    column.width = bytes_for((most[i] - least[i]) / column.unit);
    column.mask = column.width == 0 ? 0 : UINT64_MAX >> (64 - 8 * column.width);
    column.begin = bytes;
    bytes += size_ * column.width + kWord;
  }
  bytes_.resize(bytes, 0);
}

Pair PackedPairs::at(std::size_t i) const {
  CHECK_LT(i, size_);
  return {.a = a(i),
          .b = b(i),
          .objects = small(kObjects, i),
          .sources = sources(i),
          .co_actions = read(kCoActions, i),
          .first_at = time_of(read(kFirstAt, i)),
          .last_at = time_of(read(kLastAt, i)),
          .median_gap = time_of(read(kMedianGap, i)),
          .window = window_};
}

}  // namespace overt
