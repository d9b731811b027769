#include "stages/access/token_buckets.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;

TEST(TokenBucketsTest, LetsABurstThroughAndThenTheRate) {
  TokenBuckets buckets({3, 2, 10});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(buckets.take("ana", kNow), 0);
  EXPECT_EQ(buckets.take("ana", kNow), kMicrosPerSecond / 2);
  EXPECT_EQ(buckets.take("ana", kNow), kMicrosPerSecond / 2) << "asking again costs nothing";
  EXPECT_EQ(buckets.take("ana", kNow + kMicrosPerSecond / 2), 0);
  EXPECT_EQ(buckets.take("rui", kNow), 0) << "others are not concerned";
}

TEST(TokenBucketsTest, LetsTheWholeRateThroughAndNoMore) {
  TokenBuckets buckets({5, 10, 10});
  int passed = 0;
  for (int ms = 0; ms < 60'000; ms += 7) {
    passed += buckets.take("ana", kNow + ms * 1'000) == 0 ? 1 : 0;
  }
  EXPECT_GE(passed, 600);
  EXPECT_LE(passed, 605);
}

TEST(TokenBucketsTest, RemembersALimitedNumberOfNames) {
  TokenBuckets buckets({2, 0.001, 100});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(buckets.take("ana", kNow), 0);
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_EQ(buckets.take("flood" + std::to_string(i), kNow), 0);
    EXPECT_GT(buckets.take("ana", kNow), 0) << "who is still asking is not forgotten";
  }
  EXPECT_EQ(buckets.size(), 100U);
}

TEST(TokenBucketsTest, BearsAClockThatGoesBack) {
  TokenBuckets buckets({1, 1, 10});
  EXPECT_EQ(buckets.take("ana", kNow), 0);
  EXPECT_GT(buckets.take("ana", kNow - kMicrosPerHour), 0);
  EXPECT_EQ(buckets.take("ana", kNow + kMicrosPerSecond), 0);
}

}  // namespace
}  // namespace overt
