#include "kernel/graph/layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"
#include "kernel/graph/box_packing.h"
#include "kernel/graph/connected_components.h"
#include "kernel/graph/force_layout.h"
#include "kernel/graph/leiden.h"

namespace overt::graph {
namespace {

/// Smaller graphs find their shape from any start.
constexpr std::uint32_t kCoarseMin = 32;
/// Distances are in units of the room a vertex has; nearer than this they would look like one.
constexpr double kDistanceMin = 0.6;
constexpr std::uint32_t kApartRounds = 60;
constexpr double kMargin = 1.2;  // around a component

Point random_in_disc(Random& random, double radius) {
  for (;;) {
    const Point point = {2 * random.uniform() - 1, 2 * random.uniform() - 1};
    if (point.x * point.x + point.y * point.y <= 1) return {radius * point.x, radius * point.y};
  }
}

/// The square root of each weight over the mean: a few strong edges must not draw all together.
Graph with_even_weights(const Graph& graph) {
  Rows rows = graph.rows();
  double sum = 0;
  for (const double weight : rows.weights) sum += weight;
  const double mean = sum / static_cast<double>(std::max<std::size_t>(rows.weights.size(), 1));
  for (double& weight : rows.weights) weight = mean > 0 ? 0.1 + std::sqrt(weight / mean) : 1;
  return Graph(std::move(rows));
}

struct Coarse {
  Graph graph;
  std::vector<double> masses;
};

Coarse coarse_graph(const Graph& graph, std::span<const double> masses, const Partition& parts) {
  std::vector<double> part_masses(parts.count, 0.0);
  std::vector<Edge> edges;
  for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
    const std::uint32_t own = parts.part[v];
    part_masses[own] += masses[v];
    for (std::size_t i = 0; i < graph.degree(v); ++i) {
      const std::uint32_t other = parts.part[graph.neighbours(v)[i]];
      if (own < other) edges.push_back({own, other, graph.weights(v)[i]});
    }
  }
  return {Graph(parts.count, edges), std::move(part_masses)};
}

class ComponentLayout {
 public:
  ComponentLayout(std::uint32_t iterations, std::uint64_t seed)
      : iterations_(iterations), seed_(seed), random_(seed) {}

  std::vector<Point> run(const Graph& graph, std::span<const double> masses) {
    std::vector<Point> points = start(graph, masses);
    balance_forces(graph, masses, iterations_, points);
    return points;
  }

 private:
  /// Each vertex somewhere around the place of its community in their own layout. Masses and
  /// weights add up, so both layouts have the same scale.
  std::vector<Point> start(const Graph& graph, std::span<const double> masses) {
    std::vector<Point> points(graph.vertices());
    const auto scatter = [&](double radius) {
      for (Point& point : points) point = random_in_disc(random_, radius);
    };
    if (graph.vertices() < kCoarseMin) {
      scatter(std::sqrt(static_cast<double>(graph.vertices())));
      return points;
    }
    const Partition parts = leiden(graph, {.seed = seed_, .iterations_max = 2}).partition;
    if (parts.count == 1 || parts.count > graph.vertices() / 2) {
      scatter(std::sqrt(static_cast<double>(graph.vertices())));
      return points;
    }
    const Coarse coarse = coarse_graph(graph, masses, parts);
    const std::vector<Point> places = run(coarse.graph, coarse.masses);
    for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
      const std::uint32_t part = parts.part[v];
      const Point offset = random_in_disc(random_, 0.5 * std::sqrt(coarse.masses[part]));
      points[v] = {places[part].x + offset.x, places[part].y + offset.y};
    }
    return points;
  }

  const std::uint32_t iterations_;
  const std::uint64_t seed_;
  Random random_;
};

std::pair<Point, Point> corners_of(std::span<const Point> points) {
  Point low = points[0];
  Point high = points[0];
  for (const Point& point : points) {
    low = {std::min(low.x, point.x), std::min(low.y, point.y)};
    high = {std::max(high.x, point.x), std::max(high.y, point.y)};
  }
  return {low, high};
}

/// Turns a component so that it is longest along x: boxes get tight and pairs lie flat.
void turn_flat(std::vector<Point>& points) {
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (const Point& point : points) {
    xx += point.x * point.x;
    xy += point.x * point.y;
    yy += point.y * point.y;
  }
  // The eigenvector of the larger eigenvalue; the points are centred.
  const double spread = std::sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);
  const Point axis = xx >= yy ? Point{xx - yy + spread, 2 * xy} : Point{2 * xy, yy - xx + spread};
  const double length = std::sqrt(axis.x * axis.x + axis.y * axis.y);
  if (length <= 0) return;
  const double c = axis.x / length;
  const double s = axis.y / length;
  for (Point& point : points) point = {c * point.x + s * point.y, c * point.y - s * point.x};
}

/// Scales a component so that its box has room for each vertex, however thin it is, and spreads
/// what is too near.
void fit(std::vector<Point>& points) {
  turn_flat(points);
  const auto [low, high] = corners_of(points);
  const auto n = static_cast<double>(points.size());
  const double area = (high.x - low.x) * (high.y - low.y);
  const double longest = std::max({high.x - low.x, high.y - low.y, 1e-9});
  constexpr double kRoom = 2.25;  // of a vertex
  const double scale = std::sqrt(kRoom * n / std::max(area, kRoom / n * longest * longest));
  for (Point& point : points) point = {point.x * scale, point.y * scale};
  keep_apart(kDistanceMin, kApartRounds, points);
}

std::uint32_t affordable_iterations(const Graph& graph, const LayoutOptions& options) {
  const std::uint64_t visits = 32 * std::uint64_t{graph.vertices()} + 2 * graph.edges() + 1;
  const std::uint64_t affordable = std::max<std::uint64_t>(options.work_max / visits, 5);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(affordable, options.iterations_max));
}

std::vector<Point> component_layout(const Graph& graph, std::uint32_t iterations,
                                    std::uint64_t seed) {
  if (graph.vertices() == 1) return {Point{}};
  std::vector<double> masses(graph.vertices());
  for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
    masses[v] = 1 + std::sqrt(static_cast<double>(graph.degree(v)));
  }
  std::vector<Point> points = ComponentLayout(iterations, seed).run(graph, masses);
  fit(points);
  return points;
}

/// Moves the points into [0, 1]², centred, with their proportions kept.
void normalise(std::vector<Point>& points) {
  if (points.empty()) return;
  const auto [low, high] = corners_of(points);
  const double extent = std::max({high.x - low.x, high.y - low.y, 1e-9});
  const Point middle = {(low.x + high.x) / 2, (low.y + high.y) / 2};
  for (Point& point : points) {
    point.x = std::clamp(0.5 + (point.x - middle.x) / extent, 0.0, 1.0);
    point.y = std::clamp(0.5 + (point.y - middle.y) / extent, 0.0, 1.0);
  }
}

}  // namespace

std::vector<Point> layout(const Graph& graph, const LayoutOptions& options) {
  const Graph even = with_even_weights(graph);
  const std::uint32_t iterations = affordable_iterations(graph, options);
  const Partition components = connected_components(even);
  const PartMembers members = members_of(components);
  std::vector<std::uint32_t> place(graph.vertices(), 0);
  std::vector<Point> points(graph.vertices());
  std::vector<Box> boxes;
  for (std::uint32_t c = 0; c < components.count; ++c) {
    const auto vertices = members.of(c);
    const auto own =
        component_layout(induced_subgraph(even, vertices, place), iterations, options.seed);
    const auto [low, high] = corners_of(own);
    boxes.push_back({high.x - low.x + kMargin, high.y - low.y + kMargin});
    for (std::size_t i = 0; i < vertices.size(); ++i) {
      points[vertices[i]] = {own[i].x - low.x + kMargin / 2, own[i].y - low.y + kMargin / 2};
    }
  }
  const std::vector<Point> corners = pack_boxes(boxes);
  for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
    const Point corner = corners[components.part[v]];
    points[v] = {points[v].x + corner.x, points[v].y + corner.y};
  }
  normalise(points);
  return points;
}

}  // namespace overt::graph
