#include "edge/http/entity_routes.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/progress.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "pipeline/registry_store.h"
#include "pipeline/run_registry.h"

namespace overt::http {
namespace {

/// More claims than this are searched, not listed: a list reads them all.
constexpr std::uint64_t kListedClaimsMax = 200'000;
constexpr std::uint32_t kHitsMax = 200;

std::string registry_of(const Site& site) { return site.data + "/registry.db"; }

/// "on": a day; what was recorded by its end.
Result<TimeUs> as_known_on(const Request& request) {
  const std::string_view day = request.query_value("on");
  if (day.empty()) return kLatest;
  const auto at = parse_rfc3339(fmt::format("{}T23:59:59Z", day));
  if (!at) return Error{ErrorCode::kInvalidArgument, "on: a day like 2024-09-16"};
  return *at;
}

Response list_all(const Site& site, const PageRequest& page, TimeUs as_of) {
  auto store = open_registry(registry_of(site), RegistryAccess::kRead);
  if (!store.ok()) return problem_of(store.error());
  if (store.value()->size() > kListedClaimsMax) {
    return problem(422, "the registry is large: search it by name with ?q=");
  }
  const auto view = load_registry(*store.value(), as_of);
  if (!view.ok()) return problem_of(view.error());
  std::vector<PageRow> rows;
  for (const ViewEntity& entity : view.value().entities) {
    std::string row;
    JsonWriter json(row);
    json.begin_object();
    json.field("id", entity.id);
    json.field("schema", entity.schema);
    json.field("caption", entity.caption);
    json.field("claims", static_cast<std::uint64_t>(entity.claims.size()));
    json.end_object();
    rows.push_back({number_key(rows.size()), std::move(row)});
  }
  return page_response(rows, page);
}

Response run(const Site& site, RegistryVerb verb, std::string_view operand, TimeUs as_of) {
  RegistryOptions options;
  options.verb = verb;
  options.registry = registry_of(site);
  options.operands.emplace_back(operand);
  options.as_of = as_of;
  options.limit = kHitsMax;

  auto answer = run_registry(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  return json_response(std::move(answer).value().json);
}

Response list_entities(const Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto as_of = as_known_on(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  if (!std::filesystem::exists(registry_of(site))) return page_response({}, page.value());
  return list_all(site, page.value(), as_of.value());
}

Response search(const Site& site, const Request& request) {
  const std::string_view words = request.query_value("q");
  if (words.empty()) return problem(400, "q: a name, a handle, an identifier or a host");
  const auto as_of = as_known_on(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  return run(site, RegistryVerb::kSearch, words, as_of.value());
}

Response show_entity(const Site& site, const Request& request) {
  const auto as_of = as_known_on(request);
  if (!as_of.ok()) return problem_of(as_of.error());
  return run(site, RegistryVerb::kShow, request.parameter("entity"), as_of.value());
}

}  // namespace

Routes entity_routes(Site& site) {
  const auto on_site = [&site](Response (*const handle)(const Site&, const Request&)) {
    return [&site, handle](const Request& request, Stores&) { return handle(site, request); };
  };
  return {
      {Method::kGet, "/v1/entities", needs(Right::kRead), on_site(list_entities)},
      {Method::kGet, "/v1/entities/search", needs(Right::kRead), on_site(search)},
      {Method::kGet, "/v1/entities/{entity}", needs(Right::kRead), on_site(show_entity)},
  };
}

}  // namespace overt::http
