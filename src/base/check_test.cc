#include "base/check.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(CheckTest, SaysNothingWhereTheConditionHolds) {
  CHECK(1 + 1 == 2);
  CHECK_EQ(2, 2);
  CHECK_NE(1, 2);
  CHECK_LT(1, 2);
  CHECK_LE(2, 2);
  CHECK_GE(2, 2);
  CHECK_GT(3, 2);
}

TEST(CheckTest, EvaluatesEachSideOnce) {
  int left = 0;
  int right = 0;
  CHECK_EQ(++left, ++right);
  EXPECT_EQ(left, 1);
  EXPECT_EQ(right, 1);
}

TEST(CheckDeathTest, AbortsWithThePlaceTheConditionAndTheValues) {
  const int rows = 3;
  EXPECT_DEATH(CHECK(rows == 4), "check_test.cc:[0-9]+: rows == 4 does not hold");
  EXPECT_DEATH(CHECK_EQ(rows, 4), "rows == 4 does not hold: 3 against 4");
  EXPECT_DEATH(CHECK_LT(rows, 3), "rows < 3 does not hold: 3 against 3");
}

}  // namespace
}  // namespace overt
