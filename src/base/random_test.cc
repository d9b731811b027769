#include "base/random.h"

#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr int kDraws = 200'000;

template <typename Draw>
std::pair<double, double> mean_and_variance(const Draw& draw) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

TEST(RandomTest, GivesTheSameNumbersOnEveryMachine) {
  // splitmix64 from state 0 (its published test sequence).
  EXPECT_EQ(mix64(0), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(mix64(0x9e3779b97f4a7c15ULL), 0x6e789e6aa1b965f4ULL);
  Random random(1, 2);
  const std::vector<std::uint64_t> first = {random.next(), random.next(), random.next()};
  EXPECT_EQ(first, (std::vector<std::uint64_t>{0x66f097c9910317c6ULL, 0xc2feba0fea54137bULL,
                                               0xd764f6904235676fULL}));
}

TEST(RandomTest, GivesIndependentStreams) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (std::uint64_t stream = 0; stream < 30; ++stream) seen.insert(Random(seed, stream).next());
  }
  EXPECT_EQ(seen.size(), 900U);
}

TEST(RandomTest, IsUniform) {
  Random random(3);
  const auto [mean, variance] = mean_and_variance([&] {
    const double x = random.uniform();
    EXPECT_TRUE(x >= 0 && x < 1);
    return x;
  });
  EXPECT_NEAR(mean, 0.5, 0.005);
  EXPECT_NEAR(variance, 1.0 / 12, 0.002);
}

TEST(RandomTest, DrawsEveryNumberBelowTheBoundEquallyOften) {
  Random random(4);
  std::vector<int> counts(7, 0);
  for (int i = 0; i < 70'000; ++i) ++counts.at(random.below(7));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomTest, HasTheMomentsOfItsDistributions) {
  Random random(5);
  const auto [normal_mean, normal_variance] = mean_and_variance([&] { return random.normal(); });
  EXPECT_NEAR(normal_mean, 0, 0.01);
  EXPECT_NEAR(normal_variance, 1, 0.02);
  const auto [exp_mean, exp_variance] = mean_and_variance([&] { return random.exponential(); });
  EXPECT_NEAR(exp_mean, 1, 0.02);
  EXPECT_NEAR(exp_variance, 1, 0.05);
  for (const double mean : {0.3, 4.0, 29.0, 31.0, 500.0}) {
    const auto [m, v] =
        mean_and_variance([&] { return static_cast<double>(random.poisson(mean)); });
    EXPECT_NEAR(m, mean, 0.02 * mean + 0.01);
    EXPECT_NEAR(v, mean, 0.03 * mean + 0.01);
  }
  EXPECT_EQ(random.poisson(0), 0U);
  EXPECT_EQ(random.poisson(-1), 0U);
}

TEST(RandomTest, KeepsTheStatedChance) {
  Random random(6);
  int hits = 0;
  for (int i = 0; i < kDraws; ++i) hits += random.chance(0.2) ? 1 : 0;
  EXPECT_NEAR(hits, 0.2 * kDraws, 0.01 * kDraws);
  EXPECT_FALSE(random.chance(0));
  EXPECT_TRUE(random.chance(1));
}

}  // namespace
}  // namespace overt
