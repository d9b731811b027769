#include "edge/http/finding_routes.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/run_decide.h"
#include "pipeline/run_shelf.h"

namespace overt::http {
namespace {

using RunFound = std::shared_ptr<const ShelvedRun>;

Response answer(Result<std::string> body) {
  return body.ok() ? json_response(std::move(body).value()) : problem_of(body.error());
}

Response list_runs(Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto runs = site.runs->list();
  if (!runs.ok()) return problem_of(runs.error());
  std::vector<PageRow> rows;
  for (const auto& run : runs.value()) rows.push_back({number_key(rows.size()), run.summary});
  return page_response(rows, page.value());
}

/// A finished run by its id; one that was asked for here also by the name it was given then.
Response show_run(Site& site, const Request& request) {
  std::string id(request.parameter("run"));
  std::string as_asked;
  if (site.intake) {
    const auto job = site.intake->jobs().find(id);
    if (job.ok()) {
      as_asked = R"(,"job":)" + render_job(job.value());
      if (job.value().state != JobState::kDone) {
        std::string body = R"({"run":)";
        append_json_string(body, id);
        return json_response(body + as_asked + "}");
      }
      id = job.value().run;
    }
  }
  const auto runs = site.runs->list();
  if (!runs.ok()) return problem_of(runs.error());
  for (const auto& run : runs.value()) {
    if (run.id != id) continue;
    std::string body = R"({"run":)";
    append_json_string(body, run.id);
    return json_response(body + R"(,"manifest":)" + run.manifest + as_asked + "}");
  }
  return problem(404, "there is no such run; GET /v1/runs lists them");
}

bool fits(const Request& request, const char* name, const std::string& value) {
  const std::string_view wanted = request.query_value(name);
  return wanted.empty() || wanted == value;
}

Response list_networks(Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  const auto run = site.runs->find(request.query_value("run"));
  if (!run.ok()) return problem_of(run.error());
  std::vector<PageRow> rows;
  std::size_t place = 0;
  for (const ShelvedNetwork& network : run.value()->networks) {
    ++place;
    if (!fits(request, "tier", network.tier) || !fits(request, "status", network.status) ||
        !fits(request, "explanation", network.explanation)) {
      continue;
    }
    rows.push_back({number_key(place), network.row});
  }
  return page_response(rows, page.value());
}

/// The network a request is about, and its run.
Result<std::pair<RunFound, const ShelvedNetwork*>> network_of(Site& site, const Request& request) {
  ASSIGN_OR_RETURN(RunFound run, site.runs->find(request.query_value("run")));
  const auto found = run->by_id.find(request.parameter("network"));
  if (found == run->by_id.end()) {
    return Error{ErrorCode::kNotFound, fmt::format("run {} has no such network", run->id)};
  }
  const ShelvedNetwork* const network = &run->networks[found->second];
  return std::pair<RunFound, const ShelvedNetwork*>{std::move(run), network};
}

Result<std::string> network_json(Site& site, const Request& request) {
  ASSIGN_OR_RETURN(const auto found, network_of(site, request));
  std::string body = R"({"run":)";
  append_json_string(body, found.first->id);
  return body + "," + std::string(found.second->json.substr(1));
}

Result<std::string> graph_json(Site& site, const Request& request) {
  ASSIGN_OR_RETURN(const auto found, network_of(site, request));
  return render_graph(found.second->json, {});
}

Result<std::string> evidence_json(Site& site, const Request& request) {
  ASSIGN_OR_RETURN(const auto found, network_of(site, request));
  return render_evidence(found.second->json, request.query_value("a"), request.query_value("b"));
}

/// Where the account was found, in each run, and what was decided about it.
Result<std::string> account_json(Site& site, const Request& request, Stores& stores) {
  const std::string_view account = request.parameter("account");
  std::string networks;
  ASSIGN_OR_RETURN(const auto runs, site.runs->list());
  for (const auto& listed : runs) {
    if (!request.query_value("run").empty() && request.query_value("run") != listed.id) continue;
    ASSIGN_OR_RETURN(const RunFound run, site.runs->find(listed.id));
    const auto places = run->by_account.find(account);
    if (places == run->by_account.end()) continue;
    for (const std::size_t place : places->second) {
      const ShelvedNetwork& network = run->networks[place];
      ASSIGN_OR_RETURN(const std::string member, member_json(network.json, account));
      if (!networks.empty()) networks += ',';
      // Ids of runs and networks and the words of a verdict are ours: nothing to escape.
      networks +=
          fmt::format(R"({{"run":"{}","network":"{}","status":"{}","tier":"{}","explanation":"{}",)"
                      R"("accounts":{},"member":{}}})",
                      run->id, network.id, network.status, network.tier, network.explanation,
                      network.accounts, member);
    }
  }
  std::string decisions;
  DecideOptions options;
  options.data = stores.data();
  const auto all = run_decide(options, no_progress());
  if (!all.ok() && all.error().code != ErrorCode::kNotFound) return all.error();
  if (all.ok()) {
    for (const std::string& one : elements_of(all.value().json, "decisions")) {
      if (text_at(one, "/draft/subject/id") != account) continue;
      decisions += (decisions.empty() ? "" : ",") + one;
    }
  }
  std::string body = R"({"account":)";
  append_json_string(body, account);
  return body + fmt::format(R"(,"networks":[{}],"decisions":[{}]}})", networks, decisions);
}

}  // namespace

Routes finding_routes(Site& site) {
  constexpr Access kReaders = needs(Right::kRead);
  return {
      {Method::kGet, "/v1/runs", kReaders,
       [&site](const Request& request, Stores&) { return list_runs(site, request); }},
      {Method::kGet, "/v1/runs/{run}", kReaders,
       [&site](const Request& request, Stores&) { return show_run(site, request); }},
      {Method::kGet, "/v1/networks", kReaders,
       [&site](const Request& request, Stores&) { return list_networks(site, request); }},
      {Method::kGet, "/v1/networks/{network}", kReaders,
       [&site](const Request& request, Stores&) { return answer(network_json(site, request)); }},
      {Method::kGet, "/v1/networks/{network}/graph", kReaders,
       [&site](const Request& request, Stores&) { return answer(graph_json(site, request)); }},
      {Method::kGet, "/v1/networks/{network}/evidence", kReaders,
       [&site](const Request& request, Stores&) { return answer(evidence_json(site, request)); }},
      {Method::kGet, "/v1/accounts/{account}", kReaders,
       [&site](const Request& request, Stores& stores) {
         return answer(account_json(site, request, stores));
       }},
  };
}

}  // namespace overt::http
