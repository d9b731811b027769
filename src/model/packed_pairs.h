#pragma once
// PackedPairs: pairs that wait until something is known of all of them, in a fifth of the memory.
// Every figure is a column of numbers as many bytes wide as its largest needs, counted from its
// least, and in whole seconds where all of them are. Ten million shares have millions of pairs.
//
// Thread safety: const calls at once. Making and unpacking: O(n); one pair: O(1).

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "base/chunked_vector.h"
#include "model/pair.h"

namespace overt {

class PackedPairs {
 public:
  PackedPairs() = default;
  /// Of one window. What is not counted is left out: chance, and where the witnesses lie. So are
  /// occasions.
  explicit PackedPairs(const ChunkedVector<Pair>& pairs);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// The i-th as it was given, but for what is left out.
  [[nodiscard]] Pair at(std::size_t i) const;
  [[nodiscard]] AccountId a(std::size_t i) const { return {small(kA, i)}; }
  [[nodiscard]] AccountId b(std::size_t i) const { return {small(kB, i)}; }
  [[nodiscard]] std::uint32_t sources(std::size_t i) const { return small(kSources, i); }

 private:
  enum Figure : std::uint8_t {
    kA,
    kB,
    kObjects,
    kSources,
    kCoActions,
    kFirstAt,
    kLastAt,
    kMedianGap,
    kFigureCount
  };
  static constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  using Figures = std::array<std::uint64_t, kFigureCount>;
  struct Column {
    std::uint64_t least = 0;
    std::uint64_t unit = 1;
    std::uint64_t mask = 0;  // the bits of one number
    std::size_t begin = 0;   // in bytes_
    std::uint32_t width = 0;
  };

  [[nodiscard]] std::uint32_t small(Figure figure, std::size_t i) const {
    return static_cast<std::uint32_t>(read(figure, i));
  }
  static Figures figures_of(const Pair& pair) {
    return {pair.a.value,
            pair.b.value,
            pair.objects,
            pair.sources,
            pair.co_actions,
            unsigned_of(pair.first_at),
            unsigned_of(pair.last_at),
            unsigned_of(pair.median_gap)};
  }
  // The order of signed times as that of unsigned numbers.
  static std::uint64_t unsigned_of(TimeUs time) { return static_cast<std::uint64_t>(time) ^ kSign; }
  static TimeUs time_of(std::uint64_t number) { return static_cast<TimeUs>(number ^ kSign); }
  void lay_out(const ChunkedVector<Pair>& pairs);
  [[nodiscard]] std::uint64_t read(Figure figure, std::size_t i) const {
    const Column& column = columns_[figure];
    std::uint64_t number = 0;
    std::memcpy(&number, bytes_.data() + column.begin + i * column.width, sizeof number);
    return column.least + (number & column.mask) * column.unit;
  }

  std::size_t size_ = 0;
  TimeUs window_ = 0;
  std::array<Column, kFigureCount> columns_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace overt
