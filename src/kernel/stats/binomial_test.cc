#include "kernel/stats/binomial.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/stats/is_close.h"
#include "kernel/stats/poisson.h"

namespace overt::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct TailReference {
  Binomial count;
  std::uint64_t at_least;
  double log_tail;
};

// By mpmath with 60 digits: the sum of masses upwards from k above the mean, and 1 minus the sum
// downwards from k − 1 below it.
constexpr TailReference kTails[] = {
    {{1, 0.25}, 1, -1.3862943611198906188},
    {{10, 0.5}, 5, -0.47313352225466321351},
    {{10, 1e-300}, 3, -2067.5390919518590695},
    {{100, 0.01}, 60, -211.91501833891816406},
    {{1000, 0.5}, 500, -0.66823506213263476564},
    {{1000, 0.5}, 980, -597.49836259280220082},
    {{1000000, 1e-06}, 155, -631.17743333068395773},
    {{1000000, 0.3}, 299000, -0.014593742328621458086},
    {{1000000, 0.3}, 317000, -685.43143664240080218},
    {{1000000000, 0.001}, 1040000, -794.93180220512963377},
    {{1000000000, 0.5}, 500600000, -724.55480294000539332},
    {{1000000000, 0.999}, 999100000, -5186.0127146138617736},
};

struct ChooseReference {
  std::uint64_t n;
  std::uint64_t k;
  double log_ways;
};

// loggamma(n + 1) − loggamma(k + 1) − loggamma(n − k + 1) by mpmath with 60 digits.
constexpr ChooseReference kWays[] = {
    {1000000000, 500000000, 693147169.97252103805},
    {1000000000000000, 3, 101.82456971550399778},
    {60, 30, 39.311700726011262416},
    {52, 5, 14.77062192297037073},
    {1000000, 999990, 123.05064800642472507},
    {200, 1, 5.2983173665480366775},
};

TEST(BinomialTest, TailsAgreeWithSixtyDigits) {
  for (const TailReference& row : kTails) {
    const double tail = log_binomial_upper_tail(row.count, row.at_least);
    EXPECT_TRUE(is_close(tail, row.log_tail, 1e-12)) << row.count.trials << " " << row.at_least;
    EXPECT_TRUE(is_close(binomial_upper_tail(row.count, row.at_least), std::exp(tail), 1e-15));
  }
}

TEST(BinomialTest, CoefficientsAgreeWithSixtyDigits) {
  for (const ChooseReference& row : kWays) {
    EXPECT_TRUE(is_close(log_choose(row.n, row.k), row.log_ways, 1e-14)) << row.n << " " << row.k;
    EXPECT_EQ(log_choose(row.n, row.k), log_choose(row.n, row.n - row.k));
  }
  EXPECT_EQ(log_choose(7, 0), 0);
  EXPECT_EQ(log_choose(7, 7), 0);
  EXPECT_EQ(log_choose(0, 0), 0);
  EXPECT_EQ(log_choose(3, 4), -kInfinity);
}

TEST(BinomialTest, IsExactAtTheEdges) {
  EXPECT_EQ(log_binomial_upper_tail({0, 0.5}, 0), 0);
  EXPECT_EQ(log_binomial_upper_tail({5, 0}, 0), 0);
  EXPECT_EQ(log_binomial_upper_tail({5, 0}, 1), -kInfinity);
  EXPECT_EQ(log_binomial_upper_tail({5, 1}, 5), 0);
  EXPECT_EQ(log_binomial_upper_tail({5, 0.5}, 6), -kInfinity);
  EXPECT_TRUE(is_close(log_binomial_upper_tail({5, 0.1}, 5), 5 * std::log(0.1), 1e-15));
}

RC_GTEST_PROP(BinomialTest, NeighbouringTailsDifferByOneMass, (std::uint64_t seed)) {
  Random random(seed);
  const std::uint64_t n = 1 + random.below(2000);
  const double q = 0.001 + 0.998 * random.uniform();
  const std::uint64_t k = random.below(n);
  const double tail = log_binomial_upper_tail({n, q}, k);
  const double mass = log_choose(n, k) + static_cast<double>(k) * std::log(q) +
                      static_cast<double>(n - k) * std::log1p(-q);
  const double next = log_binomial_upper_tail({n, q}, k + 1);
  RC_ASSERT(next <= tail);
  RC_ASSERT(std::fabs(std::exp(mass - tail) + std::exp(next - tail) - 1) < 1e-10);
}

RC_GTEST_PROP(BinomialTest, BothTailsSumToOne, (std::uint64_t seed)) {
  Random random(seed);
  const std::uint64_t n = 1 + random.below(100'000);
  const double q = random.uniform();
  const std::uint64_t k = random.below(n + 2);
  // n − count is binomial with 1 − q, and count < k says n − count ≥ n − k + 1.
  const double rest = binomial_upper_tail({n, 1 - q}, n + 1 - k);
  RC_ASSERT(std::fabs(binomial_upper_tail({n, q}, k) + rest - 1) < 1e-10);
}

TEST(BinomialTest, RareTrialsApproachThePoissonTail) {
  EXPECT_TRUE(is_close(log_binomial_upper_tail({1'000'000'000, 3e-9}, 40),
                       log_poisson_upper_tail(3, 40), 1e-7));
}

}  // namespace
}  // namespace overt::stats
