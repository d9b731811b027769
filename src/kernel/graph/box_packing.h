#pragma once
// Packs boxes into rows of about a square (next-fit decreasing height; Coffman et al. 1980). A
// pure function, safe to call from several threads. O(n log n).

#include <span>
#include <vector>

#include "kernel/graph/layout.h"

namespace overt::graph {

struct Box {
  double width = 0;
  double height = 0;
};

/// The lower left corner of every box; no two overlap. The tallest boxes come first; rows are
/// centred.
std::vector<Point> pack_boxes(std::span<const Box> boxes);

}  // namespace overt::graph
