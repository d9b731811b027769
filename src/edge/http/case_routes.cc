#include "edge/http/case_routes.h"

#include <fmt/format.h>

#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/run_cases.h"
#include "pipeline/run_shelf.h"

namespace overt::http {
namespace {

CasesOptions options_for(const Request& request, Stores& stores, CasesVerb verb) {
  CasesOptions options;
  options.verb = verb;
  options.data = stores.data();
  options.id = std::string(request.parameter("case"));
  options.by = request.person->id;
  options.proof.shown = request.person;
  options.at = request.at;
  return options;
}

Result<std::vector<std::string>> cases_of(const CasesOptions& options) {
  ASSIGN_OR_RETURN(const CommandAnswer answer, run_cases(options, no_progress()));
  return elements_of(answer.json, "cases");
}

/// Of list and show, with what the worker has open.
Result<std::vector<std::string>> look_at(const CasesOptions& options, Stores& stores) {
  ASSIGN_OR_RETURN(CaseWork* const work, stores.cases());
  const auto answer = look_at_cases(options, *work);
  if (!answer.ok()) {
    if (answer.error().code != ErrorCode::kNotFound) stores.close_cases();
    return answer.error();
  }
  return elements_of(answer.value().json, "cases");
}

Response one_case(Result<std::vector<std::string>> cases, int status) {
  if (!cases.ok()) return problem_of(cases.error());
  if (cases.value().empty()) return problem(404, "there is no such case");
  return json_response(std::move(cases.value().front()), status);
}

Response list_cases(const Request& request, Stores& stores) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  CasesOptions options = options_for(request, stores, CasesVerb::kList);
  options.all = request.query_value("all") == "true";
  const auto cases = look_at(options, stores);
  if (!cases.ok()) return problem_of(cases.error());
  const std::string_view assignee = request.query_value("assignee");
  std::vector<PageRow> rows;
  std::size_t place = 0;
  for (const std::string& one : cases.value()) {
    ++place;
    if (!assignee.empty() && text_field(one, "assignee") != assignee) continue;
    rows.push_back({number_key(place), one});
  }
  return page_response(rows, page.value());
}

Response open_case(Site& site, const Request& request, Stores& stores) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  CasesOptions options = options_for(request, stores, CasesVerb::kOpen);
  options.network = in.value().required_text("network");
  const std::string run_id = in.value().text("run");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto run = site.runs->find(run_id);
  if (!run.ok()) return problem_of(run.error());
  options.run = run.value()->folder;
  const auto opened = cases_of(options);
  if (!opened.ok()) return problem_of(opened.error());
  site.changed("case");
  if (!opened.value().empty()) return json_response(opened.value().front(), 201);
  // It was there already: that one.
  CasesOptions all = options_for(request, stores, CasesVerb::kList);
  all.all = true;
  const auto known = cases_of(all);
  if (!known.ok()) return problem_of(known.error());
  for (const std::string& one : known.value()) {
    if (text_field(one, "id") == options.network) return json_response(one);
  }
  return problem(404, "there is no such network in this run");
}

Handler step(Site& site, CasesVerb verb) {
  return [&site, verb](const Request& request, Stores& stores) {
    auto in = JsonIn::read(request);
    if (!in.ok()) return problem_of(in.error());
    CasesOptions options = options_for(request, stores, verb);
    if (verb == CasesVerb::kAssign) {
      options.to = in.value().required_text("to");
    } else {
      options.text = in.value().required_text("text");
    }
    if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
    Response response = one_case(cases_of(options), 200);
    if (response.status == 200) site.changed("case");
    return response;
  };
}

}  // namespace

Routes case_routes(Site& site) {
  constexpr Access kWorkers = needs(Right::kWorkOnCases);
  return {
      {Method::kGet, "/v1/cases", needs(Right::kRead), list_cases},
      {Method::kGet, "/v1/cases/{case}", needs(Right::kRead),
       [](const Request& request, Stores& stores) {
         return one_case(look_at(options_for(request, stores, CasesVerb::kShow), stores), 200);
       }},
      {Method::kPost, "/v1/cases", kWorkers,
       [&site](const Request& request, Stores& stores) {
         return open_case(site, request, stores);
       }},
      {Method::kPost, "/v1/cases/{case}/notes", kWorkers, step(site, CasesVerb::kNote)},
      {Method::kPost, "/v1/cases/{case}/assignments", kWorkers, step(site, CasesVerb::kAssign)},
      {Method::kPost, "/v1/cases/{case}/closing", kWorkers, step(site, CasesVerb::kClose)},
      {Method::kPost, "/v1/cases/{case}/reopening", kWorkers, step(site, CasesVerb::kReopen)},
  };
}

}  // namespace overt::http
