#include <algorithm>
#include <cmath>

#include "stages/reports/place_networks_internal.h"

namespace overt {
namespace {

constexpr std::size_t kPackedMax = 250;
constexpr double kGap = 14;    // between discs
constexpr double kWide = 2.0;  // the spiral is wider than high, as screens are
constexpr double kGoldenAngle = 2.399963229728653;

double radius_of(const NetworkReport& network) {
  return 16 + 7 * std::sqrt(static_cast<double>(network.members.size()));
}

bool is_free(const std::vector<Disc>& placed, const Disc& disc) {
  return std::none_of(placed.begin(), placed.end(), [&](const Disc& other) {
    const double dx = other.centre.x - disc.centre.x;
    const double dy = other.centre.y - disc.centre.y;
    const double apart = other.radius + disc.radius + kGap;
    return dx * dx + dy * dy < apart * apart;
  });
}

// Walks an Archimedean spiral until the disc stands free. `turn` goes on from disc to disc, a
// little behind the last one's place, so that smaller discs still fill gaps.
void place_on_spiral(std::vector<Disc>& placed, Disc disc, double& turn) {
  turn *= 0.85;
  while (true) {
    const double reach = 5 * turn;
    disc.centre = {kWide * reach * std::cos(turn), reach * std::sin(turn)};
    if (is_free(placed, disc)) break;
    turn += disc.radius / 4 / (reach + 8);
  }
  placed.push_back(disc);
}

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};

Box box_around(const std::vector<Disc>& discs) {
  Box box{1e18, 1e18, -1e18, -1e18};
  for (const Disc& disc : discs) {
    box.left = std::min(box.left, disc.centre.x - disc.radius);
    box.right = std::max(box.right, disc.centre.x + disc.radius);
    box.top = std::min(box.top, disc.centre.y - disc.radius);
    box.bottom = std::max(box.bottom, disc.centre.y + disc.radius);
  }
  return box;
}

void place_in_rows(std::vector<Disc>& discs, const std::vector<NetworkReport>& networks) {
  const Box box = box_around(discs);
  double x = box.left;
  double y = box.bottom + kGap;
  double row = 0;
  for (std::size_t i = discs.size(); i < networks.size(); ++i) {
    const double radius = radius_of(networks[i]);
    if (x > box.left && x + 2 * radius > box.right) {
      x = box.left;
      y += row + kGap;
      row = 0;
    }
    discs.push_back({{x + radius, y + radius}, radius});
    x += 2 * radius + kGap;
    row = std::max(row, 2 * radius);
  }
}

/// The members' positions around (0, 0), the farthest at a distance of 1 (all at 0 where they stand
/// in one spot).
std::vector<Point> centred_members(const NetworkReport& network) {
  const double count = static_cast<double>(std::max<std::size_t>(network.members.size(), 1));
  Point middle;
  for (const MemberReport& member : network.members) {
    middle.x += member.x / count;
    middle.y += member.y / count;
  }
  double reach = 0;
  std::vector<Point> points;
  for (const MemberReport& member : network.members) {
    points.push_back({member.x - middle.x, member.y - middle.y});
    reach = std::max(reach, std::hypot(points.back().x, points.back().y));
  }
  const double scale = reach > 1e-9 ? 1 / reach : 0;
  for (Point& point : points) point = {point.x * scale, point.y * scale};
  return points;
}

/// The power to raise distances from the middle to, so that half of the members stand in the outer
/// half: 1 where they do already, less where a few far ones would squeeze the others together; 0
/// where all stand in one spot.
double spread(const std::vector<Point>& points) {
  if (points.empty()) return 0;
  std::vector<double> distances;
  for (const Point& point : points) distances.push_back(std::hypot(point.x, point.y));
  std::sort(distances.begin(), distances.end());
  if (distances.back() == 0) return 0;
  const double median = distances[distances.size() / 2];
  if (median >= 0.5) return 1;
  return std::clamp(std::log(0.5) / std::log(std::max(median, 1e-9)), 0.2, 1.0);
}

}  // namespace

NetworkPlaces place_networks(const std::vector<NetworkReport>& networks) {
  NetworkPlaces places;
  if (networks.empty()) return places;
  double turn = 0;
  for (std::size_t i = 0; i < std::min(networks.size(), kPackedMax); ++i) {
    place_on_spiral(places.discs, {{}, radius_of(networks[i])}, turn);
  }
  place_in_rows(places.discs, networks);
  const Box box = box_around(places.discs);
  for (Disc& disc : places.discs) {
    disc.centre.x += kGap - box.left;
    disc.centre.y += kGap - box.top;
  }
  places.width = box.right - box.left + 2 * kGap;
  places.height = box.bottom - box.top + 2 * kGap;
  return places;
}

std::vector<Point> place_members(const NetworkReport& network, const Disc& disc) {
  const double count = static_cast<double>(std::max<std::size_t>(network.members.size(), 1));
  std::vector<Point> points = centred_members(network);
  const double power = spread(points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    double out = std::hypot(points[i].x, points[i].y);
    double angle = std::atan2(points[i].y, points[i].x);
    out = out > 0 ? std::pow(out, power) : 0;
    if (power == 0) {
      angle = kGoldenAngle * static_cast<double>(i);
      out = std::sqrt((static_cast<double>(i) + 0.5) / count);
    }
    points[i] = {disc.centre.x + disc.radius * out * std::cos(angle),
                 disc.centre.y + disc.radius * out * std::sin(angle)};
  }
  return points;
}

std::vector<Point> place_members(const NetworkReport& network, const Point& low,
                                 const Point& high) {
  std::vector<Point> points = place_members(network, Disc{{0, 0}, 1});
  if (points.empty()) return points;
  Box box{1e18, 1e18, -1e18, -1e18};
  for (const Point& point : points) {
    box = {std::min(box.left, point.x), std::min(box.top, point.y), std::max(box.right, point.x),
           std::max(box.bottom, point.y)};
  }
  const double width = std::max(box.right - box.left, 1e-9);
  const double height = std::max(box.bottom - box.top, 1e-9);
  const double scale = std::min((high.x - low.x) / width, (high.y - low.y) / height);
  for (Point& point : points) {
    point.x = (low.x + high.x) / 2 + scale * (point.x - (box.left + box.right) / 2);
    point.y = (low.y + high.y) / 2 + scale * (point.y - (box.top + box.bottom) / 2);
  }
  return points;
}

}  // namespace overt
