#include "edge/cli/values.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt::cli {
namespace {

TEST(ValuesTest, ReadsDurationsInEveryUnit) {
  EXPECT_EQ(parse_duration("10s").value(), 10 * kMicrosPerSecond);
  EXPECT_EQ(parse_duration("500ms").value(), kMicrosPerSecond / 2);
  EXPECT_EQ(parse_duration("250us").value(), 250);
  EXPECT_EQ(parse_duration("5m").value(), 5 * kMicrosPerMinute);
  EXPECT_EQ(parse_duration("1.5h").value(), 90 * kMicrosPerMinute);
  EXPECT_EQ(parse_duration("2 d").value(), 2 * kMicrosPerDay);
  EXPECT_EQ(parse_duration("0.1s").value(), 100'000);
  EXPECT_EQ(parse_duration("1.1s").value(), 1'100'000);
}

TEST(ValuesTest, RefusesWhatIsNoDurationAndSaysWhatIs) {
  for (const auto* const text : {"", "60", "60x", "s", "-5s", "1e3s", "inf", "nan", "1.2.3s", "0s",
                                 "0.1us", "--json", "99999999999999999999h", "20000d", "5 m s"}) {
    const auto duration = parse_duration(text);
    ASSERT_FALSE(duration.ok()) << text;
    EXPECT_EQ(duration.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(duration.error().message.find(std::string("'") + text + "'"), std::string::npos);
  }
  EXPECT_NE(parse_duration("60").error().message.find("10s, 500ms, 5m or 1h"), std::string::npos);
}

TEST(ValuesTest, ReadsListsOfDurationsInAnyOrder) {
  EXPECT_EQ(
      parse_durations("5m,10s, 60s").value(),
      (std::vector<TimeUs>{10 * kMicrosPerSecond, 60 * kMicrosPerSecond, 300 * kMicrosPerSecond}));
  EXPECT_FALSE(parse_durations("10s,").ok());
  EXPECT_FALSE(parse_durations("60s,1m").ok()) << "the same twice";
}

RC_GTEST_PROP(ValuesTest, ReadsBackTheDurationsItDescribes, ()) {
  const TimeUs unit = *rc::gen::element<TimeUs>(1, 1000, kMicrosPerSecond, kMicrosPerMinute,
                                                kMicrosPerHour, kMicrosPerDay);
  const TimeUs duration = unit * *rc::gen::inRange<TimeUs>(1, 3000);
  RC_ASSERT(parse_duration(describe_duration(duration)).value() == duration);
}

TEST(ValuesTest, DescribesDurationsShortly) {
  EXPECT_EQ(describe_duration(60 * kMicrosPerSecond), "60s");
  EXPECT_EQ(describe_duration(300 * kMicrosPerSecond), "5m");
  EXPECT_EQ(describe_duration(3600 * kMicrosPerSecond), "1h");
  EXPECT_EQ(describe_duration(500'000), "500ms");
}

TEST(ValuesTest, ReadsSizes) {
  EXPECT_EQ(parse_bytes("8GiB").value(), std::uint64_t{8} << 30);
  EXPECT_EQ(parse_bytes("8G").value(), std::uint64_t{8} << 30);
  EXPECT_EQ(parse_bytes("512m").value(), std::uint64_t{512} << 20);
  EXPECT_EQ(parse_bytes("640MB").value(), 640'000'000U);
  EXPECT_EQ(parse_bytes("16 mib").value(), std::uint64_t{16} << 20);
  EXPECT_EQ(parse_bytes("65536").value(), 65'536U);
  EXPECT_EQ(parse_bytes("1.5kB").value(), 1'500U);
  for (const auto* const text : {"", "8X", "G", "GiB", "0", "-1MB", "1e9", "99999999TiB"}) {
    EXPECT_FALSE(parse_bytes(text).ok()) << text;
  }
}

TEST(ValuesTest, DescribesSizes) {
  EXPECT_EQ(describe_bytes(std::uint64_t{16} << 20), "16MiB");
  EXPECT_EQ(describe_bytes(8'200'000), "8.2 MB");
  EXPECT_EQ(describe_bytes(87), "87 bytes");
}

TEST(ValuesTest, ReadsSharesAsNumbersAndPercentages) {
  EXPECT_DOUBLE_EQ(parse_share("1%").value(), 0.01);
  EXPECT_DOUBLE_EQ(parse_share("0.01").value(), 0.01);
  EXPECT_DOUBLE_EQ(parse_share("100%").value(), 1);
  EXPECT_DOUBLE_EQ(parse_share("0").value(), 0);
  for (const auto* const text : {"", "%", "1.5", "101%", "-1%", "one"}) {
    EXPECT_FALSE(parse_share(text).ok()) << text;
  }
}

TEST(ValuesTest, ReadsQuantilesUpToOne) {
  EXPECT_DOUBLE_EQ(parse_quantile("0.5").value(), 0.5);
  EXPECT_FALSE(parse_quantile("50%").ok());
  EXPECT_FALSE(parse_quantile("2").ok());
}

TEST(ValuesTest, ReadsCountsWithinTheirRange) {
  EXPECT_EQ(parse_count("20000", {}).value(), 20'000U);
  EXPECT_EQ(parse_count("20k", {}).value(), 20'000U);
  EXPECT_EQ(parse_count("1.5M", {}).value(), 1'500'000U);
  EXPECT_EQ(parse_count("18446744073709551615", {}).value(), ~std::uint64_t{0});
  for (const auto* const text : {"", "0", "11", "1.5", "-3", "many"}) {
    const auto count = parse_count(text, {1, 10});
    ASSERT_FALSE(count.ok()) << text;
    EXPECT_NE(count.error().message.find("from 1 to 10"), std::string::npos) << text;
  }
}

TEST(ValuesTest, GroupsTheDigitsOfCounts) {
  EXPECT_EQ(describe_count(0), "0");
  EXPECT_EQ(describe_count(999), "999");
  EXPECT_EQ(describe_count(1'000), "1,000");
  EXPECT_EQ(describe_count(1'234'567), "1,234,567");
}

TEST(ValuesTest, FindsTheWordThatWasMeant) {
  const std::vector<std::string> words = {"pairs", "detect", "simulate", "version"};
  EXPECT_EQ(closest_word("dtect", words), "detect");
  EXPECT_EQ(closest_word("detcet", words), "detect");
  EXPECT_EQ(closest_word("Pairs", words), "pairs");
  EXPECT_EQ(closest_word("sim", words), "simulate");
  EXPECT_EQ(closest_word("zzz", words), "");
  EXPECT_EQ(closest_word("", words), "");
}

TEST(ValuesTest, ReadsFoldersBetweenCommasAndRefusesEmptyOrRepeatedOnes) {
  EXPECT_EQ(parse_paths("monday, runs/tuesday").value(),
            (std::vector<std::string>{"monday", "runs/tuesday"}));
  for (const char* wrong : {"", "a,", ",a", "a,b,a"})
    EXPECT_FALSE(parse_paths(wrong).ok()) << wrong;
}

}  // namespace
}  // namespace overt::cli
