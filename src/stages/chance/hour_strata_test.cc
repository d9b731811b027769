#include "stages/chance/hour_strata.h"

#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

TEST(HourStrataTest, OneGroupIsOneStratumAnHour) {
  for (const std::uint32_t groups : {0U, 1U}) {
    HourStrata strata(3, groups);
    strata.count(1, 0, 7);
    strata.settle();
    EXPECT_EQ(strata.in_hour(1), 1U);
    EXPECT_EQ(strata.place(1, 0), 0U);
  }
}

TEST(HourStrataTest, LargeGroupsHaveAStratumEach) {
  HourStrata strata(2, 3);
  for (std::uint32_t group = 0; group < 3; ++group) strata.count(0, group, 100 + group);
  strata.settle(100);
  EXPECT_EQ(strata.in_hour(0), 3U);
  EXPECT_EQ(strata.in_hour(1), 1U);  // nothing happened then
  for (std::uint32_t group = 0; group < 3; ++group) EXPECT_EQ(strata.place(0, group), group);
}

TEST(HourStrataTest, ASmallGroupIsPutToTheNextSmallest) {
  HourStrata strata(1, 4);
  strata.count(0, 0, 1000);
  strata.count(0, 1, 3);
  strata.count(0, 2, 400);
  strata.settle(100);
  EXPECT_EQ(strata.in_hour(0), 2U);
  EXPECT_EQ(strata.place(0, 1), strata.place(0, 2));
  EXPECT_NE(strata.place(0, 0), strata.place(0, 2));
}

TEST(HourStrataTest, AnHourInWhichAllAreSmallIsOneStratum) {
  HourStrata strata(1, 3);
  for (std::uint32_t group = 0; group < 3; ++group) strata.count(0, group, 20);
  strata.settle(100);
  EXPECT_EQ(strata.in_hour(0), 1U);
}

TEST(HourStrataTest, NoStratumIsSmallWhereTheHourIsNot) {
  Random random(6);
  for (int round = 0; round < 500; ++round) {
    const auto groups = static_cast<std::uint32_t>(2 + random.below(15));
    HourStrata strata(1, groups);
    std::vector<std::uint32_t> traces(groups);
    std::uint32_t all = 0;
    for (std::uint32_t group = 0; group < groups; ++group) {
      traces[group] = static_cast<std::uint32_t>(random.below(random.below(200) + 1));
      strata.count(0, group, traces[group]);
      all += traces[group];
    }
    strata.settle(50);
    std::vector<std::uint32_t> sums(strata.in_hour(0), 0);
    for (std::uint32_t group = 0; group < groups; ++group) {
      sums.at(strata.place(0, group)) += traces[group];
    }
    for (const auto sum : sums) EXPECT_GE(sum, all < 50 ? all : 50);
  }
}

}  // namespace
}  // namespace overt
