#include <iterator>

#include <fmt/format.h>

#include "base/xml_text.h"
#include "stages/registry/export_view.h"
#include "stages/registry/find_paths.h"

namespace overt {
namespace {

constexpr std::string_view kOpening =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
  <graph defaultedgetype="directed" mode="static">
    <attributes class="node" mode="static">
      <attribute id="entity" title="entity" type="string"/>
      <attribute id="schema" title="schema" type="string"/>
      <attribute id="claims" title="claims" type="integer"/>
    </attributes>
    <attributes class="edge" mode="static">
      <attribute id="link" title="link" type="string"/>
      <attribute id="schema" title="schema" type="string"/>
      <attribute id="status" title="status" type="string"/>
      <attribute id="role" title="role" type="string"/>
      <attribute id="share" title="share" type="double"/>
      <attribute id="from" title="from" type="string"/>
      <attribute id="to" title="to" type="string"/>
    </attributes>
)";

void put_value(std::string& out, std::string_view attribute, const std::string& value) {
  if (value.empty()) return;
  fmt::format_to(std::back_inserter(out), "<attvalue for=\"{}\" value=\"{}\"/>", attribute,
                 xml_text(value));
}

std::string date_text(const std::optional<PartialDate>& date) {
  return date ? format_partial_date(*date) : std::string();
}

void put_edge(std::string& out, std::size_t number, EntityIndex from, EntityIndex to,
              std::string_view label) {
  fmt::format_to(std::back_inserter(out),
                 "      <edge id=\"e{}\" source=\"n{}\" target=\"n{}\" label=\"{}\"><attvalues>",
                 number, from.value, to.value, xml_text(label));
}

}  // namespace

std::string render_registry_gexf(const RegistryView& view) {
  std::string out(kOpening);
  out += "    <nodes>\n";
  for (std::size_t i = 0; i < view.entities.size(); ++i) {
    const ViewEntity& entity = view.entities[i];
    fmt::format_to(std::back_inserter(out), "      <node id=\"n{}\" label=\"{}\"><attvalues>", i,
                   xml_text(entity.caption));
    put_value(out, "entity", std::string(entity.id));
    put_value(out, "schema", std::string(entity.schema));
    put_value(out, "claims", fmt::format("{}", entity.claims.size()));
    out += "</attvalues></node>\n";
  }
  out += "    </nodes>\n    <edges>\n";
  std::size_t number = 0;
  for (const ViewLink& link : view.links) {
    put_edge(out, number++, link.from, link.to, link.schema);
    put_value(out, "link", std::string(link.id));
    put_value(out, "schema", std::string(link.schema));
    put_value(out, "status", std::string(name_of(link.status)));
    put_value(out, "role", std::string(link.role));
    put_value(out, "share", link.share < 0 ? "" : fmt::format("{:.4g}", link.share));
    put_value(out, "from", date_text(link.valid_from));
    put_value(out, "to", date_text(link.valid_to));
    out += "</attvalues></edge>\n";
  }
  for (const ClaimStep& step : property_steps(view)) {
    put_edge(out, number++, step.from, step.to, step.schema);
    put_value(out, "link", std::string(step.id));
    put_value(out, "schema", std::string(step.schema));
    put_value(out, "status", std::string(name_of(step.status)));
    out += "</attvalues></edge>\n";
  }
  return out + "    </edges>\n  </graph>\n</gexf>\n";
}

}  // namespace overt
