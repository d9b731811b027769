#include "edge/http/decision_routes.h"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/policy_shelf.h"
#include "edge/http/problem.h"
#include "edge/http/stores.h"
#include "pipeline/run_decide.h"
#include "pipeline/run_shelf.h"

namespace overt::http {
namespace {

DecideOptions options_for(const Request& request, Stores& stores, DecideVerb verb) {
  DecideOptions options;
  options.verb = verb;
  options.data = stores.data();
  if (const std::string_view id = request.parameter("decision"); !id.empty()) {
    options.decisions = {std::string(id)};
  }
  options.by = request.person->id;
  options.proof.shown = request.person;
  options.at = request.at;
  return options;
}

Response list_decisions(const Request& request, Stores& stores) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  DecideOptions options = options_for(request, stores, DecideVerb::kList);
  options.state = std::string(request.query_value("state"));
  options.network = std::string(request.query_value("network"));
  const auto answer = run_decide(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  std::vector<PageRow> rows;
  for (std::string& one : elements_of(answer.value().json, "decisions")) {
    rows.push_back({number_key(rows.size()), std::move(one)});
  }
  return page_response(rows, page.value());
}

/// One decision, or all that a step was taken on.
Response taken(const DecideOptions& options, bool one) {
  const auto answer = run_decide(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  const auto decisions = elements_of(answer.value().json, "decisions");
  if (one) {
    return decisions.empty() ? problem(404, "there is no such decision")
                             : json_response(decisions.front());
  }
  return json_response(fmt::format(R"({{"items":[{}]}})", fmt::join(decisions, ",")));
}

/// The platform's own files beside the ledger: profiles, who is protected, and who
/// carries a label.
void add_platform_files(const std::string& data, SubjectSources& sources) {
  const auto first_there = [&](std::initializer_list<const char*> names) {
    std::error_code error;
    for (const char* name : names) {
      if (std::filesystem::is_regular_file(data + "/" + name, error)) return data + "/" + name;
    }
    return std::string();
  };
  sources.accounts = first_there({"accounts.ndjson", "platform/accounts.ndjson"});
  sources.protected_list = first_there({"protected.txt"});
  sources.labels = first_there({"labels.ndjson"});
}

Response propose(Site& site, const Request& request, Stores& stores) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  DecideOptions options = options_for(request, stores, DecideVerb::kPropose);
  options.network = in.value().required_text("network");
  options.account = in.value().text("account");
  options.region = in.value().text("region");
  options.lang = in.value().text("lang");
  options.reason = in.value().required_text("reason");
  const std::string run_id = in.value().text("run");
  const std::string policy = in.value().required_text("policy");
  const std::string up_to = in.value().text("up_to");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  if (!up_to.empty()) {
    options.up_to = action_kind_named(up_to);
    if (!options.up_to) return problem(400, "up_to: no action of a policy is called that");
  }
  const auto run = site.runs->find(run_id);
  if (!run.ok()) return problem_of(run.error());
  const auto file = policy_named(site, policy);
  if (!file.ok()) return problem_of(file.error());
  options.sources.runs = {run.value()->folder};
  add_platform_files(site.data, options.sources);
  options.policy = file.value().path;
  options.dry_run = request.query_value("dry_run") == "true";
  const auto answer = run_decide(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  if (!options.dry_run) site.changed("decision");
  return json_response(answer.value().json, options.dry_run ? 200 : 201);
}

/// A step on one decision; without {decision}, on all of a network's.
Handler step(Site& site, DecideVerb verb) {
  return [&site, verb](const Request& request, Stores& stores) {
    auto in = JsonIn::read(request);
    if (!in.ok()) return problem_of(in.error());
    DecideOptions options = options_for(request, stores, verb);
    const bool one = !options.decisions.empty();
    if (!one) options.network = in.value().required_text("network");
    if (verb != DecideVerb::kAgree) options.reason = in.value().required_text("reason");
    const bool appeals = verb == DecideVerb::kAppeal || verb == DecideVerb::kHear;
    if (appeals) options.account = in.value().text("account");
    if (verb == DecideVerb::kHear) {
      options.reverse = in.value().flag("reverse", false);
      options.whole = in.value().flag("whole", false);
    }
    if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
    Response response = taken(options, one);
    if (response.status == 200) site.changed("decision");
    return response;
  };
}

}  // namespace

Routes decision_routes(Site& site) {
  constexpr Access kReaders = needs(Right::kRead);
  constexpr Access kReviewers = needs(Right::kReview);
  constexpr Access kApprovers = needs(Right::kApprove);
  return {
      {Method::kGet, "/v1/decisions", kReaders, list_decisions},
      {Method::kGet, "/v1/decisions/{decision}", kReaders,
       [](const Request& request, Stores& stores) {
         return taken(options_for(request, stores, DecideVerb::kShow), true);
       }},
      {Method::kPost, "/v1/decisions", needs(Right::kWorkOnCases),
       [&site](const Request& request, Stores& stores) { return propose(site, request, stores); }},
      {Method::kPost, "/v1/decisions/agreements", kReviewers, step(site, DecideVerb::kAgree)},
      {Method::kPost, "/v1/decisions/refusals", kReviewers, step(site, DecideVerb::kRefuse)},
      {Method::kPost, "/v1/decisions/undoing", kApprovers, step(site, DecideVerb::kUndo)},
      {Method::kPost, "/v1/decisions/{decision}/agreements", kReviewers,
       step(site, DecideVerb::kAgree)},
      {Method::kPost, "/v1/decisions/{decision}/refusals", kReviewers,
       step(site, DecideVerb::kRefuse)},
      {Method::kPost, "/v1/decisions/{decision}/appeals", needs(Right::kWorkOnCases),
       step(site, DecideVerb::kAppeal)},
      {Method::kPost, "/v1/decisions/{decision}/hearings", needs(Right::kHearAppeals),
       step(site, DecideVerb::kHear)},
      {Method::kPost, "/v1/decisions/{decision}/undoing", kApprovers,
       step(site, DecideVerb::kUndo)},
  };
}

}  // namespace overt::http
