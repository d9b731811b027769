#include "kernel/stats/e_values.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/stats/false_discovery.h"
#include "kernel/stats/is_close.h"

namespace overt::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Reference {
  double log_p;
  double log_e;
};

// ln((expm1(L) − L) / L²), L = −ln p, by mpmath with 60 digits.
constexpr Reference kReferences[] = {
    {0.0, -0.69314718055994530942},
    {-1e-12, -0.69314718055961197608},
    {-0.001, -0.69281381944759970757},
    {-0.25, -0.60805876176279759147},
    {-0.499999, -0.51938739223431831159},
    {-0.5, -0.51938703024048072456},
    {-0.500001, -0.51938666824658412633},
    {-1.0, -0.33089326820405453357},
    {-5.0, 1.739856579268392942},
    {-50.0, 42.175953989143707883},
    {-690.7755278982137, 677.69989805840536786},
    {-1000000.0, 999972.36897888407145},
};

TEST(EValuesTest, TheCalibratorAgreesWithSixtyDigits) {
  for (const Reference& row : kReferences) {
    EXPECT_TRUE(is_close(log_e_value(row.log_p), row.log_e, 2e-15)) << row.log_p;
  }
  EXPECT_EQ(log_e_value(-kInfinity), kInfinity);
}

TEST(EValuesTest, TheCalibratorPaysOutOneUnderTheNull) {
  // ∫ e(p) dp over (0, 1) = 1; with L = −ln p the integrand is e(L) e^−L, its tail past B 1/B.
  constexpr int kSteps = 200'000;
  constexpr double kEnd = 2000;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double surprise = kEnd * (i + 0.5) / kSteps;
    sum += std::exp(log_e_value(-surprise) - surprise) * kEnd / kSteps;
  }
  EXPECT_NEAR(sum + 1 / kEnd, 1, 1e-5);
}

RC_GTEST_PROP(EValuesTest, TheCalibratorFallsInPAndNeverExceedsItsInverse, (std::uint64_t seed)) {
  Random random(seed);
  const double log_p = -std::pow(10, -6 + 10 * random.uniform());
  RC_ASSERT(log_e_value(log_p) <= -log_p);
  RC_ASSERT(log_e_value(log_p) >= log_e_value(log_p * 0.999) - 1e-15);
}

TEST(EValuesTest, MeansAndProductsStayInLogs) {
  const std::vector<double> log_e = {std::log(4.0), -kInfinity, std::log(2.0)};
  EXPECT_TRUE(is_close(log_mean_e_value(log_e), std::log(2.0), 1e-15));
  EXPECT_EQ(log_product_e_value(log_e), -kInfinity);
  EXPECT_TRUE(
      is_close(log_mean_e_value(std::vector<double>{5000, 4000}), 5000 - std::log(2.0), 1e-15));
  EXPECT_EQ(log_mean_e_value(std::vector<double>{-kInfinity, -kInfinity}), -kInfinity);
  EXPECT_EQ(log_mean_e_value(std::vector<double>{0, kInfinity}), kInfinity);
  EXPECT_EQ(log_product_e_value(std::vector<double>{1500, 2500}), 4000);
  EXPECT_EQ(log_product_e_value(std::vector<double>{kInfinity, -kInfinity}), -kInfinity);
  EXPECT_EQ(log_product_e_value({}), 0);
}

RC_GTEST_PROP(EValuesTest, TheStepUpRuleFollowsItsDefinition, (std::uint64_t seed)) {
  Random random(seed);
  const std::size_t n = 1 + random.below(30);
  const double m = static_cast<double>(n + random.below(100));
  const double level = 0.01 + 0.2 * random.uniform();
  std::vector<double> log_e(n);
  for (double& value : log_e) value = -2 + 12 * random.uniform();
  std::size_t expected = 0;
  for (std::size_t k = 1; k <= n; ++k) {
    const double bar = std::log(m / (level * static_cast<double>(k)));
    std::size_t above = 0;
    for (const double value : log_e) above += value >= bar ? 1 : 0;
    if (above >= k) expected = k;
  }
  RC_ASSERT(e_bh_rejections(log_e, m, level) == expected);
}

RC_GTEST_PROP(EValuesTest, RejectsWithinWhatThePValuesReject, (std::uint64_t seed)) {
  Random random(seed);
  std::vector<double> log_p(1 + random.below(50));
  for (double& value : log_p) value = -40 * random.uniform();
  std::vector<double> log_e(log_p.size());
  std::transform(log_p.begin(), log_p.end(), log_e.begin(), log_e_value);
  const std::vector<double> q_of_p = log_q_values(log_p, {1e6});
  const std::vector<double> q_of_e = e_bh_log_q_values(log_e, 1e6);
  for (std::size_t i = 0; i < log_p.size(); ++i) RC_ASSERT(q_of_e[i] >= q_of_p[i] - 1e-12);
}

TEST(EValuesTest, MergesPValuesByTwiceTheirMean) {
  EXPECT_TRUE(is_close(log_twice_mean_p_value(std::vector<double>{std::log(0.01), std::log(0.03)}),
                       std::log(0.04), 1e-15));
  EXPECT_EQ(log_twice_mean_p_value(std::vector<double>{0, std::log(0.5)}), 0);
  EXPECT_EQ(log_twice_mean_p_value(std::vector<double>{-kInfinity}), -kInfinity);
  EXPECT_TRUE(is_close(log_twice_mean_p_value(std::vector<double>{-900, -900}),
                       -900 + std::log(2.0), 1e-15));
}

TEST(EValuesDeathTest, RefusesAMeanOfNothing) {
  EXPECT_DEATH(log_mean_e_value({}), "empty");
  EXPECT_DEATH(log_e_value(0.1), "log_p");
}

}  // namespace
}  // namespace overt::stats
