#include "kernel/graph/best_matching.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::graph {
namespace {

std::int64_t weight_of(const std::vector<std::uint32_t>& partner,
                       const std::vector<MatchingEdge>& edges) {
  std::int64_t total = 0;
  for (const MatchingEdge& edge : edges) {
    if (partner[edge.left] == edge.right) total += edge.weight;
  }
  return total;
}

// Every matching there is: each left vertex without, or on each of its edges.
std::int64_t heaviest(std::uint32_t left, std::uint32_t left_count,
                      const std::vector<MatchingEdge>& edges, std::set<std::uint32_t>& taken) {
  if (left == left_count) return 0;
  std::int64_t best = heaviest(left + 1, left_count, edges, taken);
  for (const MatchingEdge& edge : edges) {
    if (edge.left != left || !taken.insert(edge.right).second) continue;
    best = std::max(best, edge.weight + heaviest(left + 1, left_count, edges, taken));
    taken.erase(edge.right);
  }
  return best;
}

std::vector<MatchingEdge> random_edges(Random& random, std::uint32_t left, std::uint32_t right) {
  std::vector<MatchingEdge> edges;
  for (std::uint32_t l = 0; l < left; ++l) {
    for (std::uint32_t r = 0; r < right; ++r) {
      if (random.below(3) != 0) continue;
      edges.push_back({l, r, static_cast<std::int64_t>(1 + random.below(6))});
    }
  }
  return edges;
}

TEST(BestMatchingTest, IsAsHeavyAsTheHeaviestOfAllMatchings) {
  Random random(7);
  for (int trial = 0; trial < 500; ++trial) {
    const auto left = static_cast<std::uint32_t>(random.below(7));
    const auto right = static_cast<std::uint32_t>(random.below(7));
    const auto edges = random_edges(random, left, right);
    const auto partner = best_matching(left, right, edges);
    std::set<std::uint32_t> taken;
    ASSERT_EQ(weight_of(partner, edges), heaviest(0, left, edges, taken)) << "trial " << trial;
    std::set<std::uint32_t> used;
    for (const auto p : partner) EXPECT_TRUE(p == kUnmatched || used.insert(p).second);
  }
}

TEST(BestMatchingTest, GivesWayWhereTheWholeGains) {
  // The first would take right 0 for itself; both are served only if it does not.
  const std::vector<MatchingEdge> edges = {{0, 0, 5}, {0, 1, 4}, {1, 0, 4}};
  EXPECT_EQ(best_matching(2, 2, edges), (std::vector<std::uint32_t>{1, 0}));
}

TEST(BestMatchingTest, LeavesAVertexWithoutWhereTwoWantOne) {
  const std::vector<MatchingEdge> edges = {{0, 0, 2}, {1, 0, 3}};
  EXPECT_EQ(best_matching(2, 1, edges), (std::vector<std::uint32_t>{kUnmatched, 0}));
}

TEST(BestMatchingTest, FirstOfEqualsKeepsIt) {
  const std::vector<MatchingEdge> edges = {{0, 0, 3}, {1, 0, 3}};
  EXPECT_EQ(best_matching(2, 1, edges), (std::vector<std::uint32_t>{0, kUnmatched}));
}

TEST(BestMatchingTest, IsEmptyWithoutEdges) {
  EXPECT_TRUE(best_matching(0, 0, {}).empty());
  EXPECT_EQ(best_matching(1, 0, {}), (std::vector<std::uint32_t>{kUnmatched}));
}

}  // namespace
}  // namespace overt::graph
