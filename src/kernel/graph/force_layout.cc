#include "kernel/graph/force_layout.h"

#include <algorithm>
#include <cmath>

#include "kernel/graph/repulsion_tree.h"

namespace overt::graph {
namespace {

/// Below, every pair of vertices is summed; a tree would cost more.
constexpr std::uint32_t kExactMax = 128;

Point exact_push(std::span<const Point> points, std::span<const double> masses, std::size_t at) {
  Point push;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double dx = points[at].x - points[i].x;
    const double dy = points[at].y - points[i].y;
    const double distance2 = dx * dx + dy * dy;
    if (distance2 < 1e-18) continue;
    push.x += masses[i] * dx / distance2;
    push.y += masses[i] * dy / distance2;
  }
  return push;
}

double radius_of(std::span<const Point> points) {
  double sum = 0;
  for (const Point& point : points) sum += point.x * point.x + point.y * point.y;
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(points.size(), 1)));
}

void centre(std::vector<Point>& points) {
  Point sum;
  for (const Point& point : points) sum = {sum.x + point.x, sum.y + point.y};
  const auto n = static_cast<double>(std::max<std::size_t>(points.size(), 1));
  for (Point& point : points) point = {point.x - sum.x / n, point.y - sum.y / n};
}

/// Where the vertex would stand if all its neighbours' pull and the push stayed as they are,
/// half-way, and no farther than `step_max`.
Point step_of(const Graph& graph, std::uint32_t vertex, Point push, double step_max,
              std::span<const Point> points) {
  const auto neighbours = graph.neighbours(vertex);
  const auto weights = graph.weights(vertex);
  Point force = push;
  double stiffness = 1e-12;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    force.x += weights[i] * (points[neighbours[i]].x - points[vertex].x);
    force.y += weights[i] * (points[neighbours[i]].y - points[vertex].y);
    stiffness += weights[i];
  }
  Point step = {0.5 * force.x / stiffness, 0.5 * force.y / stiffness};
  const double length = std::sqrt(step.x * step.x + step.y * step.y);
  if (length > step_max) step = {step.x * step_max / length, step.y * step_max / length};
  return step;
}

}  // namespace

void balance_forces(const Graph& graph, std::span<const double> masses, std::uint32_t iterations,
                    std::vector<Point>& points) {
  std::vector<Point> moved(points.size());
  for (std::uint32_t iteration = 0; iteration < iterations; ++iteration) {
    const double left = 1 - static_cast<double>(iteration) / iterations;
    const double step_max = 0.3 * left * left * radius_of(points);
    const bool exact = graph.vertices() <= kExactMax;
    const RepulsionTree tree(exact ? std::span<const Point>() : points, masses);
    for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
      Point push = exact ? exact_push(points, masses, v) : tree.push_at(points[v]);
      push = {push.x * masses[v], push.y * masses[v]};
      const Point step = step_of(graph, v, push, step_max, points);
      moved[v] = {points[v].x + step.x, points[v].y + step.y};
    }
    points.swap(moved);
    centre(points);
  }
}

namespace {

struct InCell {
  std::int64_t row;
  std::int64_t column;
  std::uint32_t point;

  friend bool operator<(const InCell& a, const InCell& b) {
    if (a.row != b.row) return a.row < b.row;
    return a.column != b.column ? a.column < b.column : a.point < b.point;
  }
};

/// Moves both points half of what they are too near; false where they are far enough.
bool part(Point& a, Point& b, double distance_min) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double distance2 = dx * dx + dy * dy;
  if (distance2 >= distance_min * distance_min) return false;
  const double distance = std::sqrt(distance2);
  // Slightly more than needed, so that rounds do not creep towards the limit.
  const double half = 0.55 * (distance_min - distance);
  const Point towards = distance > 1e-12 ? Point{dx / distance, dy / distance} : Point{0.8, 0.6};
  a = {a.x - half * towards.x, a.y - half * towards.y};
  b = {b.x + half * towards.x, b.y + half * towards.y};
  return true;
}

bool part_all(std::span<const InCell> cells, double distance_min, std::vector<Point>& points) {
  bool any = false;
  // Each cell meets the rest of its own row up to the next column, and three cells of the next.
  std::size_t next_row = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const InCell& own = cells[i];
    for (std::size_t j = i + 1;
         j < cells.size() && cells[j].row == own.row && cells[j].column <= own.column + 1; ++j) {
      any |= part(points[own.point], points[cells[j].point], distance_min);
    }
    const InCell from = {own.row + 1, own.column - 1, 0};
    while (next_row < cells.size() && cells[next_row] < from) ++next_row;
    for (std::size_t j = next_row;
         j < cells.size() && cells[j].row == from.row && cells[j].column <= own.column + 1; ++j) {
      any |= part(points[own.point], points[cells[j].point], distance_min);
    }
  }
  return any;
}

}  // namespace

void keep_apart(double distance_min, std::uint32_t rounds, std::vector<Point>& points) {
  std::vector<InCell> cells(points.size());
  bool any = true;
  for (std::uint32_t round = 0; any && round < rounds; ++round) {
    for (std::uint32_t i = 0; i < points.size(); ++i) {
      cells[i] = {static_cast<std::int64_t>(std::floor(points[i].y / distance_min)),
                  static_cast<std::int64_t>(std::floor(points[i].x / distance_min)), i};
    }
    std::sort(cells.begin(), cells.end());
    any = part_all(cells, distance_min, points);
  }
}

}  // namespace overt::graph
