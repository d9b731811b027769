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
    const AccountActs acts(rows, 3, {.first_at = 100, .length = 10}, pool);
    ASSERT_EQ(acts.accounts(), 3U);
    std::vector<std::uint32_t> objects;
    for (const auto& act : acts.of(0)) objects.push_back(act.object);
    EXPECT_EQ(objects, (std::vector<std::uint32_t>{1, 1, 1, 4}));
    const auto hours = acts.hours_of(0);
    ASSERT_EQ(hours.size(), 2U);
    EXPECT_EQ(hours[0].hour, 0U);
    EXPECT_EQ(hours[0].traces, 3U);
    EXPECT_EQ(hours[1].hour, 3U);
    EXPECT_EQ(hours[1].traces, 1U);
    EXPECT_TRUE(acts.of(1).empty());
    EXPECT_TRUE(acts.hours_of(1).empty());
  }
}

TEST(AccountActsTest, AnHourMayHoldAnyNumberOfTraces) {
  constexpr std::uint32_t kTraces = 10'000;
  join::Rows rows;
  for (std::uint32_t i = 0; i < kTraces; ++i) rows.push_back({i, 0, 100});
  rows.push_back({kTraces, 0, 110});
  ThreadPool pool(1);
  const AccountActs acts(rows, 1, {.first_at = 100, .length = 10}, pool);
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
