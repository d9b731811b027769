#include "kernel/stats/poisson_binomial.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/stats/binomial.h"
#include "kernel/stats/is_close.h"

namespace overt::stats {
namespace {

using Wide = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<50>,
                                           boost::multiprecision::et_off>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double log_tail(const std::vector<double>& probabilities, std::uint64_t at_least) {
  const LogTail tail = log_poisson_binomial_upper_tail(probabilities, at_least);
  EXPECT_FALSE(tail.is_upper_bound);
  return tail.log_p;
}

// The textbook recursion in 50 digits, whose exponents do not run out.
double log_tail_in_fifty_digits(const std::vector<double>& probabilities, std::size_t at_least) {
  std::vector<Wide> chance(at_least + 1, Wide(0));
  chance[0] = 1;
  for (const double probability : probabilities) {
    const Wide p = probability;
    chance[at_least] += chance[at_least - 1] * p;
    for (std::size_t j = at_least - 1; j > 0; --j) {
      chance[j] = chance[j] * (1 - p) + chance[j - 1] * p;
    }
    chance[0] *= 1 - p;
  }
  return static_cast<double>(log(chance[at_least]));
}

std::vector<double> random_probabilities(Random& random, std::size_t count, double decades) {
  std::vector<double> result(count);
  for (double& p : result) p = std::pow(10, -decades * random.uniform());
  return result;
}

struct Reference {
  std::size_t trials;
  std::uint64_t at_least;
  double log_tail;
};

TEST(PoissonBinomialTest, AgreesWithSixtyDigits) {
  // p_i = 1 / (2 + i²), i = 0 … n − 1; the textbook recursion by mpmath with 60 digits.
  constexpr Reference kReferences[] = {{10, 5, -6.9744719849937791118},
                                       {40, 35, -171.77064886551871927},
                                       {200, 64, -359.59923426577384003},
                                       {400, 150, -1097.8557852841738375}};
  for (const Reference& row : kReferences) {
    std::vector<double> probabilities;
    for (std::size_t i = 0; i < row.trials; ++i) {
      probabilities.push_back(1 / (2 + static_cast<double>(i * i)));
    }
    EXPECT_TRUE(is_close(log_tail(probabilities, row.at_least), row.log_tail, 1e-13));
  }
}

RC_GTEST_PROP(PoissonBinomialTest, AgreesWithFiftyDigitsAtAnyDepth, (std::uint64_t seed)) {
  Random random(seed);
  const std::size_t n = 1 + random.below(60);
  const double decades = random.chance(0.5) ? 1 + 3 * random.uniform() : 100 * random.uniform();
  const std::vector<double> probabilities = random_probabilities(random, n, decades);
  const std::size_t k = 1 + random.below(n);
  RC_ASSERT(
      is_close(log_tail(probabilities, k), log_tail_in_fifty_digits(probabilities, k), 1e-12));
}

TEST(PoissonBinomialTest, KeepsItsDigitsWhereAPlainNumberWouldVanish) {
  // 1e-300 and far below, with the stack's states and with the heap's.
  Random random(7);
  for (const std::size_t k : {2U, 20U, 64U, 65U, 120U}) {
    const std::vector<double> probabilities = random_probabilities(random, 150, 200);
    const double expected = log_tail_in_fifty_digits(probabilities, k);
    EXPECT_TRUE(is_close(log_tail(probabilities, k), expected, 1e-12)) << k << " " << expected;
  }
}

RC_GTEST_PROP(PoissonBinomialTest, EqualTrialsAreBinomial, (std::uint64_t seed)) {
  Random random(seed);
  const std::uint64_t n = 1 + random.below(400);
  const double q = std::pow(10, -6 * random.uniform()) * 0.999;
  const std::uint64_t k = random.below(n + 1);
  const std::vector<double> probabilities(n, q);
  const double expected = log_binomial_upper_tail({n, q}, k);
  RC_ASSERT(is_close(log_tail(probabilities, k), expected, 1e-10) || std::fabs(expected) < 1e-15);
}

RC_GTEST_PROP(PoissonBinomialTest, GroupsAreTheirTrials, (std::uint64_t seed)) {
  Random random(seed);
  std::vector<TrialGroup> groups(1 + random.below(8));
  std::vector<double> probabilities;
  for (TrialGroup& group : groups) {
    group = {random.chance(0.1) ? 1 : random.uniform(), random.below(9)};
    probabilities.insert(probabilities.end(), group.trials, group.probability);
  }
  for (std::uint64_t k = 0; k <= probabilities.size() + 1; ++k) {
    const LogTail grouped = log_poisson_binomial_upper_tail(groups, k);
    RC_ASSERT(is_close(grouped.log_p, log_tail(probabilities, k), 1e-14));
  }
}

RC_GTEST_PROP(PoissonBinomialTest, FallsInTheCountAndRisesInEveryProbability,
              (std::uint64_t seed)) {
  Random random(seed);
  std::vector<double> probabilities = random_probabilities(random, 1 + random.below(100), 5);
  const std::uint64_t k = 1 + random.below(probabilities.size());
  const double here = log_tail(probabilities, k);
  const double slack = 1e-13 * std::fabs(here);
  RC_ASSERT(here <= log_tail(probabilities, k - 1) + slack);
  double& one = probabilities[random.below(probabilities.size())];
  one = std::min(1.0, one * 1.5);
  RC_ASSERT(log_tail(probabilities, k) >= here - slack);
}

RC_GTEST_PROP(PoissonBinomialTest, TheBoundIsNeverBelowTheTruth, (std::uint64_t seed)) {
  Random random(seed);
  const std::vector<double> probabilities =
      random_probabilities(random, 2 + random.below(300), 0.5 + 4 * random.uniform());
  const std::uint64_t k = 1 + random.below(probabilities.size() - 1);
  const LogTail bound = log_poisson_binomial_upper_tail(probabilities, k, 0);
  const double truth = log_tail(probabilities, k);
  RC_ASSERT(bound.is_upper_bound);
  RC_ASSERT(bound.log_p >= truth);
  // Chernoff's bound is off by a factor of the order of a standard deviation, not more.
  RC_ASSERT(bound.log_p <= truth + 8);
}

TEST(PoissonBinomialTest, SaysWhenTheLimitMadeItABound) {
  const std::vector<double> probabilities(1000, 0.01);
  EXPECT_FALSE(log_poisson_binomial_upper_tail(probabilities, 50, 50'000).is_upper_bound);
  const LogTail bound = log_poisson_binomial_upper_tail(probabilities, 50, 49'999);
  EXPECT_TRUE(bound.is_upper_bound);
  // Equal trials: the bound is the binomial tail itself, plus rounding.
  EXPECT_TRUE(is_close(bound.log_p, log_tail(probabilities, 50), 1e-10));
}

TEST(PoissonBinomialTest, CertainAndImpossibleTrialsOnlyShift) {
  EXPECT_EQ(log_tail({}, 0), 0);
  EXPECT_EQ(log_tail({}, 1), -kInfinity);
  EXPECT_EQ(log_tail({1, 1, 0}, 2), 0);
  EXPECT_EQ(log_tail({1, 1, 0}, 3), -kInfinity);
  EXPECT_TRUE(is_close(log_tail({1, 0.25, 0, 0.5, 1}, 4), std::log(0.125), 1e-15));
  EXPECT_TRUE(is_close(log_tail({1, 0.25, 0, 0.5, 1}, 3), std::log(0.625), 1e-15));
}

TEST(PoissonBinomialTest, ProbabilitiesTooSmallToHoldAreRaisedAndTheResultSaysSo) {
  const std::vector<double> probabilities = {1e-310, 1e-310, 1e-310};
  const LogTail tail = log_poisson_binomial_upper_tail(probabilities, 2);
  EXPECT_TRUE(tail.is_upper_bound);
  EXPECT_TRUE(is_close(tail.log_p, std::log(3.0) + 2 * std::log(1e-300), 1e-13));
}

TEST(PoissonBinomialTest, AlmostCertainSumsKeepTheirSmallLogarithm) {
  // P(S ≥ 1) = 1 − 0.1^12.
  EXPECT_TRUE(is_close(log_tail(std::vector<double>(12, 0.9), 1), -1e-12, 1e-11));
}

}  // namespace
}  // namespace overt::stats
