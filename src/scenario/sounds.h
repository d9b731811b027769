#pragma once
// Sounds: trend sounds with adoption curves. Each rises within days, fades more slowly, and is used
// by people who never heard of each other; some come with a caption that everyone copies.
// Immutable after construction, thread-safe; a pick is a binary search.

#include <array>
#include <cstdint>
#include <vector>

#include "base/random.h"
#include "scenario/draft.h"

namespace overt {

class TrendSounds {
 public:
  explicit TrendSounds(std::uint64_t seed);

  static constexpr std::uint32_t kCount = 160;

  /// A trend sound in use at an hour of the scenario: 1 … kCount.
  [[nodiscard]] std::uint32_t pick(Random& random, std::uint32_t hour) const;
  /// The text seed of the caption that goes with a sound; 0 = none.
  [[nodiscard]] std::uint32_t meme_of(std::uint32_t sound) const;
  /// A sound's share of all trend sound uses in an hour.
  [[nodiscard]] double share(std::uint32_t sound, std::uint32_t hour) const;

 private:
  using Row = std::array<float, kCount>;
  std::vector<Row> cumulative_;  // by day
};

}  // namespace overt
