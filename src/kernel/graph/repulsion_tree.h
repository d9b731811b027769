#pragma once
// A quadtree over weighted points that sums the push of all of them on one: Barnes and Hut (1986),
// "A hierarchical O(N log N) force-calculation algorithm". Immutable once made, safe to read from
// several threads. O(n log n) to make, O(log n) a query.

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/graph/layout.h"

namespace overt::graph {

class RepulsionTree {
 public:
  RepulsionTree(std::span<const Point> points, std::span<const double> masses);

  /// Σ mass · (at − p) / |at − p|² over all points p, those at `at` itself left out. Cells whose
  /// width is below kOpening times their distance count as one point.
  [[nodiscard]] Point push_at(Point at) const;

 private:
  struct Cell {
    double mass = 0;
    double moment_x = 0;  // Σ mass · x
    double moment_y = 0;
    double width = 0;
    double middle_x = 0;
    double middle_y = 0;
    std::uint32_t children = 0;  // the first of four; 0: a leaf
  };

  void add(Point point, double mass);
  void split(std::uint32_t cell);
  [[nodiscard]] std::uint32_t child_for(const Cell& cell, double x, double y) const;

  std::vector<Cell> cells_;
  double width_min_ = 0;
};

}  // namespace overt::graph
