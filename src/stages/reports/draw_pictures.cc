#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

#include "stages/reports/draw_pictures_internal.h"
#include "stages/reports/place_networks_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"

namespace overt {
namespace {

constexpr std::size_t kOverviewNodes = 20'000;
constexpr std::size_t kOverviewNamedRanks = 25;   // networks whose dots say what they are,
constexpr std::size_t kOverviewNamedNodes = 100;  // and how many of each
constexpr std::size_t kOverviewEdgesPerNetwork = 120;
constexpr double kOverviewWidth = 1040;  // in pixels on a wide screen
constexpr double kOverviewHeight = 560;
constexpr std::size_t kLabelLength = 20;
constexpr std::size_t kLabels = 10;
constexpr double kLabelSize = 12;
constexpr Point kLow{60, 16};  // the dots' part of a network's picture, 480 by 380
constexpr Point kHigh{420, 364};
constexpr double kPictureWidth = 480;

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

// "⁨name⁩, member, 5 partners, 12 objects": isolated, so that a name of either direction leaves
// the rest in place.
void put_tip(HtmlWriter& html, const MemberReport& member, Standing standing) {
  html.put("\u2068{}\u2069, {}, {}, {}", shortened(best_name(member), kLabelLength + 10),
           name_of(standing), counted(member.partners, "partner"),
           counted(member.objects, "object"));
}

struct Dot {
  Point at;
  double radius = 0;
};

Standing standing_in(const NetworkReport& network, const MemberReport& member) {
  return is_member(network, member) ? Standing::kMember : Standing::kAdjacent;
}

// Up to where its attributes end.
void begin_dot(HtmlWriter& html, const Dot& dot, Standing standing) {
  if (standing == Standing::kMember) {
    html.put("<circle class=\"n\" cx=\"{}\" cy=\"{}\" r=\"{}\"", dot.at.x, dot.at.y, dot.radius);
    return;
  }
  const double half = dot.radius * 1.15;
  html.put("<path class=\"n adj\" d=\"M{} {}l{} {}", dot.at.x, dot.at.y - half, half, half);
  html.put("l{} {}l{} {}z\"", -half, half, -half, -half);
}

void draw_dot(HtmlWriter& html, const Dot& dot, const MemberReport& member, Standing standing) {
  begin_dot(html, dot, standing);
  html.put("><title>");
  put_tip(html, member, standing);
  standing == Standing::kMember ? html.put("</title></circle>\n") : html.put("</title></path>\n");
}

// Inside a link, where a title of its own would become part of the link's name.
void draw_linked_dot(HtmlWriter& html, const Dot& dot, const MemberReport& member,
                     Standing standing) {
  begin_dot(html, dot, standing);
  html.put(" data-tip=\"");
  put_tip(html, member, standing);
  html.put("\"/>\n");
}

struct Box {
  double left, top, right, bottom;
};

bool overlap(const Box& one, const Box& other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom &&
         other.top < one.bottom;
}

/// Boxes of what stands already, so that no label covers another, or a dot.
class LabelSpace {
 public:
  void block(const Box& box) { boxes_.push_back(box); }

  /// Takes the space for a label whose baseline starts at `at`, unless it is taken.
  bool take(const Point& at, double width) {
    const Box box{at.x - 1, at.y - kLabelSize + 2, at.x + width + 1, at.y + 2};
    if (box.left < 2 || box.right > kPictureWidth - 2) return false;
    for (const Box& other : boxes_) {
      if (overlap(box, other)) return false;
    }
    boxes_.push_back(box);
    return true;
  }

 private:
  std::vector<Box> boxes_;
};

// Roughly: a Latin letter is little more than half an em wide, an ideograph a whole one.
double text_width(std::string_view text) {
  double width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) width += c >= 'A' && c <= 'Z' ? 0.74 : 0.58;
    if (byte >= 0xC0) width += byte >= 0xE0 ? 1.0 : 0.62;
  }
  return width * kLabelSize;
}

struct Label {
  std::size_t member = 0;
  Point at;
};

LabelSpace space_between(const NetworkReport& network, const std::vector<Point>& points,
                         std::size_t nodes, std::uint32_t most) {
  LabelSpace space;
  for (std::size_t m = 0; m < nodes; ++m) {
    const double radius = node_radius(network.members[m], most, 3.5, 9);
    space.block(
        {points[m].x - radius, points[m].y - radius, points[m].x + radius, points[m].y + radius});
  }
  return space;
}

// For the accounts with most partners: to the right, left, above or below their dot, clear of each
// other and of the largest dots. Where a picture is too full for any, the first three stand over
// it.
std::vector<Label> place_labels(const NetworkReport& network, const std::vector<Point>& points,
                                std::size_t nodes, std::uint32_t most) {
  LabelSpace space = space_between(network, points, std::min(nodes, kLabels), most);
  std::vector<Label> labels;
  for (std::size_t m = 0; m < std::min(nodes, 3 * kLabels) && labels.size() < kLabels; ++m) {
    const MemberReport& member = network.members[m];
    const double radius = node_radius(member, most, 3.5, 9) + 2;
    const double width = text_width(shortened(best_name(member), kLabelLength));
    const Point& dot = points[m];
    const std::array<Point, 4> around = {{{dot.x + radius + 1, dot.y + 4},
                                          {dot.x - radius - 1 - width, dot.y + 4},
                                          {dot.x - width / 2, dot.y - radius - 1},
                                          {dot.x - width / 2, dot.y + radius + kLabelSize - 3}}};
    const auto* free = std::find_if(around.begin(), around.end(),
                                    [&](const Point& at) { return space.take(at, width); });
    if (free != around.end()) labels.push_back({m, *free});
  }
  if (!labels.empty()) return labels;
  LabelSpace over;
  for (std::size_t m = 0; m < std::min<std::size_t>(nodes, 3); ++m) {
    const Point at{points[m].x + 8, points[m].y + 4};
    const double width = text_width(shortened(best_name(network.members[m]), kLabelLength));
    if (over.take(at, width)) labels.push_back({m, at});
  }
  return labels;
}

void draw_labels(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                 const std::vector<Label>& labels, std::size_t rows) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Label& label = labels[i];
    const bool linked = label.member < rows;
    i < 4 ? html.put("<g>") : html.put("<g class=\"wide\">");
    if (linked) {
      html.put("<a href=\"#n{}-m{}\" data-tip=\"", Plain{rank}, Plain{label.member});
      put_tip(html, network.members[label.member],
              standing_in(network, network.members[label.member]));
      html.put("\">");
    }
    html.put("<text x=\"{}\" y=\"{}\">{}</text>", label.at.x, label.at.y,
             shortened(best_name(network.members[label.member]), kLabelLength));
    if (linked) html.put("</a>");
    html.put("</g>\n");
  }
}

struct OverviewScale {
  double pixels_per_unit = 1;
  std::size_t nodes_per_network = 0;
};

/// Dots without a name, in one path of strokes without length: a tenth of the bytes.
struct NamelessDots {
  std::size_t from = 0;
  std::size_t to = 0;
  double width = 0;
};

void draw_nameless_dots(HtmlWriter& html, const NetworkReport& network,
                        const std::vector<Point>& points, const NamelessDots& dots) {
  for (const Standing standing : {Standing::kAdjacent, Standing::kMember}) {
    const bool is_one = standing == Standing::kMember;
    bool is_begun = false;
    for (std::size_t m = dots.from; m < dots.to; ++m) {
      if (standing_in(network, network.members[m]) != standing) continue;
      if (!is_begun) {
        is_one ? html.put("<path class=\"dots\"") : html.put("<path class=\"dots adj\"");
        html.put(" stroke-width=\"{}\" d=\"", dots.width);
        is_begun = true;
      }
      html.put("M{} {}h0", points[m].x, points[m].y);
    }
    if (is_begun) html.put("\"/>");
  }
}

void begin_overview_network(HtmlWriter& html, const NetworkReport& network, std::size_t rank) {
  const Verdict verdict = verdict_of(network.finding);
  html.put("<a class=\"{}\" href=\"#network-{}\" aria-label=\"Network {}, ", class_of(verdict),
           Plain{rank}, rank);
  html.put("{}, {}\">\n", words_of(verdict), counted(network.members.size(), "account"));
}

void draw_overview_network(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                           const Disc& disc, const OverviewScale& scale) {
  const std::size_t nodes = std::min(network.members.size(), scale.nodes_per_network);
  const std::vector<Point> points = place_members(network, {disc.centre, disc.radius - 7});
  const std::uint32_t most = most_partners(network);
  const double smallest = std::max(1.3, 1.3 / scale.pixels_per_unit);
  begin_overview_network(html, network, rank);
  html.put("<circle class=\"disc\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", disc.centre.x, disc.centre.y,
           disc.radius);
  draw_edge_layers(html, network, points, kOverviewEdgesPerNetwork, nodes);
  const std::size_t named = rank <= kOverviewNamedRanks ? std::min(nodes, kOverviewNamedNodes) : 0;
  draw_nameless_dots(html, network, points, {named, nodes, 1.5 * smallest});
  for (std::size_t m = 0; m < named; ++m) {
    const MemberReport& member = network.members[m];
    draw_linked_dot(html, {points[m], node_radius(member, most, smallest, 2.6 * smallest)}, member,
                    standing_in(network, member));
  }
  html.put("</a>\n");
}

// Under the disc, over everything else. Small discs have their number alone, or nothing.
void draw_overview_label(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                         const Disc& disc, double pixels_per_unit) {
  const double radius = disc.radius * pixels_per_unit;
  const double least = rank <= kOverviewNamedRanks ? 12 : 28;
  if (radius < least || network.members.empty()) return;
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

std::uint64_t pair_count(const NetworkReport& network) {
  return std::max<std::uint64_t>(network.pairs, network.edges.size());
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

void draw_overview(HtmlWriter& html, const std::vector<NetworkReport>& networks,
                   const std::vector<std::uint32_t>& order) {
  const NetworkPlaces places = place_networks(networks);
  OverviewScale scale;
  scale.pixels_per_unit = std::min(kOverviewWidth / places.width, kOverviewHeight / places.height);
  scale.nodes_per_network =
      std::max<std::size_t>(8, kOverviewNodes / std::max<std::size_t>(networks.size(), 1));
  const double size = 13 / scale.pixels_per_unit;
  html.put("<div role=\"group\" aria-label=\"Picture of {}\">",
           counted(networks.size(), "network"));
  html.put("<svg class=\"all\" viewBox=\"0 0 {} {}\" font-size=\"{}\">\n", places.width,
           places.height + size, size);
  for (std::size_t i = 0; i < order.size(); ++i) {
    draw_overview_network(html, networks[order[i]], i + 1, places.discs[order[i]], scale);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    draw_overview_label(html, networks[order[i]], i + 1, places.discs[order[i]],
                        scale.pixels_per_unit);
  }
  html.put("</svg></div>\n");
}

void draw_network(HtmlWriter& html, const NetworkReport& network, std::size_t rank,
                  const PictureLimits& limits) {
  const std::size_t nodes = std::min(network.members.size(), limits.nodes);
  const std::vector<Point> points = place_members(network, kLow, kHigh);
  const std::uint32_t most = most_partners(network);
  html.put("<div role=\"group\" aria-label=\"Picture of network {}: {}, {}\">", rank,
           counted(network.members.size(), "account"), counted(pair_count(network), "pair"));
  html.put("<svg class=\"net\" viewBox=\"0 0 480 380\" font-size=\"{}\">\n", kLabelSize);
  draw_edge_layers(html, network, points, limits.edges, nodes);
  for (std::size_t m = 0; m < nodes; ++m) {
    const MemberReport& member = network.members[m];
    draw_dot(html, {points[m], node_radius(member, most, 3.5, 9)}, member,
             standing_in(network, member));
  }
  draw_labels(html, network, rank, place_labels(network, points, nodes, most), limits.rows);
  html.put("</svg></div>\n");
}

}  // namespace overt
