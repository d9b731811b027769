#include "kernel/text/star_clusters.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::text {
namespace {

using Centres = std::vector<std::uint32_t>;

TEST(StarClustersTest, LeavesThoseWithoutTiesAlone) {
  EXPECT_EQ(star_centres(3, {}), (Centres{0, 1, 2}));
}

TEST(StarClustersTest, TiesAllToTheOneWithMostTies) {
  const std::vector<Tie> ties = {{0, 2, .9}, {1, 2, .9}, {3, 2, .9}, {0, 1, .9}};
  EXPECT_EQ(star_centres(4, ties), (Centres{2, 2, 2, 2}));
}

TEST(StarClustersTest, BreaksChains) {
  // 0 – 1 – 2 – 3 – 4 – 5: no group reaches further than its centre's neighbours.
  std::vector<Tie> ties;
  for (std::uint32_t v = 0; v < 5; ++v) ties.push_back({v, v + 1, .9});
  EXPECT_EQ(star_centres(6, ties), (Centres{1, 1, 1, 3, 3, 5}));
}

TEST(StarClustersTest, GivesAMemberToTheCentreItIsMostLike) {
  // 0 and 6 are centres; 3 is tied to both.
  const std::vector<Tie> ties = {{0, 1, .8}, {0, 2, .8}, {0, 3, .7},
                                 {3, 6, .9}, {4, 6, .8}, {5, 6, .8}};
  EXPECT_EQ(star_centres(7, ties)[3], 6U);
}

TEST(StarClustersTest, EveryMemberIsTiedToItsCentreAndNoTwoCentresAreTied) {
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    const auto n = static_cast<std::uint32_t>(2 + random.below(30));
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::uint64_t i = random.below(60); i > 0; --i) {
      const auto a = static_cast<std::uint32_t>(random.below(n));
      const auto b = static_cast<std::uint32_t>(random.below(n));
      if (a != b) pairs.insert(std::minmax(a, b));
    }
    std::vector<Tie> ties;
    ties.reserve(pairs.size());
    for (const auto& [a, b] : pairs) ties.push_back({a, b, random.uniform()});
    const Centres centres = star_centres(n, ties);
    std::reverse(ties.begin(), ties.end());
    EXPECT_EQ(star_centres(n, ties), centres);
    for (std::uint32_t v = 0; v < n; ++v) {
      EXPECT_TRUE(centres[v] == v || pairs.contains(std::minmax(v, centres[v])));
      EXPECT_EQ(centres[centres[v]], centres[v]);
    }
    for (const auto& [a, b] : pairs) EXPECT_FALSE(centres[a] == a && centres[b] == b);
  }
}

}  // namespace
}  // namespace overt::text
