#include "kernel/flow/integrated_shares.h"

#include <cmath>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"

namespace overt::flow {
namespace {

using Matrix = std::vector<std::vector<double>>;

// Gaussian elimination with pivots on the dense system, as it is written in the header.
std::vector<double> solve_densely(const Matrix& w, std::uint32_t holder) {
  const std::size_t n = w.size();
  Matrix a(n, std::vector<double>(n + 1, 0));
  for (std::size_t j = 0; j < n; ++j) {
    a[j][j] = 1;
    if (j == holder) continue;
    for (std::size_t k = 0; k < n; ++k) {
      if (k != holder) a[j][k] -= w[k][j];
    }
    a[j][n] = w[holder][j];
  }
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column; row < n; ++row) {
      if (std::abs(a[row][column]) > std::abs(a[pivot][column])) pivot = row;
    }
    std::swap(a[column], a[pivot]);
    for (std::size_t row = 0; row < n; ++row) {
      if (row == column) continue;
      const double factor = a[row][column] / a[column][column];
      for (std::size_t k = column; k <= n; ++k) a[row][k] -= factor * a[column][k];
    }
  }
  std::vector<double> y(n);
  for (std::size_t j = 0; j < n; ++j) y[j] = a[j][n] / a[j][j];
  return y;
}

TEST(IntegratedSharesTest, MultipliesAlongAChainAndAddsOverTwo) {
  const std::vector<Share> shares = {{0, 1, .8}, {1, 2, .5}, {0, 3, .5}, {3, 2, .2}};
  const auto all = integrated_shares(4, shares, 0);
  EXPECT_TRUE(all.converged);
  EXPECT_NEAR(all.of[1], .8, 1e-12);
  EXPECT_NEAR(all.of[2], .8 * .5 + .5 * .2, 1e-12);
  EXPECT_EQ(all.of[0], 0);
}

TEST(IntegratedSharesTest, CountsACycleOnce) {
  // 0 holds 60 % of 1; 1 and 2 hold 40 % and 90 % of each other.
  const std::vector<Share> shares = {{0, 1, .6}, {2, 1, .4}, {1, 2, .9}};
  const auto all = integrated_shares(3, shares, 0);
  EXPECT_NEAR(all.of[1], .6 / (1 - .36), 1e-11);
  EXPECT_NEAR(all.of[2], .9 * .6 / (1 - .36), 1e-11);
}

TEST(IntegratedSharesTest, ACycleThatHoldsAllOfItselfBelongsToNobodyOutside) {
  const std::vector<Share> shares = {{1, 2, 1}, {2, 1, 1}, {2, 3, .5}};
  const auto all = integrated_shares(4, shares, 0);
  EXPECT_TRUE(all.converged);
  EXPECT_EQ(all.of, (std::vector<double>{0, 0, 0, 0}));
}

TEST(IntegratedSharesTest, ScalesDownWhatIsHeldToMoreThanTheWhole) {
  const std::vector<Share> shares = {{0, 2, .9}, {1, 2, .9}};
  EXPECT_NEAR(integrated_shares(3, shares, 0).of[2], .5, 1e-12);
}

TEST(IntegratedSharesTest, SaysThatTheSweepsRanOut) {
  const std::vector<Share> shares = {{0, 1, .001}, {2, 1, .999}, {1, 2, 1}};
  const auto cut = integrated_shares(3, shares, 0, {.sweeps_max = 3});
  EXPECT_FALSE(cut.converged);
  EXPECT_LT(cut.of[1], 1);
  EXPECT_NEAR(integrated_shares(3, shares, 0).of[1], 1, 1e-6);
}

RC_GTEST_PROP(IntegratedSharesTest, EqualsEliminationOnRandomGraphs, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(2 + random.below(12));
  std::vector<Share> shares;
  Matrix w(n, std::vector<double>(n, 0));
  for (std::uint32_t held = 0; held < n; ++held) {
    double left = .98;
    for (std::uint64_t i = random.below(4); i > 0; --i) {
      const auto by = static_cast<std::uint32_t>(random.below(n));
      const double share = left * random.uniform();
      left -= share;
      shares.push_back({by, held, share});
      if (by != held) w[by][held] += share;
    }
  }
  const auto holder = static_cast<std::uint32_t>(random.below(n));
  const auto expected = solve_densely(w, holder);
  const auto got = integrated_shares(n, shares, holder);
  RC_ASSERT(got.converged);
  for (std::uint32_t j = 0; j < n; ++j) RC_ASSERT(std::abs(got.of[j] - expected[j]) < 1e-9);
}

}  // namespace
}  // namespace overt::flow
