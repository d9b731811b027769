#include <algorithm>

#include "stages/reports/attribution_json_internal.h"
#include "stages/reports/json_fields_internal.h"

namespace overt {
namespace {

void write_text_or_null(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key);
  text.empty() ? json.null() : json.value(text);
}

void write_share(JsonWriter& json, std::string_view key, double share) {
  json.key(key);
  share < 0 ? json.null() : json.value(nine_digits(share));
}

void write_claim(JsonWriter& json, const StepClaim& claim) {
  json.begin_object();
  json.field("id", name_of(claim.id));
  json.field("statement", claim.statement);
  json.field("status", name_of(claim.status));
  json.field("grade", name_of(claim.grade));
  write_text_or_null(json, "flags", name_of(claim.flags));
  write_text_or_null(json, "period", claim.period);
  write_text_or_null(json, "publisher", claim.publisher);
  write_text_or_null(json, "url", claim.url);
  write_text_or_null(json, "dataset", claim.dataset);
  write_text_or_null(json, "note", claim.note);
  json.end_object();
}

void write_steps(JsonWriter& json, const std::vector<PathStep>& steps) {
  json.key("steps");
  json.begin_array();
  for (const PathStep& step : steps) {
    json.begin_object();
    json.field("from", step.from);
    json.field("words", step.words);
    json.field("to", step.to);
    json.field("observed", step.observed);
    json.field("status", name_of(step.status));
    if (step.observed) write_exponential(json, "p", step.log_p);
    json.field("may_decide", step.may_decide);
    json.field("holds_then", step.holds_then);
    write_text_or_null(json, "why_not", step.why_not);
    json.key("claims");
    json.begin_array();
    for (const StepClaim& claim : step.claims) write_claim(json, claim);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_path(JsonWriter& json, const EvidencePath& path) {
  json.begin_object();
  json.field("kind", name_of(path.kind));
  json.field("power", name_of(path.power));
  write_text_or_null(json, "why", path.why);
  json.field("entity", path.entity);
  json.field("entity_name", path.entity_name);
  json.field("weakest_status", name_of(path.weakest));
  json.field("holds_then", path.holds_then);
  json.field("log_likelihood_ratio", nine_digits(path.weight));
  json.field("log_likelihood_ratio_imitated", nine_digits(path.weight_imitated));
  json.field("accounts", path.accounts);
  write_steps(json, path.steps);
  json.end_object();
}

void write_principal(JsonWriter& json, const Principal& principal) {
  json.begin_object();
  json.field("entity", principal.entity);
  json.field("entity_name", principal.entity_name);
  json.field("basis", principal.basis);
  json.field("power", name_of(principal.power));
  write_text_or_null(json, "why", principal.why);
  write_share(json, "share", principal.share);
  write_share(json, "share_pro_rata", principal.share_pro_rata);
  json.field("role", name_of(principal.role));
  write_steps(json, principal.steps);
  json.end_object();
}

void write_reading(JsonWriter& json, const OutletReading& reading) {
  json.begin_object();
  json.field("entity", reading.entity);
  json.field("entity_name", reading.entity_name);
  json.field("objects", reading.objects);
  json.field("objects_all", reading.objects_all);
  json.field("expected_share", nine_digits(reading.expected_share));
  write_exponential(json, "p", reading.log_p);
  json.end_object();
}

void write_hypotheses(JsonWriter& json, const std::vector<Hypothesis>& hypotheses) {
  json.key("hypotheses");
  json.begin_array();
  for (const Hypothesis& one : hypotheses) {
    json.begin_object();
    json.field("hypothesis", name_of(one.kind));
    write_text_or_null(json, "entity", one.entity);
    write_text_or_null(json, "entity_name", one.entity_name);
    json.field("likelihood", name_of(one.likelihood));
    json.field("probability", nine_digits(one.probability));
    json.end_object();
  }
  json.end_array();
}

template <typename Items, typename Write>
void write_list(JsonWriter& json, std::string_view key, const Items& items, const Write& write) {
  json.key(key);
  json.begin_array();
  for (const auto& item : items) write(json, item);
  json.end_array();
}

void write_attribution(JsonWriter& json, const Attribution& attribution) {
  json.field("assessment", attribution.decided ? "attributed" : "unknown");
  write_text_or_null(json, "entity", attribution.decided ? attribution.decided->entity() : "");
  write_text_or_null(json, "entity_name",
                     attribution.decided ? attribution.decided->entity_name() : "");
  json.key("confidence");
  attribution.decided ? json.value(name_of(attribution.decided->confidence())) : json.null();
  write_list(json, "unknown_reasons", attribution.unknown_reasons,
             [](JsonWriter& out, const std::string& reason) { out.value(reason); });
  write_hypotheses(json, attribution.hypotheses);
  write_list(json, "paths", attribution.paths, write_path);
  write_list(json, "principals", attribution.principals, write_principal);
  write_list(json, "readings", attribution.readings, write_reading);
}

}  // namespace

void write_attribution_json(JsonWriter& json,
                            const std::optional<NetworkAttribution>& attribution) {
  json.key("attribution");
  if (!attribution) return json.null();
  json.begin_object();
  write_attribution(json, attribution->network);
  json.key("accounts");
  json.begin_array();
  for (const Attribution& member : attribution->members) {
    json.begin_object();
    json.field("account", member.subject);
    json.field("role", name_of(member.role));
    write_attribution(json, member);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace overt
