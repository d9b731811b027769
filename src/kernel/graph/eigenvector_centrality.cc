#include "kernel/graph/eigenvector_centrality.h"

#include <cmath>

#include "base/check.h"

namespace overt::graph {
namespace {

// by_column = matrixᵀ · by_row.
void gather(const SparseRows& matrix, const std::vector<double>& by_row,
            std::vector<double>& by_column) {
  by_column.assign(matrix.width, 0);
  for (std::uint32_t row = 0; row < matrix.rows(); ++row) {
    for (std::uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
      by_column[matrix.columns[i]] += matrix.values[i] * by_row[row];
    }
  }
}

// by_row = matrix · by_column.
void scatter(const SparseRows& matrix, const std::vector<double>& by_column,
             std::vector<double>& by_row) {
  for (std::uint32_t row = 0; row < matrix.rows(); ++row) {
    double sum = 0;
    for (std::uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
      sum += matrix.values[i] * by_column[matrix.columns[i]];
    }
    by_row[row] = sum;
  }
}

void scale_to_length_one(std::vector<double>& numbers) {
  double square = 0;
  for (const double number : numbers) square += number * number;
  if (square <= 0) return;
  const double length = std::sqrt(square);
  for (double& number : numbers) number /= length;
}

}  // namespace

void scale_rows_to_length_one(SparseRows& matrix) {
  for (std::uint32_t row = 0; row < matrix.rows(); ++row) {
    double square = 0;
    for (std::uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
      square += matrix.values[i] * matrix.values[i];
    }
    if (square <= 0) continue;
    const double length = std::sqrt(square);
    for (std::uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
      matrix.values[i] /= length;
    }
  }
}

std::vector<double> eigenvector_centrality(const SparseRows& matrix,
                                           const CentralityOptions& options) {
  CHECK_EQ(matrix.columns.size(), matrix.offsets.back());
  CHECK_EQ(matrix.values.size(), matrix.columns.size());
  std::vector<double> centrality(matrix.rows(), 1);
  scale_to_length_one(centrality);
  std::vector<double> next(matrix.rows());
  std::vector<double> by_column;
  for (std::uint32_t i = 0; i < options.iterations_max; ++i) {
    gather(matrix, centrality, by_column);
    scatter(matrix, by_column, next);
    scale_to_length_one(next);
    double change = 0;
    for (std::size_t row = 0; row < next.size(); ++row) {
      change += std::abs(next[row] - centrality[row]);
    }
    centrality.swap(next);
    if (change < options.change_max * static_cast<double>(matrix.rows())) break;
  }
  return centrality;
}

}  // namespace overt::graph
