#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stages/events/record_time_internal.h"

namespace overt {
namespace {

std::string shown(const ParsedTime& time) {
  if (time.fault == TimeFault::kUnreadable) return "unreadable";
  if (time.fault == TimeFault::kOutOfRange) return "out of range";
  return format_rfc3339(time.at);
}

std::string read(std::string_view text) { return shown(parse_record_time(text)); }

std::string read_as(std::string_view format, std::string_view text) {
  const auto parsed = TimeFormat::from_text(format);
  return parsed ? shown(parsed.value().parse(text)) : parsed.error().message;
}

TEST(RecordTimeTest, TellsEpochUnitsApartBySize) {
  EXPECT_EQ(read("1700000123"), "2023-11-14T22:15:23Z");
  EXPECT_EQ(read("1700000123456"), "2023-11-14T22:15:23.456Z");
  EXPECT_EQ(read("1700000123456789"), "2023-11-14T22:15:23.456789Z");
  EXPECT_EQ(read("946684800"), "2000-01-01T00:00:00Z");
  EXPECT_EQ(read("4102444800"), "2100-01-01T00:00:00Z");
  EXPECT_EQ(read("4102444800000000"), "2100-01-01T00:00:00Z");
}

TEST(RecordTimeTest, ReadsFractionsOfEpochNumbers) {
  EXPECT_EQ(read("1470604422.0"), "2016-08-07T21:13:42Z");
  EXPECT_EQ(read("1470604422.25"), "2016-08-07T21:13:42.250Z");
  EXPECT_EQ(read("1470604422000.5"), "2016-08-07T21:13:42.000500Z");
}

TEST(RecordTimeTest, RefusesTimesOutOfRange) {
  for (const auto* text : {"0", "-1", "946684799", "4102444801", "9223372036", "9223372036854775",
                           "1700000123456789000", "1970-01-01T00:00:00Z", "2262-04-11T23:47:16Z",
                           "1999-12-31 23:59"}) {
    EXPECT_EQ(read(text), "out of range") << text;
  }
}

TEST(RecordTimeTest, ReadsRfc3339AndTimesWithoutAnOffset) {
  EXPECT_EQ(read("2024-09-04T12:00:00Z"), "2024-09-04T12:00:00Z");
  EXPECT_EQ(read("2024-09-04T12:00:00.5+02:00"), "2024-09-04T10:00:00.500Z");
  EXPECT_EQ(read("2018-07-03 14:05"), "2018-07-03T14:05:00Z");
  EXPECT_EQ(read("2018-07-03 14:05:06"), "2018-07-03T14:05:06Z");
  EXPECT_EQ(read("2018-07-03T14:05:06.789"), "2018-07-03T14:05:06.789Z");
  EXPECT_EQ(read(" 2018-07-03 14:05 "), "2018-07-03T14:05:00Z");
}

TEST(RecordTimeTest, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", " ", "yesterday", "1.7E+09", "17000001 23", "170000012a", "2024-13-01 00:00",
        "2023-02-29 10:00", "2024-09-04", "2024-09-04 24:00", "2024-09-04 10:60", "7/3/2018 14:05",
        "12345678901234567890", "0x123", "17000001\xC3\xA9"}) {
    EXPECT_EQ(read(text), "unreadable") << text;
  }
}

TEST(RecordTimeTest, ReadsSlashDatesInTheOrderTold) {
  const auto slash = [](std::string_view text, SlashOrder order) {
    return shown(parse_slash_time(text, order));
  };
  EXPECT_EQ(slash("7/3/2018 14:05", SlashOrder::kMonthFirst), "2018-07-03T14:05:00Z");
  EXPECT_EQ(slash("7/3/2018 14:05:09", SlashOrder::kMonthFirst), "2018-07-03T14:05:09Z");
  EXPECT_EQ(slash("7/3/2018 14:05", SlashOrder::kDayFirst), "2018-03-07T14:05:00Z");
  EXPECT_EQ(slash("7/3/2018 14:05", SlashOrder::kUnknown), "unreadable");
  EXPECT_EQ(slash("7/7/2018 14:05", SlashOrder::kUnknown), "2018-07-07T14:05:00Z");
  EXPECT_EQ(slash("7/30/2018 9:05", SlashOrder::kUnknown), "2018-07-30T09:05:00Z");
  EXPECT_EQ(slash("30/7/2018 9:05", SlashOrder::kUnknown), "2018-07-30T09:05:00Z");
  EXPECT_EQ(slash("30/30/2018 9:05", SlashOrder::kUnknown), "unreadable");
  EXPECT_EQ(slash("7/30/2018", SlashOrder::kMonthFirst), "unreadable");
}

TEST(RecordTimeTest, ReadsTheFormatAMappingNames) {
  EXPECT_EQ(read_as("auto", "1700000123"), "2023-11-14T22:15:23Z");
  EXPECT_EQ(read_as("epoch_ms", "1700000123456"), "2023-11-14T22:15:23.456Z");
  EXPECT_EQ(read_as("epoch_ms", "1700000123"), "out of range");
  EXPECT_EQ(read_as("epoch_us", "1700000123456789"), "2023-11-14T22:15:23.456789Z");
  EXPECT_EQ(read_as("epoch_s", "noon"), "unreadable");
  EXPECT_EQ(read_as("rfc3339", "1700000123"), "unreadable");
  EXPECT_EQ(read_as("rfc3339", "2024-09-04T12:00:00Z"), "2024-09-04T12:00:00Z");
}

TEST(RecordTimeTest, ReadsPatterns) {
  EXPECT_EQ(read_as("%d.%m.%Y %H:%M:%S", "04.09.2024 12:01:02"), "2024-09-04T12:01:02Z");
  EXPECT_EQ(read_as("%Y%m%d", "20240904"), "2024-09-04T00:00:00Z");
  EXPECT_EQ(read_as("%b %d %H:%M:%S %z %Y", "Sep 04 12:01:02 +0200 2024"), "2024-09-04T10:01:02Z");
  EXPECT_EQ(read_as("%Y-%m-%dT%H:%M:%S.%f%z", "2024-09-04T12:01:02.5-01:00"),
            "2024-09-04T13:01:02.500Z");
  EXPECT_EQ(read_as("%d.%m.%Y", "31.02.2024"), "unreadable");
  EXPECT_EQ(read_as("%d.%m.%Y", "04.09.2024 "), "2024-09-04T00:00:00Z");
  EXPECT_EQ(read_as("%d.%m.%Y", "04.09.2024x"), "unreadable");
}

TEST(RecordTimeTest, SaysWhatIsWrongWithAFormat) {
  EXPECT_NE(read_as("seconds", "").find("epoch_s"), std::string::npos);
  EXPECT_NE(read_as("%Y-%q", "").find("%Y %m %d"), std::string::npos);
  EXPECT_NE(read_as("%H:%M", "").find("needs %Y"), std::string::npos);
  EXPECT_NE(read_as("%Y-%m-%d %", "").find("%Y %m %d"), std::string::npos);
}

RC_GTEST_PROP(RecordTimeTest, ReadsBackWhatItWouldWrite, ()) {
  const auto at = *rc::gen::inRange<TimeUs>(kTimeMin, kTimeMax);
  RC_ASSERT(parse_record_time(std::to_string(at)).at == at);
  RC_ASSERT(parse_record_time(format_rfc3339(at)).at == at);
  const auto seconds = at / kMicrosPerSecond;
  RC_ASSERT(parse_record_time(std::to_string(seconds)).at == seconds * kMicrosPerSecond);
}

RC_GTEST_PROP(RecordTimeTest, ReadsTenDigitsLikeAnyNumber, ()) {
  const auto text = *rc::gen::container<std::string>(
      10,
      rc::gen::oneOf(rc::gen::inRange('0', '9'), rc::gen::element('1', '9', '.', ' ', '/', ':')));
  const ParsedTime fast = parse_record_time(text);
  const ParsedTime slow = parse_record_time(" " + text);
  RC_ASSERT(fast.fault == slow.fault);
  RC_ASSERT(fast.fault != TimeFault::kNone || fast.at == slow.at);
}

}  // namespace
}  // namespace overt
