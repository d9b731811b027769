#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "stages/reports/draw_pictures_internal.h"
#include "stages/reports/palette_internal.h"
#include "stages/reports/place_networks_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr std::size_t kOverviewNodes = 3000;
constexpr std::size_t kOverviewEdgesPerNetwork = 120;
constexpr double kOverviewWidth = 1040;  // in pixels on a wide screen
constexpr double kOverviewHeight = 480;
constexpr std::size_t kLabelLength = 20;
constexpr std::size_t kLabels = 10;
constexpr double kLabelSize = 12;
constexpr Disc kNetworkDisc{{240, 190}, 160};

std::uint32_t most_partners(const NetworkReport& network) {
  std::uint32_t most = 1;
  for (const MemberReport& member : network.members) most = std::max(most, member.partners);
  return most;
}

double node_radius(const MemberReport& member, std::uint32_t most, double small, double large) {
  const double share = static_cast<double>(member.partners) / static_cast<double>(most);
  return small + (large - small) * std::sqrt(share);
}

void draw_edges(HtmlWriter& html, const NetworkReport& network, const std::vector<Point>& points,
                const std::vector<std::uint32_t>& edges, std::size_t nodes) {
  for (const std::uint32_t i : edges) {
    const EdgeReport& edge = network.edges[i];
    if (edge.a >= nodes || edge.b >= nodes) continue;
    const Point& a = points[edge.a];
    const Point& b = points[edge.b];
    html.put("M{} {}L{} {}", a.x, a.y, b.x, b.y);
  }
}

// The upper quarter in common objects is drawn stronger.
void draw_edge_layers(HtmlWriter& html, const NetworkReport& network,
                      const std::vector<Point>& points, std::size_t edges_max, std::size_t nodes) {
  std::vector<std::uint32_t> edges = strongest_edges(network, edges_max);
  const auto quarter = edges.begin() + static_cast<std::ptrdiff_t>((edges.size() + 3) / 4);
  html.put("<path class=\"e\" d=\"");
  draw_edges(html, network, points, {quarter, edges.end()}, nodes);
  html.put("\"/><path class=\"e s\" d=\"");
  draw_edges(html, network, points, {edges.begin(), quarter}, nodes);
  html.put("\"/>");
}

void draw_node(HtmlWriter& html, const MemberReport& member, const Point& at, double radius) {
  html.put("<circle class=\"n\" cx=\"{}\" cy=\"{}\" r=\"{}\"><title>", at.x, at.y, radius);
  // First-strong isolate and its end: a name of either direction leaves the rest in place.
  html.put("\u2068{}\u2069, {}, {}</title></circle>\n",
           shortened(best_name(member), kLabelLength + 10), counted(member.partners, "partner"),
           counted(member.objects, "object"));
}

/// Boxes of the labels that stand already, so that no label covers another.
class LabelSpace {
 public:
  /// Takes the space for a label whose baseline starts at (x, y), unless it is taken.
  bool take(double x, double y, double width) {
    const Box box{x - 2, y - kLabelSize, x + width + 2, y + 3};
    if (box.left < 2 || box.right > 2 * kNetworkDisc.centre.x - 2) return false;
    for (const Box& other : boxes_) {
      if (box.left < other.right && other.left < box.right && box.top < other.bottom &&
          other.top < box.bottom) {
        return false;
      }
    }
    boxes_.push_back(box);
    return true;
  }

 private:
  struct Box {
    double left, top, right, bottom;
  };
  std::vector<Box> boxes_;
};

// Roughly: a Latin letter is little more than half an em wide, an ideograph a whole one.
double text_width(std::string_view text) {
  double width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) width += 0.58;
    if (byte >= 0xC0) width += byte >= 0xE0 ? 1.0 : 0.62;
  }
  return width * kLabelSize;
}

struct Label {
  std::size_t member = 0;
  Point at;
};

std::vector<Label> place_labels(const NetworkReport& network, const std::vector<Point>& points,
                                std::size_t nodes, std::uint32_t most) {
  LabelSpace space;
  std::vector<Label> labels;
  for (std::size_t m = 0; m < std::min(nodes, 3 * kLabels) && labels.size() < kLabels; ++m) {
    const MemberReport& member = network.members[m];
    const double radius = node_radius(member, most, 3.5, 9);
    const double width = text_width(shortened(best_name(member), kLabelLength));
    const Point right{points[m].x + radius + 3, points[m].y + 4};
    const Point left{points[m].x - radius - 3 - width, points[m].y + 4};
    for (const Point& at : {right, left}) {
      if (!space.take(at.x, at.y, width)) continue;
      labels.push_back({m, at});
      break;
    }
  }
  return labels;
}

void draw_labels(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                 const std::vector<Label>& labels, std::size_t rows) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Label& label = labels[i];
    const bool linked = label.member < rows;
    if (linked) html.put("<a href=\"#n{}-m{}\">", Plain{rank}, Plain{label.member});
    if (i < 4) {
      html.put("<text x=\"{}\" y=\"{}\">", label.at.x, label.at.y);
    } else {
      html.put("<text class=\"wide\" x=\"{}\" y=\"{}\">", label.at.x, label.at.y);
    }
    html.put("{}</text>", shortened(best_name(network.members[label.member]), kLabelLength));
    if (linked) html.put("</a>");
    html.put("\n");
  }
}

struct OverviewScale {
  double pixels_per_unit = 1;
  std::size_t nodes_per_network = 0;
};

void draw_overview_network(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                           const Disc& disc, const OverviewScale& scale) {
  const std::size_t nodes = std::min(network.members.size(), scale.nodes_per_network);
  const std::vector<Point> points = place_members(network, {disc.centre, disc.radius - 7});
  const std::uint32_t most = most_partners(network);
  const double smallest = std::max(1.3, 1.3 / scale.pixels_per_unit);
  html.put("<a class=\"c{}\" href=\"#network-{}\" aria-label=\"Network {}, {}\">\n",
           Plain{colour_of(rank - 1)}, Plain{rank}, rank,
           counted(network.members.size(), "account"));
  html.put("<circle class=\"disc\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", disc.centre.x, disc.centre.y,
           disc.radius);
  draw_edge_layers(html, network, points, kOverviewEdgesPerNetwork, nodes);
  for (std::size_t m = 0; m < nodes; ++m) {
    draw_node(html, network.members[m], points[m],
              node_radius(network.members[m], most, smallest, 2.6 * smallest));
  }
  html.put("</a>\n");
}

// Under the disc, over everything else. Small discs have their number alone.
void draw_overview_label(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                         const Disc& disc, double pixels_per_unit) {
  const double radius = disc.radius * pixels_per_unit;
  if (radius < 12 || network.members.empty()) return;
  html.put("<text x=\"{}\" y=\"{}\"><tspan class=\"no\">{}</tspan>", disc.centre.x,
           disc.centre.y + disc.radius + 4 / pixels_per_unit, rank);
  if (radius > 42) {
    const std::size_t room = static_cast<std::size_t>(radius / 4);
    html.put("<tspan class=\"wide\"> {}</tspan>",
             shortened(best_name(network.members.front()), std::min(room, kLabelLength)));
  }
  html.put("</text>\n");
}

}  // namespace

std::string_view best_name(const MemberReport& member) {
  if (!member.handle.empty()) return member.handle;
  return member.display_name.empty() ? member.account : member.display_name;
}

std::vector<std::uint32_t> strongest_edges(const NetworkReport& network, std::size_t count) {
  std::vector<std::uint32_t> order(network.edges.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto strength = [&](std::uint32_t i) {
    const EdgeReport& edge = network.edges[i];
    return std::make_tuple(edge.objects, edge.co_actions, ~i);
  };
  const std::size_t kept = std::min(count, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
      [&](std::uint32_t left, std::uint32_t right) { return strength(left) > strength(right); });
  order.resize(kept);
  return order;
}

void draw_overview(HtmlWriter& html, const std::vector<NetworkReport>& networks) {
  const NetworkPlaces places = place_networks(networks);
  OverviewScale scale;
  scale.pixels_per_unit = std::min(kOverviewWidth / places.width, kOverviewHeight / places.height);
  scale.nodes_per_network =
      std::max<std::size_t>(8, kOverviewNodes / std::max<std::size_t>(networks.size(), 1));
  const double size = 13 / scale.pixels_per_unit;
  html.put("<svg class=\"all\" viewBox=\"0 0 {} {}\" font-size=\"{}\" role=\"group\" ",
           places.width, places.height + size, size);
  html.put("aria-label=\"Picture of {}\">\n", counted(networks.size(), "network"));
  for (std::size_t i = 0; i < networks.size(); ++i) {
    draw_overview_network(html, networks[i], i + 1, places.discs[i], scale);
  }
  for (std::size_t i = 0; i < networks.size(); ++i) {
    draw_overview_label(html, networks[i], i + 1, places.discs[i], scale.pixels_per_unit);
  }
  html.put("</svg>\n");
}

void draw_network(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                  const PictureLimits& limits) {
  const std::size_t nodes = std::min(network.members.size(), limits.nodes);
  const std::vector<Point> points = place_members(network, kNetworkDisc);
  const std::uint32_t most = most_partners(network);
  html.put("<svg class=\"net\" viewBox=\"0 0 480 380\" font-size=\"{}\" role=\"group\" ",
           kLabelSize);
  html.put("aria-label=\"Picture of network {}: {}, {}\">\n", rank,
           counted(network.members.size(), "account"), counted(network.edges.size(), "pair"));
  draw_edge_layers(html, network, points, limits.edges, nodes);
  for (std::size_t m = 0; m < nodes; ++m) {
    draw_node(html, network.members[m], points[m], node_radius(network.members[m], most, 3.5, 9));
  }
  draw_labels(html, network, rank, place_labels(network, points, nodes, most), limits.rows);
  html.put("</svg>\n");
}

}  // namespace overt
