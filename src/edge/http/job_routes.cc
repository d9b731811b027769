#include "edge/http/job_routes.h"

#include <fmt/format.h>

#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"

namespace overt::http {
namespace {

constexpr int kQueueAgainSeconds = 30;

Response refused(const Error& error) {
  if (error.code == ErrorCode::kUnavailable) {
    return come_back_later(429, kQueueAgainSeconds, error.message);
  }
  return problem_of(error);
}

Response accepted(const DetectJob& job) {
  Response response = json_response(render_job(job), 202);
  response.headers.emplace_back("Location", "/v1/runs/" + job.id);
  return response;
}

Response start(Site& site, const Request& request) {
  // Its own reader names every field; here is only seen that it is JSON and says so.
  const auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  const std::string_view body = request.body.empty() ? std::string_view("{}") : request.body;
  const auto started = site.intake->jobs().start(body, request.person->id);
  return started.ok() ? accepted(started.value()) : refused(started.error());
}

Response list(Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  std::vector<PageRow> rows;
  for (const DetectJob& job : site.intake->jobs().list()) {
    // The newest first: what was asked later has the smaller key.
    rows.push_back({fmt::format("{:020}{}", INT64_MAX - job.queued_at, job.id), render_job(job)});
  }
  return page_response(rows, page.value());
}

Response cancel(Site& site, const Request& request) {
  const auto cancelled = site.intake->jobs().cancel(request.parameter("run"));
  return cancelled.ok() ? json_response(render_job(cancelled.value()), 202)
                        : problem_of(cancelled.error());
}

Response restart(Site& site, const Request& request) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto started = site.intake->jobs().restart(request.parameter("run"), request.person->id);
  return started.ok() ? accepted(started.value()) : refused(started.error());
}

}  // namespace

Routes job_routes(Site& site) {
  constexpr Access kWorkers = needs(Right::kWorkOnCases);
  const auto on_site = [&site](Response (*const handle)(Site&, const Request&)) {
    return [&site, handle](const Request& request, Stores&) {
      return site.intake ? handle(site, request) : come_back_later(503, 60, site.no_intake);
    };
  };
  return {
      {Method::kPost, "/v1/runs", kWorkers, on_site(start)},
      {Method::kDelete, "/v1/runs/{run}", kWorkers, on_site(cancel)},
      {Method::kPost, "/v1/runs/{run}/restarts", kWorkers, on_site(restart)},
      {Method::kGet, "/v1/jobs", needs(Right::kRead), on_site(list)},
  };
}

}  // namespace overt::http
