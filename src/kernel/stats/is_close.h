#pragma once
// For the tests of this module: is a logarithm right to a share of itself?

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace overt::stats {

/// Equal, or apart by at most `tolerance` of the larger; for logarithms, of at least 1e-300.
inline testing::AssertionResult is_close(double actual, double expected, double tolerance) {
  if (actual == expected) return testing::AssertionSuccess();
  const double scale = std::max({std::fabs(actual), std::fabs(expected), 1e-300});
  if (std::fabs(actual - expected) <= tolerance * scale) return testing::AssertionSuccess();
  return testing::AssertionFailure() << actual << " is not " << expected << " to " << tolerance;
}

}  // namespace overt::stats
