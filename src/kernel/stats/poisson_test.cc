#include "kernel/stats/poisson.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/stats/is_close.h"

namespace overt::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Reference {
  double mean;
  std::uint64_t at_least;
  double log_tail;
};

// By mpmath with 60 digits. k > mean: k ln m − m − loggamma(k + 1) + ln(1 + m/(k+1) + …);
// k ≤ mean: log1p(−e^x), x the same sum downwards from k − 1.
constexpr Reference kReferences[] = {
    {1e-300, 1, -690.77552789821370518},
    {1e-09, 2, -42.139678855119434164},
    {0.001, 1, -6.9082552373154707118},
    {0.001, 20, -180.49167442031786426},
    {0.25, 3, -6.1369543853116059914},
    {0.5, 20, -56.674489444928720807},
    {0.999, 1, -0.45925758276304792128},
    {0.999, 20, -43.305998698848885972},
    {0.5, 21, -60.413263594614601135},
    {0.5, 176, -860.0009121092093174},
    {1.0, 1, -0.45867514538708189102},
    {1.0, 170, -707.56719732748235461},
    {7.5, 3, -0.020464695772951450539},
    {7.5, 8, -0.74367976749059540846},
    {30.0, 230, -271.98216672632070341},
    {1000.0, 1000, -0.68477186329031014615},
    {1000.0, 2410, -714.17759056964991746},
    {1e6, 1000000, -0.69288125439969592555},
    {1e6, 1037500, -699.02269721059800719},
    {123456.75, 120000, -2.405888990208736875e-23},
    {1e9, 1000600000, -183.82846017745069561},
    {1e9, 1001200000, -724.26740400731526723},
    {1e9, 999900000, -0.00078283746889500726688},
};

double log_factorial(std::uint64_t k) { return std::lgamma(static_cast<double>(k) + 1); }

TEST(PoissonTest, AgreesWithSixtyDigits) {
  for (const Reference& row : kReferences) {
    EXPECT_TRUE(is_close(log_poisson_upper_tail(row.mean, row.at_least), row.log_tail, 1e-12))
        << row.mean << " " << row.at_least;
    EXPECT_TRUE(
        is_close(poisson_upper_tail(row.mean, row.at_least), std::exp(row.log_tail), 1e-10));
  }
}

TEST(PoissonTest, HotAndSeriesTailsKeepFifteenDigits) {
  for (const Reference& row : kReferences) {
    const auto count = static_cast<double>(row.at_least);
    if (row.mean >= 0.9 * count) continue;
    EXPECT_TRUE(is_close(log_poisson_upper_tail(row.mean, row.at_least), row.log_tail, 2e-15))
        << row.mean << " " << row.at_least;
  }
}

TEST(PoissonTest, IsExactAtTheEdges) {
  for (const double mean : {0.0, 1e-300, 0.5, 1e9}) EXPECT_EQ(log_poisson_upper_tail(mean, 0), 0);
  EXPECT_EQ(log_poisson_upper_tail(0, 1), -kInfinity);
  EXPECT_EQ(log_poisson_upper_tail(0, 1'000'000'000), -kInfinity);
  EXPECT_EQ(poisson_upper_tail(0, 3), 0);
  // k ln m − loggamma(k + 1) by mpmath.
  EXPECT_TRUE(is_close(log_poisson_upper_tail(1e-300, 1'000'000'000), -710498793746.440688, 1e-15));
  EXPECT_EQ(log_poisson_upper_tail(1e9, 1), 0);
}

TEST(PoissonTest, TheBranchesMeet) {
  const auto left_of = [](double mean) { return std::nextafter(mean, 0); };
  for (std::uint64_t k = 1; k <= 20; ++k) {
    EXPECT_TRUE(
        is_close(log_poisson_upper_tail(left_of(1), k), log_poisson_upper_tail(1, k), 1e-14));
  }
  for (const double k : {900.0, 1000.0, 1001.0, 2000.0, 1e5}) {
    const auto count = static_cast<std::uint64_t>(k);
    for (const double mean : {0.9 * k, k}) {
      EXPECT_TRUE(is_close(log_poisson_upper_tail(left_of(mean), count),
                           log_poisson_upper_tail(mean, count), 1e-12))
          << mean << " " << k;
    }
  }
}

RC_GTEST_PROP(PoissonTest, FallsInTheCountAndRisesInTheMean, (std::uint64_t seed)) {
  Random random(seed);
  const double mean = std::pow(10, -9 + 14 * random.uniform());
  const std::uint64_t k = 1 + random.below(100 + static_cast<std::uint64_t>(2 * mean));
  const double here = log_poisson_upper_tail(mean, k);
  const double slack = 1e-13 * std::fabs(here);
  RC_ASSERT(here <= 0);
  RC_ASSERT(log_poisson_upper_tail(mean, k + 1) <= here + slack);
  RC_ASSERT(log_poisson_upper_tail(mean * 1.001, k) >= here - slack);
}

RC_GTEST_PROP(PoissonTest, NeighbouringTailsDifferByOneMass, (std::uint64_t seed)) {
  Random random(seed);
  const double mean = std::pow(10, -3 + 5 * random.uniform());
  const std::uint64_t k = random.below(200);
  const double tail = log_poisson_upper_tail(mean, k);
  const double mass = static_cast<double>(k) * std::log(mean) - mean - log_factorial(k);
  const double share = std::exp(mass - tail) + std::exp(log_poisson_upper_tail(mean, k + 1) - tail);
  RC_ASSERT(std::fabs(share - 1) < 1e-11);
}

TEST(PoissonDeathTest, RefusesWhatIsNoMean) {
  EXPECT_DEATH(log_poisson_upper_tail(-1e-9, 2), "mean");
  EXPECT_DEATH(log_poisson_upper_tail(std::nan(""), 2), "mean");
  EXPECT_DEATH(log_poisson_upper_tail(kInfinity, 2), "mean");
}

}  // namespace
}  // namespace overt::stats
