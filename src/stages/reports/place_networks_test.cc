#include <cmath>

#include <gtest/gtest.h>

#include "stages/reports/place_networks_internal.h"

namespace overt {
namespace {

std::vector<NetworkReport> networks_of(std::size_t count, std::size_t members) {
  std::vector<NetworkReport> networks(count);
  for (NetworkReport& network : networks) network.members.resize(members);
  return networks;
}

double apart(const Point& a, const Point& b) { return std::hypot(a.x - b.x, a.y - b.y); }

TEST(PlaceNetworksTest, LetsNoDiscCoverAnother) {
  const NetworkPlaces places = place_networks(networks_of(300, 20));
  ASSERT_EQ(places.discs.size(), 300U);
  for (std::size_t i = 0; i < places.discs.size(); ++i) {
    const Disc& disc = places.discs[i];
    EXPECT_GE(disc.centre.x - disc.radius, 0);
    EXPECT_LE(disc.centre.y + disc.radius, places.height);
    for (std::size_t j = 0; j < i; ++j) {
      const Disc& other = places.discs[j];
      ASSERT_GE(apart(disc.centre, other.centre), disc.radius + other.radius) << i << ' ' << j;
    }
  }
}

TEST(PlaceNetworksTest, GivesNothingForNoNetworks) {
  EXPECT_TRUE(place_networks({}).discs.empty());
}

TEST(PlaceNetworksTest, KeepsMembersInTheirDisc) {
  NetworkReport network;
  for (int i = 0; i < 50; ++i) {
    MemberReport member;
    member.x = 0.01 * i;
    member.y = 0.5 + 0.001 * i * i;
    network.members.push_back(member);
  }
  const Disc disc{{10, 20}, 5};
  for (const Point& point : place_members(network, disc)) {
    EXPECT_LE(apart(point, disc.centre), disc.radius + 1e-9);
  }
}

TEST(PlaceNetworksTest, LetsNoFarMemberSqueezeTheOthers) {
  NetworkReport network;
  network.members.resize(21);
  for (std::size_t i = 0; i < 20; ++i) network.members[i].x = 0.001 * static_cast<double>(i);
  network.members[20].x = 1;
  const std::vector<Point> points = place_members(network, Disc{{0, 0}, 1});
  EXPECT_NEAR(std::abs(points[20].x), 1, 1e-9);
  EXPECT_GT(std::abs(points[10].x), 0.45);
}

TEST(PlaceNetworksTest, SpreadsMembersThatStandInOneSpot) {
  NetworkReport network;
  network.members.resize(10);
  const std::vector<Point> points = place_members(network, Disc{{0, 0}, 1});
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(apart(points[i], points[j]), 0.1);
  }
}

TEST(PlaceNetworksTest, FillsTheBoxEvenly) {
  NetworkReport network;
  network.members.resize(3);
  network.members[1].x = 1;
  network.members[2].y = 0.25;
  const std::vector<Point> points = place_members(network, Point{10, 10}, Point{110, 60});
  EXPECT_NEAR(points[0].x, 10, 1e-6);
  EXPECT_NEAR(points[1].x, 110, 1e-6);
  EXPECT_NEAR(points[2].y - points[0].y, 25, 1e-6);
}

}  // namespace
}  // namespace overt
