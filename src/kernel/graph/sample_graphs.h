#pragma once
// Graphs whose communities are known, for tests and benchmarks. Seeded. O(n + m).

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "kernel/graph/graph.h"

namespace overt::graph {

struct SampleGraph {
  std::uint32_t vertices = 0;
  std::vector<Edge> edges;
  std::vector<std::uint32_t> truth;  // the planted community of each vertex

  [[nodiscard]] Graph graph() const { return Graph(vertices, edges); }
};

struct PlantedPartition {
  std::uint32_t communities = 10;
  std::uint32_t members = 50;  // of each community
  std::uint32_t degree = 16;   // about; of each vertex
  double mixing = 0.2;         // share of the edges that leave their community
  std::uint64_t seed = 1;
};

/// Vertices of one community are neighbours in number, as `truth` says.
inline SampleGraph planted_partition(const PlantedPartition& plan) {
  SampleGraph sample;
  sample.vertices = plan.communities * plan.members;
  for (std::uint32_t v = 0; v < sample.vertices; ++v) sample.truth.push_back(v / plan.members);
  Random random(plan.seed);
  for (std::uint32_t v = 0; v < sample.vertices; ++v) {
    for (std::uint32_t i = 0; i < plan.degree / 2; ++i) {
      const bool leaves = random.chance(plan.mixing);
      const std::uint64_t base = leaves ? 0 : v / plan.members * plan.members;
      const std::uint64_t other = base + random.below(leaves ? sample.vertices : plan.members);
      sample.edges.push_back({v, static_cast<std::uint32_t>(other), 1});
    }
  }
  return sample;
}

/// Cliques in a ring, one edge between neighbours.
inline SampleGraph ring_of_cliques(std::uint32_t cliques, std::uint32_t members) {
  SampleGraph sample;
  sample.vertices = cliques * members;
  for (std::uint32_t clique = 0; clique < cliques; ++clique) {
    const std::uint32_t base = clique * members;
    for (std::uint32_t i = 0; i < members; ++i) {
      sample.truth.push_back(clique);
      for (std::uint32_t j = 0; j < i; ++j) sample.edges.push_back({base + j, base + i, 1});
    }
    sample.edges.push_back({base, (base + members + 1) % sample.vertices, 1});
  }
  return sample;
}

/// W. W. Zachary's karate club (1977): the best modularity is 0.4198, with four communities.
inline SampleGraph karate_club() {
  static constexpr std::uint8_t kEdges[78][2] = {
      {0, 1},   {0, 2},   {0, 3},   {0, 4},   {0, 5},   {0, 6},   {0, 7},   {0, 8},   {0, 10},
      {0, 11},  {0, 12},  {0, 13},  {0, 17},  {0, 19},  {0, 21},  {0, 31},  {1, 2},   {1, 3},
      {1, 7},   {1, 13},  {1, 17},  {1, 19},  {1, 21},  {1, 30},  {2, 3},   {2, 7},   {2, 27},
      {2, 28},  {2, 32},  {2, 9},   {2, 8},   {2, 13},  {3, 7},   {3, 12},  {3, 13},  {4, 6},
      {4, 10},  {5, 6},   {5, 10},  {5, 16},  {6, 16},  {8, 30},  {8, 32},  {8, 33},  {13, 33},
      {15, 32}, {15, 33}, {18, 32}, {18, 33}, {19, 33}, {20, 32}, {20, 33}, {22, 32}, {22, 33},
      {23, 25}, {23, 27}, {23, 32}, {23, 33}, {23, 29}, {24, 25}, {24, 27}, {24, 31}, {25, 31},
      {26, 29}, {26, 33}, {27, 33}, {28, 31}, {28, 33}, {29, 32}, {29, 33}, {30, 32}, {30, 33},
      {31, 32}, {31, 33}, {32, 33}, {9, 33},  {14, 32}, {14, 33}};
  SampleGraph sample;
  sample.vertices = 34;
  sample.truth.assign(34, 0);
  for (const auto& edge : kEdges) sample.edges.push_back({edge[0], edge[1], 1});
  return sample;
}

/// Every edge independently as likely; may hold parallel edges and self-loops.
inline SampleGraph random_graph(std::uint32_t vertices, std::uint64_t edges, std::uint64_t seed) {
  SampleGraph sample;
  sample.vertices = vertices;
  sample.truth.assign(vertices, 0);
  Random random(seed);
  for (std::uint64_t i = 0; i < edges; ++i) {
    const auto from = static_cast<std::uint32_t>(random.below(vertices));
    const auto to = static_cast<std::uint32_t>(random.below(vertices));
    sample.edges.push_back({from, to, 1});
  }
  return sample;
}

}  // namespace overt::graph
