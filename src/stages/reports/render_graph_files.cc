#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "base/xml_text.h"
#include "stages/reports/palette_internal.h"
#include "stages/reports/place_networks_internal.h"
#include "stages/reports/render_reports.h"

namespace overt {
namespace {

/// One attribute of a node or an edge, under its names in both formats.
struct Attribute {
  std::string_view id;
  std::string_view gexf_type;
  std::string_view graphml_type;
};

constexpr Attribute kNodeAttributes[] = {{"account", "string", "string"},
                                         {"handle", "string", "string"},
                                         {"display_name", "string", "string"},
                                         {"network", "string", "string"},
                                         {"modularity_class", "integer", "int"},
                                         {"events", "long", "long"},
                                         {"partners", "integer", "int"},
                                         {"objects", "integer", "int"},
                                         {"core", "integer", "int"},
                                         {"first_at", "string", "string"},
                                         {"last_at", "string", "string"},
                                         {"status", "string", "string"},
                                         {"tier", "string", "string"},
                                         {"explanation", "string", "string"},
                                         {"standing", "string", "string"},
                                         {"p", "double", "double"},
                                         {"log10_p", "double", "double"},
                                         {"q", "double", "double"},
                                         {"bursts", "integer", "int"}};

constexpr Attribute kEdgeAttributes[] = {{"objects", "integer", "int"},
                                         {"sources", "integer", "int"},
                                         {"occasions", "integer", "int"},
                                         {"co_actions", "long", "long"},
                                         {"median_gap_s", "double", "double"},
                                         {"first_at", "string", "string"},
                                         {"last_at", "string", "string"},
                                         {"lambda", "double", "double"},
                                         {"p", "double", "double"},
                                         {"log10_p", "double", "double"},
                                         {"q", "double", "double"}};

std::string_view label_of(const MemberReport& member) {
  if (!member.handle.empty()) return member.handle;
  return member.display_name.empty() ? member.account : member.display_name;
}

std::string seconds(TimeUs duration) {
  return fmt::format("{}", static_cast<double>(duration) / static_cast<double>(kMicrosPerSecond));
}

std::string number(std::uint64_t value) { return fmt::format("{}", value); }

std::string rounded(double value) {
  return std::isfinite(value) ? fmt::format("{:.2f}", value) : "0.00";
}

// Empty, and so left out, where there is no such number.
std::string real(double value) {
  return std::isfinite(value) ? fmt::format("{:.9g}", value) : std::string();
}

std::string log10_text(double log_value) { return real(log_value / std::log(10.0)); }

/// In the order of kNodeAttributes, escaped.
std::vector<std::string> node_values(const NetworkReport& network, std::size_t rank,
                                     const MemberReport& member) {
  return {xml_text(member.account),
          xml_text(member.handle),
          xml_text(member.display_name),
          xml_text(network.id),
          number(rank),
          number(member.events),
          number(member.partners),
          number(member.objects),
          number(member.core),
          format_rfc3339(member.first_at),
          format_rfc3339(member.last_at),
          std::string(name_of(network.finding.status)),
          std::string(name_of(network.finding.tier)),
          std::string(name_of(network.finding.explanation)),
          std::string(name_of(member.standing)),
          real(std::exp(member.log_p)),
          log10_text(member.log_p),
          real(std::exp(member.log_q)),
          number(member.bursts)};
}

/// In the order of kEdgeAttributes.
std::vector<std::string> edge_values(const EdgeReport& edge) {
  return {number(edge.objects),         number(edge.sources),      number(edge.occasions),
          number(edge.co_actions),      seconds(edge.median_gap),  format_rfc3339(edge.first_at),
          format_rfc3339(edge.last_at), real(edge.lambda),         real(std::exp(edge.log_p)),
          log10_text(edge.log_p),       real(std::exp(edge.log_q))};
}

template <typename... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

/// Numbers of the nodes of each network: its first member's.
std::vector<std::size_t> first_nodes(const RunReport& report) {
  std::vector<std::size_t> first;
  std::size_t next = 0;
  for (const NetworkReport& network : report.networks) {
    first.push_back(next);
    next += network.members.size();
  }
  return first;
}

template <std::size_t N>
void declare_gexf(std::string& out, std::string_view kind, const Attribute (&attributes)[N]) {
  put(out, "    <attributes class=\"{}\" mode=\"static\">\n", kind);
  for (const Attribute& attribute : attributes) {
    put(out, "      <attribute id=\"{0}\" title=\"{0}\" type=\"{1}\"/>\n", attribute.id,
        attribute.gexf_type);
  }
  out += "    </attributes>\n";
}

template <std::size_t N>
void put_gexf_values(std::string& out, const Attribute (&attributes)[N],
                     const std::vector<std::string>& values) {
  out += "<attvalues>";
  for (std::size_t i = 0; i < N; ++i) {
    if (values[i].empty()) continue;
    put(out, "<attvalue for=\"{}\" value=\"{}\"/>", attributes[i].id, values[i]);
  }
  out += "</attvalues>";
}

// Members are discs in the colour of the verdict, adjacent accounts pale diamonds.
void put_gexf_look(std::string& out, const NetworkReport& network, const MemberReport& member) {
  const bool is_one = is_member(network, member);
  const Colour colour = is_one ? colour_of(verdict_of(network.finding)) : kAdjacentColour;
  put(out, "<viz:color r=\"{}\" g=\"{}\" b=\"{}\"/>", colour.red, colour.green, colour.blue);
  put(out, "<viz:shape value=\"{}\"/></node>\n", is_one ? "disc" : "diamond");
}

void put_gexf_nodes(std::string& out, const RunReport& report) {
  const NetworkPlaces places = place_networks(report.networks);
  std::size_t node = 0;
  for (std::size_t n = 0; n < report.networks.size(); ++n) {
    const NetworkReport& network = report.networks[n];
    const std::vector<Point> points = place_members(network, places.discs[n]);
    for (std::size_t m = 0; m < network.members.size(); ++m, ++node) {
      const MemberReport& member = network.members[m];
      put(out, "      <node id=\"n{}\" label=\"{}\" start=\"{}\" end=\"{}\">", node,
          xml_text(label_of(member)), format_date(member.first_at), format_date(member.last_at));
      put_gexf_values(out, kNodeAttributes, node_values(network, n, member));
      // Graph tools count y upwards, pictures downwards.
      put(out, "<viz:size value=\"{}\"/><viz:position x=\"{}\" y=\"{}\" z=\"0.0\"/>",
          rounded(4 + std::min(member.partners, 40U) * 0.4), rounded(points[m].x),
          rounded(places.height - points[m].y));
      put_gexf_look(out, network, member);
    }
  }
}

void put_gexf_edges(std::string& out, const RunReport& report) {
  const std::vector<std::size_t> first = first_nodes(report);
  std::size_t id = 0;
  for (std::size_t n = 0; n < report.networks.size(); ++n) {
    for (const EdgeReport& edge : report.networks[n].edges) {
      put(out, "      <edge id=\"e{}\" source=\"n{}\" target=\"n{}\" weight=\"{}\" ", id++,
          first[n] + edge.a, first[n] + edge.b, edge.objects);
      put(out, "start=\"{}\" end=\"{}\">", format_date(edge.first_at), format_date(edge.last_at));
      put_gexf_values(out, kEdgeAttributes, edge_values(edge));
      out += "</edge>\n";
    }
  }
}

template <std::size_t N>
void declare_graphml(std::string& out, std::string_view kind, const Attribute (&attributes)[N]) {
  for (const Attribute& attribute : attributes) {
    put(out, "  <key id=\"{0}_{1}\" for=\"{0}\" attr.name=\"{1}\" attr.type=\"{2}\"/>\n", kind,
        attribute.id, attribute.graphml_type);
  }
}

template <std::size_t N>
void put_graphml_values(std::string& out, std::string_view kind, const Attribute (&attributes)[N],
                        const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < N; ++i) {
    if (values[i].empty()) continue;
    put(out, "<data key=\"{}_{}\">{}</data>", kind, attributes[i].id, values[i]);
  }
}

void put_graphml_nodes(std::string& out, const RunReport& report) {
  std::size_t node = 0;
  for (std::size_t n = 0; n < report.networks.size(); ++n) {
    const NetworkReport& network = report.networks[n];
    for (const MemberReport& member : network.members) {
      put(out, "    <node id=\"n{}\"><data key=\"node_label\">{}</data>", node++,
          xml_text(label_of(member)));
      put_graphml_values(out, "node", kNodeAttributes, node_values(network, n, member));
      out += "</node>\n";
    }
  }
}

void put_graphml_edges(std::string& out, const RunReport& report) {
  const std::vector<std::size_t> first = first_nodes(report);
  std::size_t id = 0;
  for (std::size_t n = 0; n < report.networks.size(); ++n) {
    for (const EdgeReport& edge : report.networks[n].edges) {
      put(out, "    <edge id=\"e{}\" source=\"n{}\" target=\"n{}\">", id++, first[n] + edge.a,
          first[n] + edge.b);
      put(out, "<data key=\"edge_weight\">{}</data>", edge.objects);
      put_graphml_values(out, "edge", kEdgeAttributes, edge_values(edge));
      out += "</edge>\n";
    }
  }
}

}  // namespace

std::string render_gexf(const RunReport& report) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" "
      "version=\"1.3\">\n  <meta>\n";
  put(out, "    <creator>Overt {}</creator>\n    <description>Co-acting accounts, run {}",
      xml_text(report.manifest.version), xml_text(report.manifest.run_id));
  out +=
      "</description>\n  </meta>\n"
      "  <graph defaultedgetype=\"undirected\" mode=\"dynamic\" timeformat=\"date\" "
      "timerepresentation=\"interval\">\n";
  declare_gexf(out, "node", kNodeAttributes);
  declare_gexf(out, "edge", kEdgeAttributes);
  out += "    <nodes>\n";
  put_gexf_nodes(out, report);
  out += "    </nodes>\n    <edges>\n";
  put_gexf_edges(out, report);
  out += "    </edges>\n  </graph>\n</gexf>\n";
  return out;
}

std::string render_graphml(const RunReport& report) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
      "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"
      "  <key id=\"node_label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n"
      "  <key id=\"edge_weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n";
  declare_graphml(out, "node", kNodeAttributes);
  declare_graphml(out, "edge", kEdgeAttributes);
  out += "  <graph id=\"overt\" edgedefault=\"undirected\">\n";
  put_graphml_nodes(out, report);
  put_graphml_edges(out, report);
  out += "  </graph>\n</graphml>\n";
  return out;
}

}  // namespace overt
