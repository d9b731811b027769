#include "kernel/graph/box_packing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace overt::graph {
namespace {

double row_width(std::span<const Box> boxes) {
  double area = 0;
  double widest = 0;
  for (const Box& box : boxes) {
    area += box.width * box.height;
    widest = std::max(widest, box.width);
  }
  return std::max(widest, 1.1 * std::sqrt(area));
}

}  // namespace

std::vector<Point> pack_boxes(std::span<const Box> boxes) {
  std::vector<std::uint32_t> order(boxes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return boxes[a].height > boxes[b].height;
  });
  const double width = row_width(boxes);
  std::vector<Point> corners(boxes.size());
  double y = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    double x = 0;
    std::size_t end = begin;
    while (end < order.size() && (end == begin || x + boxes[order[end]].width <= width)) {
      corners[order[end]] = {x, y};
      x += boxes[order[end++]].width;
    }
    for (std::size_t i = begin; i < end; ++i) corners[order[i]].x += (width - x) / 2;
    y += boxes[order[begin]].height;
    begin = end;
  }
  return corners;
}

}  // namespace overt::graph
