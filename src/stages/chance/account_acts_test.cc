#include "stages/chance/account_acts.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// Account 0 acts on object 1 three times, account 2 on object 3 twice, account 1 never.
TEST(AccountActsTest, TellsObjectsHoursAndWhoActedAgain) {
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
    ASSERT_EQ(acts.who_repeated(1).size(), 1U);
    EXPECT_EQ(acts.who_repeated(1)[0].account, 0U);
    ASSERT_EQ(acts.who_repeated(3).size(), 1U);
    EXPECT_EQ(acts.who_repeated(3)[0].account, 2U);
    EXPECT_TRUE(acts.who_repeated(2).empty());
    EXPECT_TRUE(acts.who_repeated(4).empty());
  }
}

}  // namespace
}  // namespace overt
