#include "stages/chance/likely_lambdas.h"

#include <cmath>

#include <gtest/gtest.h>

#include "kernel/stats/poisson.h"

namespace overt {
namespace {

TEST(LikelyLambdasTest, AreTheLeastWithSoLargeAP1) {
  for (const double log_p1 : {-1.0, -7.0, -30.0}) {
    const LikelyLambdas likely(64, log_p1);
    for (const std::uint32_t sources : {1U, 2U, 3U, 10U, 63U}) {
      const double lambda = likely.lambda(sources);
      EXPECT_GT(stats::log_poisson_upper_tail(lambda, sources), log_p1) << sources;
      EXPECT_LT(stats::log_poisson_upper_tail(lambda * 0.99, sources), log_p1) << sources;
    }
  }
}

TEST(LikelyLambdasTest, AreInfiniteWhereNothingIsSoLikely) {
  const LikelyLambdas likely(4, 0);
  EXPECT_TRUE(std::isinf(likely.lambda(3)));
  EXPECT_TRUE(std::isinf(LikelyLambdas(4, -7).lambda(4)));
  EXPECT_TRUE(std::isinf(LikelyLambdas().lambda(1)));
  EXPECT_EQ(LikelyLambdas(4, -7).lambda(0), 0);
}

}  // namespace
}  // namespace overt
