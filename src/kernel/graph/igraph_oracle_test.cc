#include "kernel/graph/igraph_oracle.h"

#include <gtest/gtest.h>

#include "kernel/graph/sample_graphs.h"

namespace overt::graph {
namespace {

std::vector<std::uint32_t> taken(igraph_vector_int_t& values) {
  std::vector<std::uint32_t> result;
  for (igraph_integer_t i = 0; i < igraph_vector_int_size(&values); ++i) {
    result.push_back(static_cast<std::uint32_t>(VECTOR(values)[i]));
  }
  igraph_vector_int_destroy(&values);
  return result;
}

}  // namespace

IgraphOracle::IgraphOracle(const Graph& graph) {
  igraph_vector_int_t ends;
  igraph_vector_int_init(&ends, 0);
  igraph_vector_init(&weights_, 0);
  for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
    for (std::size_t i = 0; i < graph.degree(v); ++i) {
      const std::uint32_t other = graph.neighbours(v)[i];
      if (other < v) continue;
      igraph_vector_int_push_back(&ends, v);
      igraph_vector_int_push_back(&ends, other);
      igraph_vector_push_back(&weights_, graph.weights(v)[i]);
    }
  }
  igraph_create(&graph_, &ends, graph.vertices(), IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&ends);
}

IgraphOracle::~IgraphOracle() {
  igraph_destroy(&graph_);
  igraph_vector_destroy(&weights_);
}

std::vector<std::uint32_t> IgraphOracle::components() const {
  igraph_vector_int_t membership;
  igraph_vector_int_init(&membership, 0);
  igraph_connected_components(&graph_, &membership, nullptr, nullptr, IGRAPH_WEAK);
  return taken(membership);
}

std::vector<std::uint32_t> IgraphOracle::core_numbers() const {
  igraph_vector_int_t cores;
  igraph_vector_int_init(&cores, 0);
  igraph_coreness(&graph_, &cores, IGRAPH_ALL);
  return taken(cores);
}

double IgraphOracle::modularity(const std::vector<std::uint32_t>& part, double resolution) const {
  igraph_vector_int_t membership;
  igraph_vector_int_init(&membership, 0);
  for (const std::uint32_t p : part) igraph_vector_int_push_back(&membership, p);
  igraph_real_t result = 0;
  igraph_modularity(&graph_, &membership, &weights_, resolution, IGRAPH_UNDIRECTED, &result);
  igraph_vector_int_destroy(&membership);
  return result;
}

std::vector<std::uint32_t> IgraphOracle::leiden(double resolution) const {
  igraph_rng_seed(igraph_rng_default(), 1);
  igraph_vector_t strength;
  igraph_vector_init(&strength, 0);
  igraph_strength(&graph_, &strength, igraph_vss_all(), IGRAPH_ALL, IGRAPH_LOOPS, &weights_);
  igraph_vector_int_t membership;
  igraph_vector_int_init(&membership, 0);
  igraph_integer_t count = 0;
  igraph_real_t quality = 0;
  constexpr double kBeta = 0.01;
  constexpr igraph_integer_t kUntilStable = -1;
  igraph_community_leiden(&graph_, &weights_, &strength, resolution / igraph_vector_sum(&strength),
                          kBeta, false, kUntilStable, &membership, &count, &quality);
  igraph_vector_destroy(&strength);
  return taken(membership);
}

TEST(IgraphOracleTest, SeesTheKarateClub) {
  const IgraphOracle oracle(karate_club().graph());
  EXPECT_EQ(oracle.core_numbers()[0], 4U);
  EXPECT_NEAR(oracle.modularity(oracle.leiden(1), 1), 0.4198, 0.002);
}

}  // namespace overt::graph
