#include "stages/access/lockout.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;

FailedSignIns failed(std::uint32_t times) {
  FailedSignIns failures;
  for (std::uint32_t i = 0; i < times; ++i) failures = one_more_failure(failures, kNow);
  return failures;
}

TEST(LockoutTest, ForgivesAFewThenWaitsTwiceAsLongEachTime) {
  EXPECT_EQ(next_try_at(FailuresOf::kPerson, {}), 0);
  EXPECT_EQ(next_try_at(FailuresOf::kPerson, failed(4)), 0);
  EXPECT_EQ(next_try_at(FailuresOf::kPerson, failed(5)), kNow + 2 * kMicrosPerSecond);
  EXPECT_EQ(next_try_at(FailuresOf::kPerson, failed(6)), kNow + 4 * kMicrosPerSecond);
  EXPECT_EQ(next_try_at(FailuresOf::kPerson, failed(9)), kNow + 32 * kMicrosPerSecond);
}

TEST(LockoutTest, NeverLocksOutForGood) {
  FailedSignIns many;
  many.count = 4'000'000'000;
  many.last_at = kNow;
  EXPECT_EQ(next_try_at(FailuresOf::kPerson, many), kNow + 15 * kMicrosPerMinute);
}

TEST(LockoutTest, IsPatientWithAnOffice) {
  EXPECT_EQ(next_try_at(FailuresOf::kClient, failed(29)), 0);
  EXPECT_EQ(next_try_at(FailuresOf::kClient, failed(30)), kNow + 2 * kMicrosPerSecond);
}

TEST(LockoutTest, ForgetsAfterADay) {
  EXPECT_EQ(one_more_failure(failed(9), kNow + kMicrosPerDay).count, 10U);
  EXPECT_EQ(one_more_failure(failed(9), kNow + kMicrosPerDay + 1).count, 1U);
}

// A guesser who never stops, at the delays as they are.
TEST(LockoutTest, LetsAGuesserTryAFewHundredADay) {
  FailedSignIns failures;
  TimeUs now = kNow;
  int tries = 0;
  while (now < kNow + kMicrosPerDay) {
    failures = one_more_failure(failures, now);
    ++tries;
    now = std::max(now + 1, next_try_at(FailuresOf::kPerson, failures));
  }
  EXPECT_LT(tries, 120);
  EXPECT_GT(tries, 90);
}

}  // namespace
}  // namespace overt
