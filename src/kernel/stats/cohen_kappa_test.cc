#include "kernel/stats/cohen_kappa.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::stats {
namespace {

TEST(CohenKappaTest, IsThatOfTheTextbook) {
  // Two raters of 50 grant proposals: kappa 0.4, and by the formula of 1969 a standard error of
  // 0.1270 (worked out from the sums by another program).
  const std::array<std::uint64_t, 4> table = {20, 5, 10, 15};
  const auto kappa = cohen_kappa(table, .95);
  ASSERT_TRUE(kappa.has_value());
  EXPECT_NEAR(kappa->value, .4, 1e-12);
  EXPECT_NEAR((kappa->upper - kappa->lower) / 2 / 1.959964, .1270, 1e-4);
}

TEST(CohenKappaTest, IsOneWhereTheyAlwaysAgreeAndNothingWhereNothingCanBeSaid) {
  const std::array<std::uint64_t, 9> same = {4, 0, 0, 0, 5, 0, 0, 0, 1};
  EXPECT_NEAR(cohen_kappa(same, .95)->value, 1, 1e-12);
  EXPECT_NEAR(cohen_kappa(same, .95)->lower, 1, 1e-6);
  EXPECT_FALSE(cohen_kappa(std::array<std::uint64_t, 4>{9, 0, 0, 0}, .95).has_value());
  EXPECT_FALSE(cohen_kappa(std::array<std::uint64_t, 4>{}, .95).has_value());
  const std::array<std::uint64_t, 4> never = {0, 5, 5, 0};
  EXPECT_NEAR(cohen_kappa(never, .95)->value, -1, 1e-12);
}

// Raters who agree with a known probability beyond chance: the interval holds the true kappa about
// as often as it says.
TEST(CohenKappaTest, TheIntervalHoldsTheTruthAsOftenAsItSays) {
  Random random(7);
  const double truth = .6;  // with equal shares: the probability of copying the other's answer
  int held = 0;
  constexpr int kTrials = 600;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::array<std::uint64_t, 9> table{};
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t first = random.below(3);
      const bool copies = static_cast<double>(random.below(1'000'000)) / 1e6 < truth;
      const std::uint64_t second = copies ? first : random.below(3);
      ++table.at(first * 3 + second);
    }
    const auto kappa = cohen_kappa(table, .95);
    held += kappa->lower <= truth && truth <= kappa->upper ? 1 : 0;
  }
  EXPECT_GT(held, kTrials * 92 / 100);
  EXPECT_LT(held, kTrials * 98 / 100);
}

}  // namespace
}  // namespace overt::stats
