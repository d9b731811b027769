#include "kernel/graph/core_numbers.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace overt::graph {
namespace {

/// Vertices in the order of their degree, kept so while degrees fall one by one.
struct DegreeOrder {
  std::vector<std::uint32_t> degree;
  std::vector<std::uint32_t> order;   // vertices, by degree
  std::vector<std::uint32_t> place;   // of a vertex in `order`
  std::vector<std::uint32_t> begins;  // first place of a vertex of degree d or more
};

DegreeOrder order_by_degree(const Graph& graph) {
  const std::uint32_t n = graph.vertices();
  DegreeOrder result;
  result.degree.resize(n);
  std::uint32_t degree_max = 0;
  for (std::uint32_t v = 0; v < n; ++v) {
    result.degree[v] = static_cast<std::uint32_t>(graph.degree(v));
    degree_max = std::max(degree_max, result.degree[v]);
  }
  result.begins.assign(std::size_t{degree_max} + 2, 0);
  for (const std::uint32_t degree : result.degree) ++result.begins[degree + 1];
  std::partial_sum(result.begins.begin(), result.begins.end(), result.begins.begin());
  result.order.resize(n);
  result.place.resize(n);
  std::vector<std::uint32_t> next = result.begins;
  for (std::uint32_t v = 0; v < n; ++v) {
    result.place[v] = next[result.degree[v]]++;
    result.order[result.place[v]] = v;
  }
  return result;
}

/// Moves the vertex to the front of its degree's stretch and gives that place to the degree below.
void lower_degree(DegreeOrder& state, std::uint32_t vertex) {
  const std::uint32_t front = state.begins[state.degree[vertex]]++;
  const std::uint32_t other = state.order[front];
  std::swap(state.order[front], state.order[state.place[vertex]]);
  std::swap(state.place[other], state.place[vertex]);
  --state.degree[vertex];
}

}  // namespace

std::vector<std::uint32_t> core_numbers(const Graph& graph) {
  DegreeOrder state = order_by_degree(graph);
  for (std::uint32_t i = 0; i < graph.vertices(); ++i) {
    const std::uint32_t vertex = state.order[i];
    for (const std::uint32_t next : graph.neighbours(vertex)) {
      if (state.degree[next] > state.degree[vertex]) lower_degree(state, next);
    }
  }
  return std::move(state.degree);
}

}  // namespace overt::graph
