#pragma once
// Eigenvector centrality (Bonacich 1972) of the graph that the rows of a sparse matrix span: the
// weight between two rows is their scalar product, which for rows of length 1 is their cosine. The
// graph has an edge for every two rows that share a column, far too many to write down; a step of
// the power iteration goes through the matrix instead, there and back.
//
// Pure, single-threaded. O(iterations · entries); memory: one number a row and a column.

#include <cstdint>
#include <span>
#include <vector>

namespace overt::graph {

/// Rows of numbers, most of them 0: those of row r are values[offsets[r] … offsets[r + 1]).
struct SparseRows {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<std::uint32_t> columns;  // all below `width`, each once a row
  std::vector<double> values;          // not negative
  std::uint32_t width = 0;

  [[nodiscard]] std::uint32_t rows() const {
    return static_cast<std::uint32_t>(offsets.size() - 1);
  }
};

/// Divides every row by its Euclidean length; rows of zeros stay.
void scale_rows_to_length_one(SparseRows& matrix);

struct CentralityOptions {
  std::uint32_t iterations_max = 300;
  double change_max = 1e-6;  // mean change a row, at which it is done
};

/// One number a row, not negative, of Euclidean length 1 together. For rows of length 1 it is the
/// centrality in the graph without loops: the loops, all of weight 1, move every eigenvalue by one
/// and no eigenvector, and keep the iteration from swinging.
std::vector<double> eigenvector_centrality(const SparseRows& matrix,
                                           const CentralityOptions& options = {});

}  // namespace overt::graph
