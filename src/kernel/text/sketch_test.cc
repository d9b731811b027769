#include "kernel/text/sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::text {
namespace {

struct SetPair {
  std::vector<std::uint64_t> one;
  std::vector<std::uint64_t> other;
};

/// `common` elements in both sets, `apart` more in each.
SetPair random_pair(Random& random, std::size_t common, std::size_t apart) {
  SetPair pair;
  for (std::size_t i = 0; i < common; ++i) {
    pair.one.push_back(random.next());
    pair.other.push_back(pair.one.back());
  }
  for (std::size_t i = 0; i < apart; ++i) {
    pair.one.push_back(random.next());
    pair.other.push_back(random.next());
  }
  return pair;
}

/// Mean share of equal slots, and the share of pairs that agree in a band.
struct Agreement {
  double slots = 0;
  double slots_deviation = 0;
  double bands = 0;
};

Agreement agreement(std::size_t common, std::size_t apart, int pairs) {
  Random random(common * 1000 + apart);
  double sum = 0;
  double squares = 0;
  int found = 0;
  for (int i = 0; i < pairs; ++i) {
    const SetPair pair = random_pair(random, common, apart);
    const std::uint64_t equal = equal_slots(sketch_of(pair.one), sketch_of(pair.other));
    const double share = std::popcount(equal) / static_cast<double>(kSlots);
    sum += share;
    squares += share * share;
    found += static_cast<int>(equal_bands(equal) != 0);
  }
  const double mean = sum / pairs;
  return {.slots = mean,
          .slots_deviation = std::sqrt(squares / pairs - mean * mean),
          .bands = static_cast<double>(found) / pairs};
}

TEST(SketchTest, DependsOnTheSetAlone) {
  std::vector<std::uint64_t> elements = {5, 1, 99, 7, 12};
  const Sketch sketch = sketch_of(elements);
  std::reverse(elements.begin(), elements.end());
  elements.push_back(99);
  EXPECT_EQ(sketch_of(elements), sketch);
}

TEST(SketchTest, FillsEverySlotOfTinySets) {
  const std::vector<std::uint64_t> one = {17};
  EXPECT_EQ(equal_slots(sketch_of(one), sketch_of(one)), (std::uint64_t{1} << kSlots) - 1);
  const std::vector<std::uint64_t> other = {18};
  EXPECT_EQ(equal_slots(sketch_of(one), sketch_of(other)), 0U);
}

TEST(SketchTest, SlotsAgreeAsOftenAsJaccardSays) {
  for (const std::size_t size : {20U, 100U, 1000U}) {
    for (const double jaccard : {0.2, 0.5, 0.8}) {
      const auto both = static_cast<std::size_t>(
          std::round(2 * jaccard / (1 + jaccard) * static_cast<double>(size)));
      const double exact = static_cast<double>(both) / static_cast<double>(2 * size - both);
      const Agreement found = agreement(both, size - both, 1500);
      EXPECT_NEAR(found.slots, exact, 0.01) << size;
      // No wider than independent slots, up to sampling error.
      EXPECT_LT(found.slots_deviation, 1.1 * std::sqrt(exact * (1 - exact) / kSlots)) << size;
    }
  }
}

TEST(SketchTest, BandsFindPairsOfJaccardFourFifths) {
  EXPECT_GE(agreement(80, 10, 10'000).bands, 0.999);
  EXPECT_GE(agreement(24, 3, 10'000).bands, 0.999);
}

TEST(SketchTest, BandsRarelyAgreeByChance) { EXPECT_LE(agreement(2, 98, 20'000).bands, 0.0005); }

TEST(SketchTest, ABandAgreesWhereItsSlotsDo) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t slots = (random.next() | random.next()) >> (64 - kSlots);
    std::uint64_t expected = 0;
    for (std::size_t band = 0; band < kBands; ++band) {
      const bool all = std::all_of(kBandTable[band].begin(), kBandTable[band].end(),
                                   [&](std::uint8_t slot) { return (slots >> slot & 1U) != 0; });
      expected |= std::uint64_t{all} << band;
    }
    ASSERT_EQ(equal_bands(slots), expected);
  }
}

TEST(SketchTest, BandsShareAtMostOneSlot) {
  for (std::size_t i = 0; i < kBands; ++i) {
    const std::set<std::uint8_t> slots(kBandTable[i].begin(), kBandTable[i].end());
    EXPECT_EQ(slots.size(), kBandSlots);
    for (std::size_t j = 0; j < i; ++j) {
      const auto common = std::count_if(kBandTable[j].begin(), kBandTable[j].end(),
                                        [&](std::uint8_t slot) { return slots.contains(slot); });
      EXPECT_LE(common, 1);
    }
  }
}

}  // namespace
}  // namespace overt::text
