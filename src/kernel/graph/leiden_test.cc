#include "kernel/graph/leiden.h"

#include <cmath>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernel/graph/connected_components.h"
#include "kernel/graph/igraph_oracle.h"
#include "kernel/graph/modularity.h"
#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

using Labels = std::vector<std::uint32_t>;

/// Normalised mutual information of two labellings; 1 where they are the same partition.
double agreement(const Labels& a, const Labels& b) {
  std::map<std::uint32_t, double> of_a;
  std::map<std::uint32_t, double> of_b;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> of_both;
  const double share = 1.0 / static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    of_a[a[i]] += share;
    of_b[b[i]] += share;
    of_both[{a[i], b[i]}] += share;
  }
  const auto entropy = [](const auto& shares) {
    double sum = 0;
    for (const auto& entry : shares) sum -= entry.second * std::log(entry.second);
    return sum;
  };
  const double both = entropy(of_a) + entropy(of_b);
  return both == 0 ? 1 : 2 * (both - entropy(of_both)) / both;
}

SampleGraph relabelled(const SampleGraph& sample, Random& random) {
  Labels name(sample.vertices);
  std::iota(name.begin(), name.end(), 0U);
  for (std::uint32_t i = sample.vertices; i > 1; --i) {
    std::swap(name[i - 1], name[random.below(i)]);
  }
  SampleGraph result;
  result.vertices = sample.vertices;
  result.truth.resize(sample.vertices);
  for (std::uint32_t v = 0; v < sample.vertices; ++v) result.truth[name[v]] = sample.truth[v];
  for (const Edge& edge : sample.edges) {
    result.edges.push_back({name[edge.to], name[edge.from], edge.weight});
  }
  return result;
}

TEST(LeidenTest, ReachesTheBestModularityOfTheKarateClubFromEverySeed) {
  const Graph graph = karate_club().graph();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Communities found = leiden(graph, {.seed = seed});
    EXPECT_GT(found.modularity, 0.4197) << seed;
    EXPECT_EQ(found.partition.count, 4U) << seed;
  }
}

TEST(LeidenTest, FindsEveryCliqueOfARing) {
  const SampleGraph sample = ring_of_cliques(12, 6);
  const Communities found = leiden(sample.graph(), {});
  EXPECT_EQ(found.partition.part, sample.truth);
  EXPECT_TRUE(found.converged);
}

TEST(LeidenTest, RecoversAPlantedPartition) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SampleGraph sample = planted_partition({.seed = seed});
    const Communities found = leiden(sample.graph(), {.seed = seed});
    EXPECT_GE(agreement(found.partition.part, sample.truth), 0.98) << seed;
  }
}

TEST(LeidenTest, IsNoWorseThanIgraphOnPlantedPartitions) {
  for (const double mixing : {0.1, 0.3, 0.5}) {
    const SampleGraph sample =
        planted_partition({.communities = 20, .members = 40, .degree = 14, .mixing = mixing});
    const Graph graph = sample.graph();
    const IgraphOracle oracle(graph);
    for (const double resolution : {0.5, 1.0, 2.0}) {
      const double theirs = oracle.modularity(oracle.leiden(resolution), resolution);
      const double ours = leiden(graph, {.resolution = resolution}).modularity;
      EXPECT_GE(ours, theirs - 0.002) << mixing << " " << resolution;
    }
  }
}

TEST(LeidenTest, SeparatesByWeightWhereTheEdgesAreAllThere) {
  std::vector<Edge> clique;
  for (std::uint32_t a = 0; a < 12; ++a) {
    for (std::uint32_t b = 0; b < a; ++b) clique.push_back({a, b, a / 6 == b / 6 ? 10.0 : 1.0});
  }
  EXPECT_EQ(leiden(Graph(12, clique), {}).partition.part,
            (Labels{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}));
}

TEST(LeidenTest, KeepsACliqueAndAStarWhole) {
  std::vector<Edge> clique;
  std::vector<Edge> star;
  for (std::uint32_t a = 1; a < 100; ++a) {
    star.push_back({0, a, 1});
    for (std::uint32_t b = 0; b < a; ++b) clique.push_back({a, b, 1});
  }
  EXPECT_EQ(leiden(Graph(100, clique), {}).partition.count, 1U);
  EXPECT_EQ(leiden(Graph(100, star), {}).partition.count, 1U);
}

TEST(LeidenTest, LeavesVerticesWithoutEdgesAlone) {
  EXPECT_EQ(leiden(Graph(0, {}), {}).partition.count, 0U);
  EXPECT_EQ(leiden(Graph(5, {}), {}).partition.count, 5U);
  const std::vector<Edge> weightless = {{0, 1, 0.0}};
  EXPECT_EQ(leiden(Graph(2, weightless), {}).partition.count, 2U);
}

TEST(LeidenTest, HigherResolutionGivesMoreCommunities) {
  const Graph graph = planted_partition({}).graph();
  const std::uint32_t coarse = leiden(graph, {.resolution = 0.05}).partition.count;
  const std::uint32_t middle = leiden(graph, {}).partition.count;
  const std::uint32_t fine = leiden(graph, {.resolution = 8}).partition.count;
  EXPECT_LT(coarse, middle);
  EXPECT_LT(middle, fine);
}

TEST(LeidenTest, SaysWhenItStoppedEarly) {
  const Communities found = leiden(planted_partition({}).graph(), {.iterations_max = 1});
  EXPECT_EQ(found.iterations, 1U);
  EXPECT_FALSE(found.converged);
}

RC_GTEST_PROP(LeidenTest, EveryCommunityIsConnected, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(2 + random.below(150));
  SampleGraph sample = random_graph(n, random.below(3 * n), seed);
  for (Edge& edge : sample.edges) edge.weight = random.uniform();
  const Graph graph = sample.graph();
  const Communities found = leiden(graph, {.resolution = 0.2 + random.uniform(), .seed = seed});
  RC_ASSERT(connected_within(graph, found.partition.part) == found.partition);
}

RC_GTEST_PROP(LeidenTest, NoSingleMoveWouldImproveIt, (std::uint64_t seed)) {
  const Graph graph = random_graph(40, 90, seed).graph();
  const Communities found = leiden(graph, {.seed = seed});
  RC_ASSERT(std::abs(found.modularity - modularity(graph, found.partition.part)) < 1e-12);
  Labels part = found.partition.part;
  for (std::uint32_t v = 0; v < 40; ++v) {
    const std::uint32_t own = part[v];
    for (std::uint32_t c = 0; c < std::min(found.partition.count + 1, 40U); ++c) {
      part[v] = c;
      RC_ASSERT(modularity(graph, part) <= found.modularity + 1e-5);
    }
    part[v] = own;
  }
}

RC_GTEST_PROP(LeidenTest, NamesOfTheVerticesDoNotChangeTheQuality, (std::uint64_t seed)) {
  Random random(seed);
  const SampleGraph sample =
      planted_partition({.communities = 8, .members = 24, .degree = 12, .seed = seed});
  const SampleGraph other = relabelled(sample, random);
  const Communities found = leiden(sample.graph(), {.seed = 1});
  const Communities found_other = leiden(other.graph(), {.seed = 1});
  RC_ASSERT(std::abs(found.modularity - found_other.modularity) < 0.005);
}

RC_GTEST_PROP(LeidenTest, TheSameSeedGivesTheSameResult, (std::uint64_t seed)) {
  SampleGraph sample = random_graph(80, 240, seed);
  const Communities found = leiden(sample.graph(), {.seed = seed});
  std::reverse(sample.edges.begin(), sample.edges.end());
  const Communities again = leiden(sample.graph(), {.seed = seed});
  RC_ASSERT(found.partition == again.partition);
  RC_ASSERT(found.modularity == again.modularity);
}

}  // namespace
}  // namespace overt::graph
