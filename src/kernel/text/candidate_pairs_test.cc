#include "kernel/text/candidate_pairs.h"

#include <algorithm>
#include <bit>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::text {
namespace {

/// Groups of sketches that share some of their slots.
std::vector<Sketch> random_sketches(Random& random, std::size_t groups, std::size_t size) {
  std::vector<Sketch> sketches;
  for (std::size_t group = 0; group < groups; ++group) {
    Sketch first{};
    for (std::uint16_t& slot : first) slot = static_cast<std::uint16_t>(random.next());
    for (std::size_t i = 0; i < size; ++i) {
      Sketch sketch = first;
      for (std::uint16_t& slot : sketch) {
        if (random.chance(0.4)) slot = static_cast<std::uint16_t>(random.next());
      }
      sketches.push_back(sketch);
    }
  }
  return sketches;
}

std::vector<CandidatePair> reference(const std::vector<Sketch>& sketches, std::size_t equal_min) {
  std::vector<CandidatePair> pairs;
  for (std::uint32_t a = 0; a < sketches.size(); ++a) {
    for (std::uint32_t b = a + 1; b < sketches.size(); ++b) {
      const std::uint64_t equal = equal_slots(sketches[a], sketches[b]);
      const auto slots = static_cast<std::size_t>(std::popcount(equal));
      if (slots >= equal_min && equal_bands(equal) != 0) pairs.push_back({a, b});
    }
  }
  return pairs;
}

TEST(CandidatePairsTest, AreThosePairsOnceThatShareABandAndEnoughSlots) {
  Random random(1);
  const std::vector<Sketch> sketches = random_sketches(random, 60, 6);
  ThreadPool pool(2);
  const Candidates found = candidate_pairs(sketches, {}, pool);
  EXPECT_EQ(found.pairs, reference(sketches, 9));
  EXPECT_GT(found.pairs.size(), 100U);
  EXPECT_EQ(found.large_buckets, 0U);
}

TEST(CandidatePairsTest, DoNotDependOnThreads) {
  Random random(2);
  const std::vector<Sketch> sketches = random_sketches(random, 30, 50);
  ThreadPool one(1);
  ThreadPool three(3);
  EXPECT_EQ(candidate_pairs(sketches, {}, one).pairs, candidate_pairs(sketches, {}, three).pairs);
}

TEST(CandidatePairsTest, OfALargeBucketAreThoseWithItsFirst) {
  const std::vector<Sketch> equal(100, Sketch{});
  ThreadPool pool(1);
  const Candidates found = candidate_pairs(equal, {}, pool);
  EXPECT_EQ(found.large_buckets, kBands);
  EXPECT_EQ(found.largest_bucket, 100U);
  EXPECT_EQ(found.pairs.size(), 8 * 92 + 28U);
  EXPECT_EQ(found.crowded, 0U);
  for (const CandidatePair& pair : found.pairs) EXPECT_LT(pair.a, 8U);
}

TEST(CandidatePairsTest, OfLargeBucketsAreStillThoseThatShareASmallOne) {
  // One phrase in all of them fills the first way of cutting's first band; two groups are alike.
  Random random(3);
  std::vector<Sketch> sketches = random_sketches(random, 100, 1);
  const std::vector<Sketch> alike = random_sketches(random, 2, 5);
  sketches.insert(sketches.end(), alike.begin(), alike.end());
  for (Sketch& sketch : sketches) {
    for (const std::uint8_t slot : kBandTable[0]) sketch[slot] = 7;
  }
  ThreadPool pool(2);
  const Candidates found = candidate_pairs(sketches, {}, pool);
  EXPECT_EQ(found.large_buckets, 1U);
  const std::set<CandidatePair> pairs(found.pairs.begin(), found.pairs.end());
  EXPECT_EQ(pairs.size(), found.pairs.size());
  for (const CandidatePair& pair : reference(sketches, 9)) {
    const std::uint64_t bands = equal_bands(equal_slots(sketches[pair.a], sketches[pair.b]));
    EXPECT_TRUE(bands == 1 || pairs.contains(pair));
  }
}

TEST(CandidatePairsTest, KeepTheFirstPartnersOfEach) {
  const std::vector<Sketch> equal(30, Sketch{});
  ThreadPool pool(1);
  const Candidates found = candidate_pairs(equal, {.partners_max = 4}, pool);
  EXPECT_EQ(found.large_buckets, 0U);
  EXPECT_EQ(found.crowded, 25U);
  EXPECT_EQ(found.pairs.size(), 0 + 1 + 2 + 3 + 4 * 26U);
  for (const CandidatePair& pair : found.pairs) EXPECT_LT(pair.a, 4U);
}

TEST(CandidatePairsTest, OfNothingAreNone) {
  ThreadPool pool(2);
  EXPECT_TRUE(candidate_pairs({}, {}, pool).pairs.empty());
}

}  // namespace
}  // namespace overt::text
