#include "stages/chance/busy_hours.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

constexpr std::uint32_t kHours = 101;
constexpr HourClock kClock = {.first_at = 0, .length = 10};

// Account 0 acts in every hour, account 1 in two, account 2 in every hour and in one of them more
// often than a byte holds.
join::Rows rows() {
  join::Rows rows;
  for (std::uint32_t hour = 0; hour < kHours; ++hour) {
    for (std::uint32_t i = 0; i <= hour % 3; ++i) rows.push_back({hour, 0, TimeUs{10} * hour});
    if (hour == 7 || hour == 70) rows.push_back({hour, 1, TimeUs{10} * hour});
    for (std::uint32_t i = 0; i < (hour == 50 ? 300U : 1U); ++i) {
      rows.push_back({hour, 2, TimeUs{10} * hour});
    }
  }
  return rows;
}

TEST(BusyHoursTest, HoldsTheHoursOfThoseActiveInManyOfThem) {
  for (const std::size_t threads : {1U, 2U}) {
    ThreadPool pool(threads);
    const AccountActs acts(rows(), 3, kHours, kClock, pool);
    const BusyHours busy(acts, kHours, pool);
    const auto own = busy.of(0);
    ASSERT_EQ(own.size(), BusyHours::padded(kHours));
    for (std::uint32_t hour = 0; hour < kHours; ++hour) EXPECT_EQ(own[hour], hour % 3 + 1);
    for (std::size_t hour = kHours; hour < own.size(); ++hour) EXPECT_EQ(own[hour], 0U);
    EXPECT_TRUE(busy.of(1).empty());
    EXPECT_TRUE(busy.of(2).empty());
  }
  EXPECT_TRUE(BusyHours().of(0).empty());
}

TEST(BusyHoursTest, SumsRatesTimesTraces) {
  Random random(1);
  std::vector<std::uint8_t> traces(BusyHours::padded(kHours));
  std::vector<double> rates(traces.size());
  double sum = 0;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    traces[i] = static_cast<std::uint8_t>(random.below(256));
    rates[i] = random.uniform();
    sum += rates[i] * traces[i];
  }
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const double all = expected(traces, rates, kNever);
  EXPECT_NEAR(all, sum, sum * 1e-14);
  for (const auto way : internal::every_expected()) {
    EXPECT_EQ(way(traces, rates, kNever), all);
    EXPECT_EQ(way(traces, rates, 2 * all), all);
    const double half = way(traces, rates, 0.5 * all);
    EXPECT_GE(half, 0.5 * all);
    EXPECT_LT(half, all);
    EXPECT_EQ(half, expected(traces, rates, 0.5 * all));
  }
  EXPECT_EQ(expected({}, {}, kNever), 0);
}

}  // namespace
}  // namespace overt
