#include "kernel/graph/graph.h"

#include <cmath>
#include <utility>

#include "base/check.h"

namespace overt::graph {
namespace {

void add_offsets(std::vector<std::uint64_t>& counts) {
  std::uint64_t sum = 0;
  for (std::uint64_t& count : counts) sum += std::exchange(count, sum);
}

Rows rows_sized(std::vector<std::uint64_t> offsets) {
  Rows rows;
  rows.neighbours.resize(offsets.back());
  rows.weights.resize(offsets.back());
  rows.offsets = std::move(offsets);
  return rows;
}

/// Both directions of every edge, in the order of the input within a row.
Rows scatter(std::uint32_t vertices, std::span<const Edge> edges) {
  std::vector<std::uint64_t> offsets(std::size_t{vertices} + 1, 0);
  for (const Edge& edge : edges) {
    CHECK_LT(edge.from, vertices);
    CHECK_LT(edge.to, vertices);
    CHECK(std::isfinite(edge.weight) && edge.weight >= 0);
    if (edge.from == edge.to) continue;
    ++offsets[edge.from];
    ++offsets[edge.to];
  }
  add_offsets(offsets);
  Rows rows = rows_sized(std::move(offsets));
  std::vector<std::uint64_t> next = rows.offsets;
  const auto put = [&](std::uint32_t from, std::uint32_t to, double weight) {
    const std::uint64_t place = next[from]++;
    rows.neighbours[place] = to;
    rows.weights[place] = weight;
  };
  for (const Edge& edge : edges) {
    if (edge.from == edge.to) continue;
    put(edge.from, edge.to, edge.weight);
    put(edge.to, edge.from, edge.weight);
  }
  return rows;
}

/// The rows of a symmetric graph transposed are the same rows with ascending neighbours: a
/// counting sort in two passes. Duplicates keep the order of the input in both directions, so
/// their sums are equal to the last bit.
Rows transpose(const Rows& rows) {
  Rows sorted = rows_sized(rows.offsets);
  std::vector<std::uint64_t> next = rows.offsets;
  const auto vertices = static_cast<std::uint32_t>(rows.offsets.size() - 1);
  for (std::uint32_t vertex = 0; vertex < vertices; ++vertex) {
    for (std::uint64_t i = rows.offsets[vertex]; i < rows.offsets[vertex + 1]; ++i) {
      const std::uint64_t place = next[rows.neighbours[i]]++;
      sorted.neighbours[place] = vertex;
      sorted.weights[place] = rows.weights[i];
    }
  }
  return sorted;
}

void merge_parallel_edges(Rows& rows) {
  std::uint64_t end = 0;
  std::uint64_t begin = 0;
  for (std::size_t vertex = 0; vertex + 1 < rows.offsets.size(); ++vertex) {
    const std::uint64_t row_end = rows.offsets[vertex + 1];
    const std::uint64_t row_begin = std::exchange(rows.offsets[vertex], end);
    CHECK_EQ(row_begin, begin);
    for (std::uint64_t i = begin; i < row_end; ++i) {
      const bool same = i > begin && rows.neighbours[i] == rows.neighbours[end - 1];
      if (same) {
        rows.weights[end - 1] += rows.weights[i];
        continue;
      }
      rows.neighbours[end] = rows.neighbours[i];
      rows.weights[end++] = rows.weights[i];
    }
    begin = row_end;
  }
  rows.offsets.back() = end;
  rows.neighbours.resize(end);
  rows.weights.resize(end);
}

}  // namespace

Graph::Graph(std::uint32_t vertices, std::span<const Edge> edges)
    : rows_(transpose(scatter(vertices, edges))) {
  merge_parallel_edges(rows_);
}

Graph::Graph(Rows rows) : rows_(std::move(rows)) {
  CHECK(!rows_.offsets.empty());
  CHECK_EQ(rows_.offsets.back(), rows_.neighbours.size());
  CHECK_EQ(rows_.neighbours.size(), rows_.weights.size());
}

std::vector<double> strengths(const Graph& graph) {
  std::vector<double> result(graph.vertices(), 0.0);
  for (std::uint32_t vertex = 0; vertex < graph.vertices(); ++vertex) {
    for (const double weight : graph.weights(vertex)) result[vertex] += weight;
  }
  return result;
}

Graph induced_subgraph(const Graph& graph, std::span<const std::uint32_t> vertices,
                       std::span<std::uint32_t> place) {
  CHECK_EQ(place.size(), graph.vertices());
  for (std::uint32_t i = 0; i < vertices.size(); ++i) place[vertices[i]] = i;
  const auto kept = [&](std::uint32_t vertex) {
    return place[vertex] < vertices.size() && vertices[place[vertex]] == vertex;
  };
  Rows rows;
  rows.offsets.reserve(vertices.size() + 1);
  rows.offsets.push_back(0);
  for (const std::uint32_t vertex : vertices) {
    const auto neighbours = graph.neighbours(vertex);
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (!kept(neighbours[i])) continue;
      rows.neighbours.push_back(place[neighbours[i]]);
      rows.weights.push_back(graph.weights(vertex)[i]);
    }
    rows.offsets.push_back(rows.neighbours.size());
  }
  return Graph(std::move(rows));
}

}  // namespace overt::graph
