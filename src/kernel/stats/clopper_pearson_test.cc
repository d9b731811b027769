#include "kernel/stats/clopper_pearson.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/stats/binomial.h"
#include "kernel/stats/is_close.h"

namespace overt::stats {
namespace {

struct Reference {
  Successes seen;
  double confidence;
  ShareInterval interval;
};

// The roots of P(Bin(n, q) ≥ x) = α/2 and P(Bin(n, q) ≤ x) = α/2 by bisection in mpmath, 60 digits.
constexpr Reference kReferences[] = {
    {{5, 12}, 0.95, {0.15165222980843014, 0.72333031431789416}},
    {{1, 10}, 0.9, {0.0051161968918237, 0.3941633024365048}},
    {{0, 10}, 0.95, {0.0, 0.30849710781876076}},
    {{10, 10}, 0.95, {0.69150289218123924, 1.0}},
    {{3, 50000000}, 0.95, {1.2373442628829844e-8, 1.7534545128219518e-7}},
};

TEST(ClopperPearsonTest, AgreesWithSixtyDigits) {
  for (const Reference& row : kReferences) {
    const ShareInterval interval = clopper_pearson(row.seen, row.confidence);
    EXPECT_TRUE(is_close(interval.lower, row.interval.lower, 1e-11)) << row.seen.count;
    EXPECT_TRUE(is_close(interval.upper, row.interval.upper, 1e-11)) << row.seen.count;
  }
}

RC_GTEST_PROP(ClopperPearsonTest, AtABoundTheTailIsTheRisk, (std::uint64_t seed)) {
  Random random(seed);
  const std::uint64_t n = 1 + random.below(100'000);
  const std::uint64_t x = random.chance(0.3) ? random.below(3) % (n + 1) : random.below(n + 1);
  const double risk = 0.001 + 0.4 * random.uniform();
  const double lower = clopper_pearson_lower({x, n}, 1 - risk);
  const double upper = clopper_pearson_upper({x, n}, 1 - risk);
  if (x > 0) RC_ASSERT(is_close(binomial_upper_tail({n, lower}, x), risk, 1e-8));
  if (x < n) RC_ASSERT(is_close(1 - binomial_upper_tail({n, upper}, x + 1), risk, 1e-8));
  const ShareInterval both = clopper_pearson({x, n}, 1 - 2 * risk);
  RC_ASSERT(is_close(both.lower, lower, 1e-9));
  RC_ASSERT(is_close(both.upper, upper, 1e-9));
}

TEST(ClopperPearsonTest, CoversEveryShareAtLeastAsOftenAsPromised) {
  constexpr std::uint64_t kTrials = 25;
  for (double share = 0.02; share < 1; share += 0.0313) {
    double covered = 0;
    for (std::uint64_t x = 0; x <= kTrials; ++x) {
      const ShareInterval interval = clopper_pearson({x, kTrials}, 0.9);
      if (share < interval.lower || share > interval.upper) continue;
      covered +=
          binomial_upper_tail({kTrials, share}, x) - binomial_upper_tail({kTrials, share}, x + 1);
    }
    EXPECT_GE(covered, 0.9 - 1e-12) << share;
  }
}

TEST(ClopperPearsonTest, NothingSeenBoundsNothingAndNoneFoundFollowsTheRuleOfThree) {
  const ShareInterval interval = clopper_pearson({0, 0}, 0.95);
  EXPECT_EQ(interval.lower, 0);
  EXPECT_EQ(interval.upper, 1);
  EXPECT_NEAR(clopper_pearson_upper({0, 50'000'000}, 0.95) * 5e7, 3, 0.01);
  EXPECT_EQ(clopper_pearson_lower({0, 50}, 0.95), 0);
}

TEST(ClopperPearsonDeathTest, RefusesMoreSuccessesThanTrials) {
  EXPECT_DEATH(clopper_pearson({2, 1}, 0.95), "count");
  EXPECT_DEATH(clopper_pearson({1, 2}, 1), "confidence");
}

}  // namespace
}  // namespace overt::stats
