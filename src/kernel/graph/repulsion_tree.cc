#include "kernel/graph/repulsion_tree.h"

#include <algorithm>
#include <array>

namespace overt::graph {
namespace {

constexpr double kOpening = 1.1;
/// Deeper cells hold several points as one; far below what a picture shows.
constexpr int kDepthMax = 20;

}  // namespace

RepulsionTree::RepulsionTree(std::span<const Point> points, std::span<const double> masses) {
  Cell root;
  if (points.empty()) {
    cells_.push_back(root);
    return;
  }
  Point low = points[0];
  Point high = points[0];
  for (const Point& point : points) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  root.width = std::max({high.x - low.x, high.y - low.y, 1e-9});
  root.middle_x = (low.x + high.x) / 2;
  root.middle_y = (low.y + high.y) / 2;
  width_min_ = root.width / (1 << kDepthMax);
  cells_.reserve(points.size() * 3);
  cells_.push_back(root);
  for (std::size_t i = 0; i < points.size(); ++i) add(points[i], masses[i]);
}

std::uint32_t RepulsionTree::child_for(const Cell& cell, double x, double y) const {
  return cell.children + (x >= cell.middle_x ? 1U : 0U) + (y >= cell.middle_y ? 2U : 0U);
}

void RepulsionTree::add(Point point, double mass) {
  std::uint32_t at = 0;
  for (;;) {
    const bool leaf = cells_[at].children == 0;
    if (leaf && cells_[at].mass > 0 && cells_[at].width > width_min_) split(at);
    Cell& cell = cells_[at];
    cell.mass += mass;
    cell.moment_x += mass * point.x;
    cell.moment_y += mass * point.y;
    if (cell.children == 0) return;
    at = child_for(cell, point.x, point.y);
  }
}

/// Gives a leaf four children and its point to one of them.
void RepulsionTree::split(std::uint32_t at) {
  const Cell parent = cells_[at];
  cells_[at].children = static_cast<std::uint32_t>(cells_.size());
  for (int i = 0; i < 4; ++i) {
    Cell child;
    child.width = parent.width / 2;
    child.middle_x = parent.middle_x + (i % 2 == 0 ? -1 : 1) * parent.width / 4;
    child.middle_y = parent.middle_y + (i < 2 ? -1 : 1) * parent.width / 4;
    cells_.push_back(child);
  }
  const std::uint32_t place =
      child_for(cells_[at], parent.moment_x / parent.mass, parent.moment_y / parent.mass);
  cells_[place].mass = parent.mass;
  cells_[place].moment_x = parent.moment_x;
  cells_[place].moment_y = parent.moment_y;
}

Point RepulsionTree::push_at(Point at) const {
  Point push;
  std::array<std::uint32_t, 4 * (kDepthMax + 2)> stack;
  std::size_t waiting = 0;
  stack[waiting++] = 0;
  while (waiting > 0) {
    const Cell& cell = cells_[stack[--waiting]];
    if (cell.mass == 0) continue;
    const double dx = at.x - cell.moment_x / cell.mass;
    const double dy = at.y - cell.moment_y / cell.mass;
    const double distance2 = dx * dx + dy * dy;
    if (cell.children != 0 && cell.width * cell.width > kOpening * kOpening * distance2) {
      for (std::uint32_t i = 0; i < 4; ++i) stack[waiting++] = cell.children + i;
      continue;
    }
    if (distance2 < 1e-18) continue;
    push.x += cell.mass * dx / distance2;
    push.y += cell.mass * dy / distance2;
  }
  return push;
}

}  // namespace overt::graph
