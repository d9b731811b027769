#include "kernel/graph/eigenvector_centrality.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace overt::graph {
namespace {

SparseRows matrix_of(const std::vector<std::vector<double>>& dense) {
  SparseRows matrix;
  for (const auto& row : dense) {
    matrix.width = static_cast<std::uint32_t>(row.size());
    for (std::uint32_t column = 0; column < row.size(); ++column) {
      if (row[column] == 0) continue;
      matrix.columns.push_back(column);
      matrix.values.push_back(row[column]);
    }
    matrix.offsets.push_back(matrix.columns.size());
  }
  return matrix;
}

// The same on the graph written out: weights are scalar products, and there are no loops.
std::vector<double> centrality_written_out(const std::vector<std::vector<double>>& dense) {
  const std::size_t n = dense.size();
  std::vector<std::vector<double>> weights(n, std::vector<double>(n, 0));
  for (std::size_t x = 0; x < n; ++x) {
    for (std::size_t y = 0; y < n; ++y) {
      if (x == y) continue;
      for (std::size_t c = 0; c < dense[x].size(); ++c) weights[x][y] += dense[x][c] * dense[y][c];
    }
  }
  std::vector<double> centrality(n, 1);
  for (int step = 0; step < 3000; ++step) {
    std::vector<double> next = centrality;  // the shift that keeps it from swinging
    for (std::size_t x = 0; x < n; ++x) {
      for (std::size_t y = 0; y < n; ++y) next[x] += weights[x][y] * centrality[y];
    }
    double square = 0;
    for (const double number : next) square += number * number;
    for (double& number : next) number /= std::sqrt(square);
    centrality = next;
  }
  return centrality;
}

std::vector<std::vector<double>> with_rows_of_length_one(std::vector<std::vector<double>> dense) {
  for (auto& row : dense) {
    double square = 0;
    for (const double number : row) square += number * number;
    for (double& number : row) number /= std::sqrt(square);
  }
  return dense;
}

TEST(EigenvectorCentralityTest, GivesEqualRowsTheSameAndNothingToTheOthers) {
  // Three rows alike, and one that shares no column with them.
  const auto centrality =
      eigenvector_centrality(matrix_of({{1, 0}, {1, 0}, {1, 0}, {0, 1}}), {1000, 1e-12});
  for (int row = 0; row < 3; ++row) EXPECT_NEAR(centrality[row], 1 / std::sqrt(3.0), 1e-9) << row;
  EXPECT_NEAR(centrality[3], 0, 1e-9);
}

TEST(EigenvectorCentralityTest, ScalesRowsAndLeavesEmptyOnes) {
  SparseRows matrix = matrix_of({{3, 4}, {0, 0}});
  scale_rows_to_length_one(matrix);
  EXPECT_DOUBLE_EQ(matrix.values[0], .6);
  EXPECT_DOUBLE_EQ(matrix.values[1], .8);
  EXPECT_EQ(eigenvector_centrality(matrix).size(), 2U);
}

TEST(EigenvectorCentralityTest, TakesNoRowsAtAll) {
  EXPECT_TRUE(eigenvector_centrality(SparseRows{}).empty());
}

RC_GTEST_PROP(EigenvectorCentralityTest, AgreesWithTheGraphWrittenOut, ()) {
  const auto rows = *rc::gen::inRange(1, 8);
  const auto width = *rc::gen::inRange(1, 6);
  std::vector<std::vector<double>> dense;
  for (int row = 0; row < rows; ++row) {
    dense.emplace_back();
    // Column 0 is everybody's: one component, so one leading vector.
    for (int c = 0; c < width; ++c) dense.back().push_back(c == 0 ? 1 : *rc::gen::inRange(0, 4));
  }
  dense = with_rows_of_length_one(dense);
  const auto expected = centrality_written_out(dense);
  const auto centrality = eigenvector_centrality(matrix_of(dense), {5000, 1e-13});
  for (int row = 0; row < rows; ++row) {
    RC_ASSERT(std::abs(centrality[static_cast<std::size_t>(row)] -
                       expected[static_cast<std::size_t>(row)]) < 1e-6);
  }
}

}  // namespace
}  // namespace overt::graph
