#include "stages/chance/account_acts.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// Account 0 acts on object 1 three times, account 2 on object 3 twice, account 1 never.
TEST(AccountActsTest, TellsObjectsAndHours) {
  const join::Rows rows = {{1, 0, 100}, {1, 0, 105}, {1, 2, 119}, {1, 0, 131},
                           {3, 2, 104}, {3, 2, 118}, {4, 0, 100}};
  for (const std::size_t threads : {1U, 2U, 3U}) {
    ThreadPool pool(threads);
    const AccountActs acts(rows, 3, 5, {.first_at = 100, .length = 10}, pool);
    ASSERT_EQ(acts.accounts(), 3U);
    const auto objects = acts.objects_of(0);
    EXPECT_EQ(std::vector<std::uint32_t>(objects.begin(), objects.end()),
              (std::vector<std::uint32_t>{1, 1, 1, 4}));
    const auto hours = acts.hours_of(0);
    ASSERT_EQ(hours.size(), 2U);
    EXPECT_EQ(hours[0].hour, 0U);
    EXPECT_EQ(hours[0].traces, 3U);
    EXPECT_EQ(hours[1].hour, 3U);
    EXPECT_EQ(hours[1].traces, 1U);
    EXPECT_TRUE(acts.objects_of(1).empty());
    EXPECT_TRUE(acts.hours_of(1).empty());
    EXPECT_TRUE(acts.has_repeats(1));
    EXPECT_FALSE(acts.has_repeats(2));
    EXPECT_TRUE(acts.has_repeats(3));
    EXPECT_FALSE(acts.has_repeats(4));
  }
}

TEST(HourClockTest, DividesAsWholeNumbers) {
  constexpr TimeUs kHour = 3'600'000'000;
  for (const TimeUs length : {TimeUs{1}, TimeUs{3}, TimeUs{10}, kHour - 1, kHour, 7 * kHour + 1}) {
    const HourClock clock = {.first_at = -12'345, .length = length};
    for (const std::int64_t hour : {0, 1, 2, 41, 719, 720, 65'535, 1'048'575}) {
      for (const TimeUs offset : {TimeUs{0}, TimeUs{1}, length / 2, length - 1}) {
        const TimeUs since = hour * length + offset;
        EXPECT_EQ(clock.hour_of(clock.first_at + since), since / length) << since << " " << length;
      }
    }
  }
}

TEST(AccountActsTest, AnHourMayHoldAnyNumberOfTraces) {
  constexpr std::uint32_t kTraces = 10'000;
  join::Rows rows;
  for (std::uint32_t i = 0; i < kTraces; ++i) rows.push_back({i, 0, 100});
  rows.push_back({kTraces, 0, 110});
  ThreadPool pool(1);
  const AccountActs acts(rows, 1, kTraces + 1, {.first_at = 100, .length = 10}, pool);
  std::uint32_t traces = 0;
  for (const auto& at : acts.hours_of(0)) {
    if (at.hour == 0) traces += at.traces;
  }
  EXPECT_EQ(traces, kTraces);
  EXPECT_EQ(acts.hours_of(0).back().hour, 1U);
  EXPECT_EQ(acts.hours_of(0).back().traces, 1U);
}

}  // namespace
}  // namespace overt
