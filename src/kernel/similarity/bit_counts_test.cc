#include "kernel/similarity/bit_counts.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::similarity {
namespace {

TEST(BitCountsTest, CountsEveryBitAsOneByOneWould) {
  Random random(3);
  BitCounts counts;
  for (int trial = 0; trial < 300; ++trial) {
    counts.clear();
    std::vector<std::uint32_t> expected(64, 0);
    for (std::uint64_t i = random.below(100); i > 0; --i) {
      const std::uint64_t bits = random.next() & random.next();
      counts.add(bits);
      for (std::size_t bit = 0; bit < 64; ++bit)
        expected[bit] += static_cast<std::uint32_t>(bits >> bit & 1U);
    }
    const std::uint64_t among = random.next() | 1U;
    std::uint32_t least = UINT32_MAX;
    std::uint32_t most = 0;
    std::uint64_t several = 0;
    for (std::size_t bit = 0; bit < 64; ++bit) {
      if (expected[bit] >= 2) several |= 1ULL << bit;
      if ((among >> bit & 1U) == 0) continue;
      least = std::min(least, expected[bit]);
      most = std::max(most, expected[bit]);
    }
    ASSERT_EQ(counts.least(among), least);
    ASSERT_EQ(counts.most(among), most);
    ASSERT_EQ(counts.several(), several);
    ASSERT_EQ(counts.least(0), 0U);
    ASSERT_EQ(counts.most(0), 0U);
  }
}

}  // namespace
}  // namespace overt::similarity
