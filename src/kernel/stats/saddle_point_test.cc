#include <cmath>

#include <gtest/gtest.h>

#include "kernel/stats/is_close.h"
#include "kernel/stats/saddle_point_internal.h"

namespace overt::stats {
namespace {

TEST(SaddlePointTest, StirlingErrorsJoinWhereTheTableEnds) {
  // error(n − 1) − error(n) = (n − ½) log(n / (n − 1)) − 1 for every n.
  for (double n = 2; n < 40; ++n) {
    const double step = (n - 0.5) * std::log1p(1 / (n - 1)) - 1;
    EXPECT_NEAR(stirling_error(n - 1) - stirling_error(n), step, 4e-15 * n) << n;
  }
}

TEST(SaddlePointTest, DevianceKeepsItsDigitsBesideTheMean) {
  // x log(x / m) + m − x = d² / 2x + d³ / 3x² + d⁴ / 4x³ + … with d = x − m.
  EXPECT_TRUE(is_close(deviance(1e9, 1e9 - 1), 0.5e-9 + 1e-18 / 3 + 1e-27 / 4, 1e-13));
  EXPECT_EQ(deviance(5, 5), 0);
  EXPECT_EQ(deviance(0, 3.5), 3.5);
  EXPECT_TRUE(is_close(deviance(8, 2), 8 * std::log(4.0) - 6, 1e-15));
}

}  // namespace
}  // namespace overt::stats
