#include "stages/pairs/time_resolution.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

ResolutionCounts times(TimeUs step, int count) {
  ResolutionCounts counts;
  for (int i = 1; i <= count; ++i) counts.add(1'700'000'000'000'000 / step * step + i * step);
  return counts;
}

TEST(TimeResolutionTest, FindsTheResolutionOfTheTimes) {
  EXPECT_EQ(times(1, 100).resolution(), TimeResolution::kMicrosecond);
  EXPECT_EQ(times(1000, 100).resolution(), TimeResolution::kMillisecond);
  EXPECT_EQ(times(kMicrosPerSecond, 100).resolution(), TimeResolution::kSecond);
  EXPECT_EQ(times(kMicrosPerMinute, 100).resolution(), TimeResolution::kMinute);
  EXPECT_EQ(times(kMicrosPerHour, 100).resolution(), TimeResolution::kHour);
  EXPECT_EQ(times(kMicrosPerDay, 100).resolution(), TimeResolution::kDay);
}

TEST(TimeResolutionTest, DoesNotCallAFewRoundTimesCoarse) {
  EXPECT_EQ(times(kMicrosPerMinute, 5).resolution(), TimeResolution::kSecond);
}

TEST(TimeResolutionTest, WidensAWindowThatIsFinerThanTheTimes) {
  const auto choice =
      choose_windows({10 * kMicrosPerSecond, 60 * kMicrosPerSecond, 300 * kMicrosPerSecond},
                     times(kMicrosPerMinute, 100), false);
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice.value().windows,
            (std::vector<TimeUs>{60 * kMicrosPerSecond, 300 * kMicrosPerSecond}));
  ASSERT_EQ(choice.value().notes.size(), 1U);
  EXPECT_NE(choice.value().notes[0].find("widened to 60 s"), std::string::npos);
}

TEST(TimeResolutionTest, LeavesWindowsAloneWhereTimesAreFine) {
  const auto choice = choose_windows({10 * kMicrosPerSecond}, times(kMicrosPerSecond, 119), false);
  ASSERT_TRUE(choice.ok());
  EXPECT_EQ(choice.value().windows, (std::vector<TimeUs>{10 * kMicrosPerSecond}));
  EXPECT_TRUE(choice.value().notes.empty());
}

TEST(TimeResolutionTest, RefusesTimesToTheDayUnlessAllowed) {
  const auto counts = times(kMicrosPerDay, 100);
  const auto refused = choose_windows({60 * kMicrosPerSecond}, counts, false);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(refused.error().message.find("--allow-coarse-times"), std::string::npos);
  const auto allowed = choose_windows({60 * kMicrosPerSecond}, counts, true);
  ASSERT_TRUE(allowed.ok());
  EXPECT_EQ(allowed.value().windows, (std::vector<TimeUs>{kMicrosPerDay}));
}

TEST(TimeResolutionTest, NotesAMixtureOfMinutesAndSeconds) {
  auto counts = times(kMicrosPerSecond, 200);
  counts.add(times(kMicrosPerMinute, 100));
  const auto choice = choose_windows({kMicrosPerSecond}, counts, false);
  ASSERT_TRUE(choice.ok());
  ASSERT_EQ(choice.value().notes.size(), 1U);
  EXPECT_NE(choice.value().notes[0].find("whole minutes"), std::string::npos);
}

TEST(TimeResolutionTest, WritesDurationsAsPeopleDo) {
  EXPECT_EQ(format_duration(60 * kMicrosPerSecond), "60 s");
  EXPECT_EQ(format_duration(300 * kMicrosPerSecond), "5 min");
  EXPECT_EQ(format_duration(2 * kMicrosPerHour), "2 h");
  EXPECT_EQ(format_duration(500'000), "500 ms");
  EXPECT_EQ(format_duration(0), "0 s");
}

}  // namespace
}  // namespace overt
