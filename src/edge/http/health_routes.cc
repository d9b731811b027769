#include "edge/http/health_routes.h"

#include "edge/http/embedded_internal.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"

namespace overt::http {
namespace {

Response text(std::string body, std::string content_type) {
  Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

Response readiness(const Site& site, Stores& stores) {
  if (!site.ready()) return come_back_later(503, 1, "being shut down");
  const auto decisions = stores.decisions();
  // Without a ledger the server reads runs alone; that is no fault of its.
  if (!decisions.ok() && decisions.error().code == ErrorCode::kNotFound) {
    return json_response(R"({"status":"ready","ledger":false})");
  }
  if (decisions.ok()) {
    const auto size = decisions.value()->ledger_size();
    if (size.ok()) return json_response(R"({"status":"ready","ledger":true})");
    stores.close_decisions();
  }
  return come_back_later(503, 1, "the store does not answer");
}

}  // namespace

Routes health_routes(Site& site) {
  return {
      {Method::kGet, "/healthz", kOpen,
       [](const Request&, Stores&) { return json_response(R"({"status":"alive"})"); }},
      {Method::kGet, "/readyz", kOpen,
       [&site](const Request&, Stores& stores) { return readiness(site, stores); }},
      {Method::kGet, "/metrics", kOpen,
       [&site](const Request&, Stores&) {
         return text(site.metrics.render(), "text/plain; version=0.0.4; charset=utf-8");
       }},
      {Method::kGet, "/openapi.yaml", kOpen,
       [](const Request&, Stores&) {
         return text(std::string(openapi_yaml()), "application/yaml");
       }},
  };
}

}  // namespace overt::http
