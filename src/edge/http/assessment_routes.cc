#include "edge/http/assessment_routes.h"

#include "base/json_writer.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "pipeline/published_labels.h"

namespace overt::http {
namespace {

std::string day_of(std::int32_t day) { return format_date(day * kMicrosPerDay); }

void write_evidence(JsonWriter& json, const std::vector<ControlEvidence>& evidence) {
  json.key("evidence");
  json.begin_array();
  for (const ControlEvidence& one : evidence) {
    json.begin_object();
    json.field("says", one.statement);
    json.field("for_control", one.for_control);
    json.field("status", name_of(one.status));
    json.field("grade", name_of(one.source.grade));
    json.field("publisher", one.source.publisher);
    json.field("url", one.source.url);
    json.end_object();
  }
  json.end_array();
}

void write_criteria(JsonWriter& json, const PublishedAssessment& one) {
  json.key("criteria");
  json.begin_array();
  for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
    json.begin_object();
    json.field("criterion", name_of(static_cast<ControlCriterion>(i)));
    json.field("finding", name_of(one.result.findings.at(i)));
    json.field("why", one.assessment.criteria.at(i).why);
    write_evidence(json, one.assessment.criteria.at(i).evidence);
    json.end_object();
  }
  json.end_array();
}

void write_reviews(JsonWriter& json, const ControlAssessment& sheet) {
  json.key("reviews");
  json.begin_array();
  for (const ControlReview& review : sheet.reviews) {
    json.begin_object();
    json.field("reviewer", review.reviewer);
    json.field("affiliation", review.affiliation);
    json.field("outcome", name_of(review.outcome));
    json.field("conflicts", review.conflicts);
    json.field("day", format_partial_date(review.day));
    json.end_object();
  }
  json.end_array();
}

void write_labels(JsonWriter& json, const PublishedLabels& labels, std::string_view assessment) {
  json.key("labels");
  json.begin_array();
  for (const LabelEvent& event : labels.standing) {
    if (event.assessment != assessment) continue;
    json.begin_object();
    json.field("subject", name_of(event.subject));
    json.field("name", event.name);
    json.field("since", format_rfc3339(event.at));
    json.field("reason", event.reason);
    json.end_object();
  }
  json.end_array();
}

std::string row_of(const PublishedLabels& labels, const PublishedAssessment& one) {
  const ControlAssessment& sheet = one.assessment;
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("id", sheet.id);
  json.field("label", sheet.label);
  json.field("entity", sheet.entity);
  json.field("name", sheet.name);
  json.field("state", sheet.state);
  json.field("outcome", name_of(one.result.outcome));
  json.field("in_force", one.result.in_force);
  json.field("published", one.published);
  json.field("assessed", day_of(sheet.assessed_day));
  json.field("expires", day_of(one.result.expires_day));
  json.field("review_by", day_of(sheet.review_day));
  json.field("funding", name_of(sheet.funding));
  json.key("reasons");
  json.begin_array();
  for (const ControlReason reason : one.result.reasons) json.value(name_of(reason));
  json.end_array();
  write_criteria(json, one);
  write_reviews(json, sheet);
  json.field("contest", sheet.contest.how);
  write_labels(json, labels, sheet.id);
  json.end_object();
  return text;
}

Response list(const Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto day = static_cast<std::int32_t>(request.at / kMicrosPerDay);
  const auto labels = read_published_labels(site.data, day);
  if (!labels.ok()) return problem_of(labels.error());
  const std::string_view entity = request.query_value("entity");
  std::vector<PageRow> rows;
  for (const PublishedAssessment& one : labels.value().assessments) {
    if (!entity.empty() && one.assessment.entity != entity) continue;
    rows.push_back({number_key(rows.size()), row_of(labels.value(), one)});
  }
  return page_response(rows, page.value());
}

}  // namespace

Routes assessment_routes(Site& site) {
  return {{Method::kGet, "/v1/assessments", needs(Right::kRead),
           [&site](const Request& request, Stores&) { return list(site, request); }}};
}

}  // namespace overt::http
