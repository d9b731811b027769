#include <algorithm>

#include "stages/reports/attribution_json_internal.h"
#include "stages/reports/json_fields_internal.h"
#include "stages/reports/render_reports.h"

namespace overt {
namespace {

void write_object_name(JsonWriter& json, std::string_view object, std::string_view source,
                       ObjectKind kind) {
  json.field("object", object);
  json.field("kind", name_of(kind));
  json.field("family", name_of(family_of(kind)));
  json.key("source");
  source.empty() ? json.null() : json.value(source);
}

void write_name(JsonWriter& json, std::string_view key, std::string_view name) {
  json.key(key);
  name.empty() ? json.null() : json.value(name);
}

void write_members(JsonWriter& json, const std::vector<MemberReport>& members) {
  json.key("members");
  json.begin_array();
  for (const MemberReport& member : members) {
    json.begin_object();
    json.field("account", member.account);
    write_name(json, "handle", member.handle);
    write_name(json, "display_name", member.display_name);
    json.field("events", member.events);
    json.field("partners", member.partners);
    json.field("objects", member.objects);
    json.field("core", member.core);
    write_period(json, member.first_at, member.last_at);
    json.field("standing", name_of(member.standing));
    write_exponential(json, "p", member.log_p);
    write_exponential(json, "q", member.log_q);
    json.field("bursts", member.bursts);
    json.field("x", member.x);
    json.field("y", member.y);
    json.end_object();
  }
  json.end_array();
}

void write_objects(JsonWriter& json, const std::vector<ObjectReport>& objects) {
  json.key("objects");
  json.begin_array();
  for (const ObjectReport& object : objects) {
    json.begin_object();
    write_object_name(json, object.object, object.source, object.kind);
    json.field("accounts", object.accounts);
    json.field("pairs", object.pairs);
    write_period(json, object.first_at, object.last_at);
    json.end_object();
  }
  json.end_array();
}

void write_pairs(JsonWriter& json, const NetworkReport& network) {
  json.key("pairs");
  json.begin_array();
  for (const EdgeReport& edge : network.edges) {
    json.begin_object();
    json.field("account_a", network.members.at(edge.a).account);
    json.field("account_b", network.members.at(edge.b).account);
    json.field("objects", edge.objects);
    json.field("sources", edge.sources);
    json.field("occasions", edge.occasions);
    json.field("co_actions", edge.co_actions);
    write_period(json, edge.first_at, edge.last_at);
    write_seconds(json, "median_gap_s", edge.median_gap);
    json.field("lambda", edge.lambda);
    write_exponential(json, "p", edge.log_p);
    write_exponential(json, "q", edge.log_q);
    json.key("witnesses");
    json.begin_array();
    for (const std::uint32_t witness : edge.witnesses) json.value(witness);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_post(JsonWriter& json, std::string_view key, const EvidencePost& post) {
  json.key(key);
  json.begin_object();
  json.field("account", post.account);
  write_name(json, "content_id", post.content_id);
  json.field("at", format_rfc3339(post.at));
  write_name(json, "text", post.text);
  json.end_object();
}

void write_evidence(JsonWriter& json, const std::vector<EvidenceRow>& evidence) {
  json.key("evidence");
  json.begin_array();
  for (const EvidenceRow& row : evidence) {
    json.begin_object();
    write_object_name(json, row.object, row.source, row.kind);
    write_seconds(json, "gap_s", row.a.at < row.b.at ? row.b.at - row.a.at : row.a.at - row.b.at);
    write_post(json, "a", row.a);
    write_post(json, "b", row.b);
    json.end_object();
  }
  json.end_array();
}

void write_bins(JsonWriter& json, std::string_view key, const std::vector<std::uint32_t>& bins) {
  json.key(key);
  json.begin_array();
  for (const std::uint32_t count : bins) json.value(count);
  json.end_array();
}

void write_timeline(JsonWriter& json, const NetworkReport& network) {
  json.key("timeline");
  if (network.timeline_traces.empty()) return json.null();
  json.begin_object();
  json.field("begin", format_rfc3339(network.timeline_begin));
  write_seconds(json, "bin_s", network.timeline_bin);
  write_bins(json, "traces", network.timeline_traces);
  write_bins(json, "co_actions", network.timeline_co_actions);
  json.end_object();
}

void write_families(JsonWriter& json, const std::vector<FamilyEvidence>& families) {
  json.key("families");
  json.begin_array();
  for (const FamilyEvidence& evidence : families) {
    json.begin_object();
    json.field("family", name_of(evidence.family));
    json.field("holds", evidence.holds);
    write_exponential(json, "p", evidence.log_p);
    json.field("summary", evidence.summary);
    json.end_object();
  }
  json.end_array();
}

void write_explanations(JsonWriter& json, const std::vector<ExplanationTried>& explanations) {
  json.key("explanations");
  json.begin_array();
  for (const ExplanationTried& tried : explanations) {
    json.begin_object();
    json.field("explanation", name_of(tried.explanation));
    json.field("fits", tried.fits);
    json.field("evidence", tried.evidence);
    json.end_object();
  }
  json.end_array();
}

void write_finding(JsonWriter& json, const NetworkFinding& finding) {
  json.field("status", name_of(finding.status));
  json.field("tier", name_of(finding.tier));
  json.field("explanation", name_of(finding.explanation));
  write_exponential(json, "p", finding.log_p);
  write_exponential(json, "q", finding.log_q);
  write_exponential(json, "e", finding.log_e);
  json.field("sources", finding.sources);
  json.field("triggers", finding.triggers);
  json.field("splits", finding.splits);
  write_name(json, "power", finding.power);
  write_families(json, finding.families);
  write_explanations(json, finding.explanations);
}

void write_lineage(JsonWriter& json, const std::optional<Lineage>& lineage) {
  json.key("lineage");
  if (!lineage) return json.null();
  json.begin_object();
  json.field("kind", name_of(lineage->kind));
  json.key("from");
  json.begin_array();
  for (const std::string& id : lineage->from) json.value(id);
  json.end_array();
  json.field("overlap", lineage->overlap);
  json.end_object();
}

void write_vanished(JsonWriter& json, const std::vector<VanishedNetwork>& vanished) {
  json.key("vanished");
  json.begin_array();
  for (const VanishedNetwork& network : vanished) {
    json.begin_object();
    json.field("id", network.id);
    json.field("accounts", network.accounts);
    json.end_object();
  }
  json.end_array();
}

// One network is one line: tools can stream them, and two runs compare line by line.
std::string network_line(const NetworkReport& network) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("id", network.id);
  write_lineage(json, network.lineage);
  write_finding(json, network.finding);
  json.field("accounts", network.members.size());
  json.field("pair_count", std::max<std::uint64_t>(network.pairs, network.edges.size()));
  json.field("co_actions", network.co_actions);
  json.field("max_objects", network.max_objects);
  json.field("density", network.density);
  write_period(json, network.first_at, network.last_at);
  write_members(json, network.members);
  write_objects(json, network.objects);
  write_pairs(json, network);
  write_evidence(json, network.evidence);
  write_attribution_json(json, network.attribution);
  write_timeline(json, network);
  json.end_object();
  return out;
}

}  // namespace

std::string render_networks(const RunReport& report) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("format", "overt.networks/1");
  json.field("run_id", report.manifest.run_id);
  write_seconds(json, "window_s", report.window);
  json.field("min_objects", report.min_objects);
  json.field("sources_known", report.sources_known);
  json.field("pairs", report.pairs);
  json.field("networks_left_out", report.networks_left_out);
  json.field("accounts_left_out", report.accounts_left_out);
  write_vanished(json, report.vanished);
  json.key("networks");
  out += "[";
  for (std::size_t i = 0; i < report.networks.size(); ++i) {
    out += i == 0 ? "\n" : ",\n";
    out += network_line(report.networks[i]);
  }
  out += "\n]}\n";
  return out;
}

}  // namespace overt
