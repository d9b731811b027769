#include <bit>

#include <gtest/gtest.h>

#include "stages/families/thinned_account_internal.h"

namespace overt {
namespace {

// Counts over all subsets of the account's sources, the first of which are targets.
ThinnedAccount by_subsets(const Devotion& account, std::uint32_t drawn, std::uint32_t devoted) {
  double all = 0;
  ThinnedAccount counted;
  for (std::uint32_t subset = 0; subset < 1U << account.sources; ++subset) {
    if (static_cast<std::uint32_t>(std::popcount(subset)) != drawn) continue;
    const auto targets =
        static_cast<std::uint32_t>(std::popcount(subset & ((1U << account.shared) - 1)));
    all += 1;
    counted.counts += targets >= 2 ? 1 : 0;
    counted.devoted += targets >= 2 && targets >= devoted ? 1 : 0;
  }
  return {counted.counts / all, counted.devoted / all};
}

TEST(ThinnedAccountTest, CountsAllWaysToDoLess) {
  const Thinning thinning(12);
  for (std::uint32_t sources = 2; sources <= 12; ++sources) {
    for (std::uint32_t shared = 2; shared <= sources; ++shared) {
      for (std::uint32_t drawn = 2; drawn <= sources; ++drawn) {
        for (std::uint32_t devoted = 2; devoted <= drawn; ++devoted) {
          const auto thinned = thinning.thin({sources, shared}, drawn, devoted);
          const auto counted = by_subsets({sources, shared}, drawn, devoted);
          ASSERT_NEAR(thinned.counts, counted.counts, 1e-12);
          ASSERT_NEAR(thinned.devoted, counted.devoted, 1e-12);
        }
      }
    }
  }
}

TEST(ThinnedAccountTest, WhoIsNotThinnedCountsAsItIs) {
  const Thinning thinning(4);
  EXPECT_NEAR(thinning.thin({4, 3}, 4, 3).devoted, 1, 1e-12);
  EXPECT_EQ(thinning.thin({4, 3}, 4, 4).devoted, 0);
}

}  // namespace
}  // namespace overt
