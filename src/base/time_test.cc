#include "base/time.h"

#include <ctime>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

const TimeUs kNoon = 1'725'451'200 * kMicrosPerSecond;  // 2024-09-04T12:00:00Z

TEST(TimeTest, ReadsEveryFormOfRfc3339) {
  for (const char* text :
       {"2024-09-04T12:00:00Z", "2024-09-04t12:00:00z", "2024-09-04 12:00:00Z",
        "2024-09-04T12:00:00.0Z", "2024-09-04T14:30:00+02:30", "2024-09-04T00:00:00-12:00",
        "2024-09-03T23:59:60-12:00", "2024-09-04T12:00:00.0000009Z"}) {
    EXPECT_EQ(parse_rfc3339(text), kNoon) << text;
  }
  EXPECT_EQ(parse_rfc3339("2024-09-04T12:00:00.25Z"), kNoon + 250'000);
  EXPECT_EQ(parse_rfc3339("2024-09-04T12:00:00.123456789Z"), kNoon + 123'456);
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.5Z"), -500'000);
  EXPECT_EQ(parse_rfc3339("2000-02-29T00:00:00Z"), micros_from_civil(2000, 2, 29));
}

TEST(TimeTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2024",
                           "2024-09-04",
                           "2024-09-04T12:00:00",
                           "2024-09-04T12:00:00.Z",
                           "2024-09-04T12:00:00.1234567890Z",
                           "2024-09-04T12:00:00+02",
                           "2024-09-04T12:00:00+0200",
                           "2024-09-04T12:00:00+24:00",
                           "2024-09-04T12:00:00+02:60",
                           "2024-09-04T12:00:00Zx",
                           "2024-09-04T24:00:00Z",
                           "2024-09-04T12:60:00Z",
                           "2024-09-04T12:00:61Z",
                           "2024-13-04T12:00:00Z",
                           "2024-00-04T12:00:00Z",
                           "2024-09-31T12:00:00Z",
                           "2023-02-29T12:00:00Z",
                           "1900-02-29T12:00:00Z",
                           "2024/09/04T12:00:00Z",
                           "2024-09-04_12:00:00Z",
                           "2024-9-04T12:00:00ZZ",
                           "+024-09-04T12:00:00Z",
                           "2024-09-04T-2:00:00Z",
                           "2024-09-04T12:00:00,5Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

TEST(TimeTest, WritesAFractionOnlyWhereThereIsOne) {
  EXPECT_EQ(format_rfc3339(kNoon), "2024-09-04T12:00:00Z");
  EXPECT_EQ(format_rfc3339(kNoon + 250'000), "2024-09-04T12:00:00.250Z");
  EXPECT_EQ(format_rfc3339(kNoon + 1), "2024-09-04T12:00:00.000001Z");
  EXPECT_EQ(format_rfc3339(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_date(kNoon), "2024-09-04");
  EXPECT_EQ(format_date(-1), "1969-12-31");
  std::string out = "at ";
  append_rfc3339(out, kNoon);
  EXPECT_EQ(out, "at 2024-09-04T12:00:00Z");
}

RC_GTEST_PROP(TimeTest, ReadsBackWhatItWrites, ()) {
  const auto time =
      *rc::gen::inRange<TimeUs>(micros_from_civil(0, 1, 1), micros_from_civil(10'000, 1, 1));
  RC_ASSERT(parse_rfc3339(format_rfc3339(time)) == time);
  RC_ASSERT(format_date(time) == format_rfc3339(time).substr(0, 10));
}

RC_GTEST_PROP(TimeTest, AgreesWithTheSystemsCalendar, ()) {
  const auto seconds = *rc::gen::inRange<std::int64_t>(-60'000'000'000, 250'000'000'000);
  const auto clock = static_cast<std::time_t>(seconds);
  std::tm civil{};
  ::gmtime_r(&clock, &civil);
  RC_ASSERT(micros_from_civil(civil.tm_year + 1900, civil.tm_mon + 1, civil.tm_mday) +
                civil.tm_hour * kMicrosPerHour + civil.tm_min * kMicrosPerMinute +
                civil.tm_sec * kMicrosPerSecond ==
            seconds * kMicrosPerSecond);
}

TEST(TimeTest, WritesEvenTheLastTimesRight) {
  EXPECT_EQ(format_rfc3339(std::numeric_limits<TimeUs>::max()), "294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(format_rfc3339(std::numeric_limits<TimeUs>::min()), "-290308-12-21T19:59:05.224192Z");
  EXPECT_EQ(format_date(std::numeric_limits<TimeUs>::max()), "294247-01-10");
}

}  // namespace
}  // namespace overt
