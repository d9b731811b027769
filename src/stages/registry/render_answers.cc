#include "stages/registry/render_answers.h"

#include <fmt/format.h>

namespace overt {
namespace {

std::string period_text(const std::optional<PartialDate>& from,
                        const std::optional<PartialDate>& to) {
  if (!from && !to) return {};
  return fmt::format(", {} to {}", from ? format_partial_date(*from) : "?",
                     to ? format_partial_date(*to) : "?");
}

// What a reader knows a source by.
std::string_view source_words(const ClaimSource& source) {
  if (!source.author.empty()) return source.author;
  if (!source.publisher.empty()) return source.publisher;
  if (!source.dataset.empty()) return source.dataset;
  return source.url.empty() ? std::string_view("no source") : std::string_view(source.url);
}

std::string flags_text(ClaimFlags flags) {
  return flags.any() ? fmt::format(", {}", name_of(flags)) : std::string();
}

void period_json(JsonWriter& json, const std::optional<PartialDate>& from,
                 const std::optional<PartialDate>& to) {
  if (from) json.field("valid_from", format_partial_date(*from));
  if (to) json.field("valid_to", format_partial_date(*to));
}

void source_json(JsonWriter& json, const ClaimSource& source) {
  json.key("source");
  json.begin_object();
  json.field("url", source.url);
  json.field("publisher", source.publisher);
  json.field("dataset", source.dataset);
  if (!source.author.empty()) json.field("author", source.author);
  json.field("content_hash", source.content_hash);
  if (source.retrieved_at) json.field("retrieved_at", format_rfc3339(*source.retrieved_at));
  json.field("grade", name_of(source.grade));
  json.end_object();
}

void claim_json(JsonWriter& json, const RegistryView& view, const ViewClaim& claim) {
  json.begin_object();
  json.field("id", name_of(claim.id));
  json.field("property", claim.property);
  json.field("value", claim.value);
  if (!claim.lang.empty()) json.field("lang", claim.lang);
  json.field("status", name_of(claim.status));
  period_json(json, claim.valid_from, claim.valid_to);
  if (claim.flags.any()) json.field("flags", name_of(claim.flags));
  if (!claim.note.empty()) json.field("note", claim.note);
  json.field("recorded_at", format_rfc3339(claim.recorded_at));
  source_json(json, view.sources[claim.source]);
  json.end_object();
}

std::string step_text(const RegistryView& view, const ClaimStep& step) {
  std::string period;
  for (const ViewLink& link : view.links) {
    if (link.id != step.id) continue;
    if (link.share >= 0) period += fmt::format(", {:.4g} %", link.share * 100);
    if (!link.role.empty()) period += fmt::format(", {}", link.role);
    period += period_text(link.valid_from, link.valid_to);
    break;
  }
  return fmt::format("  {} {} {} [{}{}; {}]\n", step.forward ? "--" : "<-", step.schema,
                     step.forward ? "->" : "--", name_of(step.status), period, step.id);
}

}  // namespace

std::string entity_line(const RegistryView& view, EntityIndex entity) {
  const ViewEntity& one = view.entity(entity);
  return fmt::format("{} ({}, {})", one.caption, one.schema, one.id);
}

std::string claim_text(const RegistryView& view, const ViewClaim& claim) {
  const ClaimSource& source = view.sources[claim.source];
  return fmt::format("  {}: {}  [{}, {}, {}{}{}; {}]\n", claim.property, claim.value,
                     name_of(claim.status), name_of(claim.grade), source_words(source),
                     period_text(claim.valid_from, claim.valid_to), flags_text(claim.flags),
                     name_of(claim.id));
}

std::string entity_text(const RegistryView& view, EntityIndex entity) {
  const ViewEntity& one = view.entity(entity);
  std::string text = entity_line(view, entity) + "\n";
  if (one.ids.size() > 1) {
    text += "  merged:";
    for (const std::string_view id : one.ids) text += fmt::format(" {}", id);
    for (const ClaimIndex merge : one.merges) {
      text += fmt::format(" [{}]", name_of(view.claim(merge).id));
    }
    text += "\n";
  }
  for (const ClaimIndex claim : one.claims) text += claim_text(view, view.claim(claim));
  for (const ClaimStep& step : steps_from(view, entity)) {
    std::string line = step_text(view, step);
    line.pop_back();
    text += fmt::format("{} {}\n", line, entity_line(view, step.to));
  }
  return text;
}

void entity_json(JsonWriter& json, const RegistryView& view, EntityIndex entity) {
  const ViewEntity& one = view.entity(entity);
  json.begin_object();
  json.field("id", one.id);
  json.field("schema", one.schema);
  json.field("caption", one.caption);
  json.key("ids");
  json.begin_array();
  for (const std::string_view id : one.ids) json.value(id);
  json.end_array();
  json.key("merges");
  json.begin_array();
  for (const ClaimIndex merge : one.merges) claim_json(json, view, view.claim(merge));
  json.end_array();
  json.key("claims");
  json.begin_array();
  for (const ClaimIndex claim : one.claims) claim_json(json, view, view.claim(claim));
  json.end_array();
  json.key("links");
  json.begin_array();
  for (const ClaimStep& step : steps_from(view, entity)) {
    json.begin_object();
    json.field("id", step.id);
    json.field("schema", step.schema);
    json.field("from", view.entity(step.forward ? step.from : step.to).id);
    json.field("to", view.entity(step.forward ? step.to : step.from).id);
    json.field("other", view.entity(step.to).caption);
    json.field("status", name_of(step.status));
    json.key("claims");
    json.begin_array();
    for (const ClaimIndex claim : step.claims) claim_json(json, view, view.claim(claim));
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string path_text(const RegistryView& view, const ClaimPath& path) {
  if (path.steps.empty()) return "They are one entity.\n";
  std::string text = fmt::format("{} steps, {} at its weakest:\n{}\n", path.steps.size(),
                                 name_of(path.status), entity_line(view, path.steps[0].from));
  for (const ClaimStep& step : path.steps) {
    text += step_text(view, step) + entity_line(view, step.to) + "\n";
  }
  return text;
}

void path_json(JsonWriter& json, const RegistryView& view, const ClaimPath& path) {
  json.begin_object();
  json.field("status", name_of(path.status));
  json.key("steps");
  json.begin_array();
  for (const ClaimStep& step : path.steps) {
    json.begin_object();
    json.field("from", view.entity(step.from).id);
    json.field("to", view.entity(step.to).id);
    json.field("forward", step.forward);
    json.field("schema", step.schema);
    json.field("link", step.id);
    json.field("status", name_of(step.status));
    json.key("claims");
    json.begin_array();
    for (const ClaimIndex claim : step.claims) json.value(name_of(view.claim(claim).id));
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string proposal_text(const RegistryView& view, const MergeProposal& proposal) {
  std::string text = fmt::format("{:.2f}  {}\n      {}\n", proposal.score,
                                 entity_line(view, proposal.a), entity_line(view, proposal.b));
  for (const std::string& reason : proposal.reasons) text += fmt::format("      - {}\n", reason);
  return text;
}

void proposal_json(JsonWriter& json, const RegistryView& view, const MergeProposal& proposal) {
  json.begin_object();
  json.field("score", proposal.score);
  json.field("a", view.entity(proposal.a).id);
  json.field("b", view.entity(proposal.b).id);
  json.field("a_caption", view.entity(proposal.a).caption);
  json.field("b_caption", view.entity(proposal.b).caption);
  json.key("reasons");
  json.begin_array();
  for (const std::string& reason : proposal.reasons) json.value(reason);
  json.end_array();
  json.end_object();
}

std::string claim_text(const StoredClaim& stored, std::span<const ClaimSource> sources,
                       bool retracted) {
  const Claim& claim = stored.claim;
  const std::string_view what =
      claim.kind == ClaimKind::kStates ? std::string_view(claim.property) : name_of(claim.kind);
  return fmt::format("  {} {}: {}  [{}, {}{}{}, recorded {}; {}]\n", claim.entity, what,
                     claim.value, name_of(claim.status), source_words(sources[claim.source]),
                     flags_text(claim.flags), retracted ? ", retracted" : "",
                     format_date(stored.recorded_at), name_of(stored.id));
}

void claim_json(JsonWriter& json, const StoredClaim& stored, std::span<const ClaimSource> sources,
                bool retracted) {
  const Claim& claim = stored.claim;
  json.begin_object();
  json.field("id", name_of(stored.id));
  json.field("entity", claim.entity);
  json.field("schema", claim.schema);
  json.field("kind", name_of(claim.kind));
  json.field("property", claim.property);
  json.field("value", claim.value);
  json.field("status", name_of(claim.status));
  period_json(json, claim.valid_from, claim.valid_to);
  if (claim.flags.any()) json.field("flags", name_of(claim.flags));
  if (!claim.note.empty()) json.field("note", claim.note);
  json.field("recorded_at", format_rfc3339(stored.recorded_at));
  json.field("retracted", retracted);
  source_json(json, sources[claim.source]);
  json.end_object();
}

}  // namespace overt
