#include "kernel/stats/false_discovery.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/stats/is_close.h"

namespace overt::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// q_i = min over ranks j ≥ rank(i) of p_(j) m c / j, ranks of ties taken at their last, over all m
// hypotheses written out.
std::vector<double> textbook_q(std::vector<double> p, std::size_t m, double price) {
  const std::size_t given = p.size();
  p.resize(m, 1.0);
  std::vector<double> q(given, 1.0);
  for (std::size_t i = 0; i < given; ++i) {
    for (const double other : p) {
      if (other < p[i]) continue;
      const auto rank = std::count_if(p.begin(), p.end(), [&](double v) { return v <= other; });
      q[i] = std::min(q[i], other * static_cast<double>(m) * price / static_cast<double>(rank));
    }
  }
  return q;
}

std::vector<double> random_p(Random& random, std::size_t count) {
  std::vector<double> p(count);
  for (double& value : p) {
    value = std::pow(10, -6 * random.uniform());
    if (random.chance(0.3)) value = p[random.below(count)];
    if (value == 0) value = 1;
  }
  return p;
}

double share(std::size_t count) { return static_cast<double>(count); }

RC_GTEST_PROP(FalseDiscoveryTest, AgreesWithTheQuadraticDefinition, (std::uint64_t seed)) {
  Random random(seed);
  const std::vector<double> p = random_p(random, 1 + random.below(30));
  const std::size_t m = p.size() + random.below(60);
  for (const Dependence dependence : {Dependence::kPositive, Dependence::kArbitrary}) {
    const double price = dependence == Dependence::kPositive ? 1 : harmonic_number(share(m));
    const std::vector<double> q = q_values(p, {share(m), dependence});
    const std::vector<double> expected = textbook_q(p, m, price);
    for (std::size_t i = 0; i < p.size(); ++i) RC_ASSERT(is_close(q[i], expected[i], 1e-12));
  }
}

RC_GTEST_PROP(FalseDiscoveryTest, TheOrderOfTheInputDoesNotMatter, (std::uint64_t seed)) {
  Random random(seed);
  const std::vector<double> p = random_p(random, 1 + random.below(50));
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  std::vector<double> shuffled;
  shuffled.reserve(p.size());
  for (const std::size_t i : order) shuffled.push_back(p[i]);
  const std::vector<double> q = q_values(p, {1e6});
  const std::vector<double> shuffled_q = q_values(shuffled, {1e6});
  for (std::size_t i = 0; i < order.size(); ++i) RC_ASSERT(shuffled_q[i] == q[order[i]]);
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t j = 0; j < p.size(); ++j) RC_ASSERT(p[i] > p[j] || q[i] <= q[j]);
  }
}

RC_GTEST_PROP(FalseDiscoveryTest, RejectsTheLargestRankUnderItsBar, (std::uint64_t seed)) {
  Random random(seed);
  std::vector<double> p = random_p(random, 1 + random.below(40));
  std::vector<double> log_p;
  log_p.reserve(p.size());
  for (const double value : p) log_p.push_back(std::log(value));
  const double m = 200;
  const double level = 0.003 + 0.4 * random.uniform();
  std::sort(p.begin(), p.end());
  std::size_t expected = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] <= level * share(i + 1) / m) expected = i + 1;
  }
  RC_ASSERT(rejections(log_p, {m}, level) == expected);
  RC_ASSERT(rejections(log_p, {m, Dependence::kArbitrary}, level) <= expected);
}

TEST(FalseDiscoveryTest, CountsAQuadrillionPossibleHypotheses) {
  const std::vector<double> log_p = {std::log(2e-17), -kInfinity, std::log(1e-14), 0};
  const std::vector<double> log_q = log_q_values(log_p, {1e15});
  EXPECT_TRUE(is_close(log_q[0], std::log(0.01), 1e-13));
  EXPECT_EQ(log_q[1], -kInfinity);
  EXPECT_EQ(log_q[2], 0);
  EXPECT_EQ(log_q[3], 0);
  EXPECT_EQ(rejections(log_p, {1e15}, 0.05), 2U);
  EXPECT_EQ(rejections(log_p, {1e15, Dependence::kArbitrary}, 0.05), 1U);
}

TEST(FalseDiscoveryTest, NothingSeenIsNothingRejected) {
  EXPECT_TRUE(log_q_values({}, {1e15}).empty());
  EXPECT_TRUE(log_q_values({}, {0}).empty());
  EXPECT_EQ(rejections({}, {5}, 0.05), 0U);
}

TEST(FalseDiscoveryTest, HarmonicNumbersAgreeWithSixtyDigits) {
  // harmonic(m) by mpmath.
  EXPECT_EQ(harmonic_number(0), 0);
  EXPECT_EQ(harmonic_number(2), 1.5);
  EXPECT_TRUE(is_close(harmonic_number(99), 5.1773775176396202608, 1e-15));
  EXPECT_TRUE(is_close(harmonic_number(100), 5.1873775176396202608, 1e-15));
  EXPECT_TRUE(is_close(harmonic_number(1e6), 14.392726722865723631, 1e-15));
  EXPECT_TRUE(is_close(harmonic_number(1e15), 35.115992059812218621, 1e-15));
}

TEST(FalseDiscoveryDeathTest, RefusesMoreThanIsPossible) {
  const std::vector<double> log_p = {-1, -2};
  EXPECT_DEATH(log_q_values(log_p, {1}), "possible");
  const std::vector<double> unknown = {std::nan("")};
  EXPECT_DEATH(log_q_values(unknown, {1}), "value");
}

}  // namespace
}  // namespace overt::stats
