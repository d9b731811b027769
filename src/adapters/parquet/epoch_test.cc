#include "adapters/parquet/epoch.h"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

const TimeUs kFirst = micros_from_civil(2000, 1, 1);
const TimeUs kLast = micros_from_civil(2100, 1, 1);

RC_GTEST_PROP(EpochTest, TellsTheUnitOfEveryTimeInRange, ()) {
  const auto second = *rc::gen::inRange(kFirst / kMicrosPerSecond, kLast / kMicrosPerSecond + 1);
  const TimeUs time = second * kMicrosPerSecond;
  RC_ASSERT(is_in_range(time));
  RC_ASSERT(time_from_epoch(second) == time);
  RC_ASSERT(time_from_epoch(second * 1'000) == time);
  RC_ASSERT(time_from_epoch(second * 1'000'000) == time);
  RC_ASSERT(time_from_epoch(static_cast<double>(second)) == time);
  RC_ASSERT(time_from_epoch(static_cast<double>(second) * 1'000) == time);
  RC_ASSERT(time_from_text(std::to_string(second)) == time);
  RC_ASSERT(time_from_text(format_rfc3339(time)) == time);
}

TEST(EpochTest, LeavesTimesOutOfRangeOutOfRange) {
  for (const std::int64_t number :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1'725'000'000}, std::int64_t{9'999'999'999},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_FALSE(is_in_range(time_from_epoch(number))) << number;
  }
  for (const double number : {0.0, 1e300, -1e300, std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(is_in_range(time_from_epoch(number))) << number;
  }
  EXPECT_FALSE(is_in_range(time_from_text("99999999999999999999999").value()));
  EXPECT_TRUE(is_in_range(kFirst) && is_in_range(kLast));
  EXPECT_FALSE(is_in_range(kFirst - 1) || is_in_range(kLast + 1));
}

TEST(EpochTest, KeepsFractionsOfSeconds) {
  EXPECT_EQ(time_from_epoch(1'725'451'200.25),
            micros_from_civil(2024, 9, 4) + 12 * kMicrosPerHour + 250'000);
}

TEST(EpochTest, TakesTextWithoutAnOffsetAsUtc) {
  const TimeUs noon = micros_from_civil(2024, 9, 4) + 12 * kMicrosPerHour;
  for (const char* text : {"2024-09-04 12:00", "2024-09-04T12:00:00", "2024-09-04 12:00:00.000",
                           " 2024-09-04T14:00:00+02:00 ", " 1725451200 ", "1725451200.0"}) {
    EXPECT_EQ(time_from_text(text), noon) << text;
  }
}

TEST(EpochTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "x", "12x", "2024-09-04", "1.5.5", "+1725451200", "2024-13-04 12:00", "1e9", "inf"}) {
    EXPECT_EQ(time_from_text(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace overt
