#pragma once
// Where networks stand beside each other in one picture: a disc each, larger with more members,
// the largest in the middle, none over another; and where members stand inside their disc.
//
// Thread safety: pure functions. Complexity: O(n²) in the first 250 networks, linear beyond (they
// stand in rows below).

#include <vector>

#include "model/run.h"

namespace overt {

struct Point {
  double x = 0;
  double y = 0;
};

struct Disc {
  Point centre;
  double radius = 0;
};

/// One disc a network, in their order; the picture's corner is at (0, 0).
struct NetworkPlaces {
  std::vector<Disc> discs;
  double width = 0;
  double height = 0;
};

NetworkPlaces place_networks(const std::vector<NetworkReport>& networks);

/// The members' own positions, moved and scaled so that they fill the disc; distances from the
/// middle are evened out where a few far members would squeeze the others together. Members that
/// all stand in one spot are spread evenly.
std::vector<Point> place_members(const NetworkReport& network, const Disc& disc);

/// The same, moved and scaled evenly until they fill the box between two corners.
std::vector<Point> place_members(const NetworkReport& network, const Point& low, const Point& high);

}  // namespace overt
