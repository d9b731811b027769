#include "edge/http/policy_routes.h"

#include "base/json_writer.h"
#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/policy_shelf.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/policy_text.h"

namespace overt::http {
namespace {

void write_head(JsonWriter& json, const Policy& policy) {
  json.field("id", policy.id);
  json.field("version", policy.version);
  json.field("title", policy.title);
  json.field("summary", policy.summary);
  json.field("mode", name_of(policy.mode));
  json.field("hash", policy.hash);
}

Response list_policies(const Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto policies = policies_of(site);
  if (!policies.ok()) return problem_of(policies.error());
  std::vector<PageRow> rows;
  for (const PolicyOnDisk& one : policies.value()) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_head(json, one.decoded.policy);
    json.end_object();
    rows.push_back({number_key(rows.size()), std::move(text)});
  }
  return page_response(rows, page.value());
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

Response show_policy(const Site& site, const Request& request) {
  const auto policy = policy_named(site, request.parameter("policy"));
  if (!policy.ok()) return problem_of(policy.error());
  const auto source = read_policy_text(policy.value().path);
  if (!source.ok()) return problem_of(source.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  write_head(json, policy.value().decoded.policy);
  json.field("source", source.value());
  json.key("clauses");
  json.begin_array();
  for (const Clause& clause : policy.value().decoded.policy.clauses) {
    json.begin_object();
    json.field("id", clause.id);
    json.field("title", clause.title);
    json.field("line", static_cast<std::uint64_t>(clause.line));
    json.field("subject", name_of(clause.subject));
    write_texts(json, "when", conditions_in_words(clause));
    write_texts(json, "territory", clause.territory);
    json.field("legal_basis", clause.legal_basis
                                  ? clause.legal_basis->act + ", " + clause.legal_basis->entry
                                  : std::string());
    json.field("people", clause.review.people);
    json.field("within_hours", clause.review.within_hours);
    json.key("actions");
    json.begin_array();
    for (const LadderStep& step : clause.ladder) json.value(name_of(step.action));
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(std::move(text));
}

Response check(const Request& request) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  const std::string source = in.value().required_text("source");
  in.value().text("policy");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.key("problems");
  json.begin_array();
  for (const PolicyProblem& problem : check_policy_text(source)) {
    json.begin_object();
    json.field("line", static_cast<std::uint64_t>(problem.line));
    json.field("severity", problem.fatal ? "error" : "warning");
    json.field("clause", problem.clause);
    json.field("message", problem.message);
    json.field("remedy", problem.remedy);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(std::move(text));
}

}  // namespace

Routes policy_routes(Site& site) {
  return {
      {Method::kGet, "/v1/policies", needs(Right::kRead),
       [&site](const Request& request, Stores&) { return list_policies(site, request); }},
      {Method::kGet, "/v1/policies/{policy}", needs(Right::kRead),
       [&site](const Request& request, Stores&) { return show_policy(site, request); }},
      {Method::kPost, "/v1/policies/checks", needs(Right::kRead),
       [](const Request& request, Stores&) { return check(request); }},
  };
}

}  // namespace overt::http
