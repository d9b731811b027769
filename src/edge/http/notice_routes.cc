#include "edge/http/notice_routes.h"

#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"
#include "edge/http/staff_sign_in.h"
#include "edge/http/stores.h"
#include "pipeline/answer_appeal.h"
#include "pipeline/request_rates.h"
#include "pipeline/run_notices.h"

namespace overt::http {
namespace {

// 5,000 characters of three bytes each, as forms escape them.
constexpr std::uint64_t kFormBytesMax = std::uint64_t{64} << 10;
constexpr BucketRate kStatementRate{10, 0.05};

/// How often one client may send a statement: it needs one.
struct StatementRate {
  std::mutex mutex;
  RequestRates rates{{kStatementRate, kStatementRate}};
};

AppealAsked asked_by(const Request& request, Stores& stores) {
  return {stores.data(), std::string(request.parameter("token")),
          std::string(request.header("accept-language")), request.at};
}

/// A page for people, which nobody keeps and which tells no other site where it was.
Response page_of_appeal(const Result<AppealAnswered>& answer) {
  if (!answer.ok()) return problem_of(answer.error());
  Response response;
  response.status = answer.value().status;
  response.content_type = "text/html; charset=utf-8";
  response.body = answer.value().html;
  response.headers = {{"Content-Security-Policy", appeal_page_policy()},
                      // Without an origin the browser's own form would seem another site's.
                      {"Referrer-Policy", "same-origin"},
                      {"Cache-Control", "no-store"},
                      {"X-Robots-Tag", "noindex"},
                      {"Vary", "Accept-Language"}};
  return response;
}

Response take_statement(Site& site, StatementRate& rate, const Request& request, Stores& stores) {
  {
    const std::lock_guard lock(rate.mutex);
    const TimeUs wait = rate.rates.take(client_of(request), {}, request.at);
    if (wait != 0) {
      const auto seconds = static_cast<int>((wait + kMicrosPerSecond - 1) / kMicrosPerSecond);
      return come_back_later(429, seconds, "too many statements; wait as long as Retry-After says");
    }
  }
  const auto answer = take_appeal(asked_by(request, stores), request.body);
  if (answer.ok() && answer.value().changed) site.changed("decision");
  return page_of_appeal(answer);
}

NoticesOptions options_for(const Request& request, Stores& stores, NoticesVerb verb) {
  NoticesOptions options;
  options.verb = verb;
  options.data = stores.data();
  options.by = request.person->id;
  options.proof.shown = request.person;
  options.at = request.at;
  return options;
}

Response notices_of(const Request& request, Stores& stores) {
  NoticesOptions options = options_for(request, stores, NoticesVerb::kShow);
  options.decision = std::string(request.parameter("decision"));
  const auto answer = run_notices(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  const auto items = elements_of(answer.value().json, "notices");
  return json_response(fmt::format(R"({{"items":[{}]}})", fmt::join(items, ",")));
}

Response list_notices(const Request& request, Stores& stores) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  NoticesOptions options = options_for(request, stores, NoticesVerb::kList);
  options.state = std::string(request.query_value("state"));
  const auto answer = run_notices(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  std::vector<PageRow> rows;
  for (std::string& one : elements_of(answer.value().json, "notices")) {
    rows.push_back({text_field(one, "notice"), std::move(one)});
  }
  return page_response(rows, page.value());
}

Response retry(Site& site, const Request& request, Stores& stores) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto answer = run_notices(options_for(request, stores, NoticesVerb::kRetry), no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  site.changed("action");
  return json_response(answer.value().json);
}

Response precision_of(const Request& request, Stores& stores) {
  NoticesOptions options = options_for(request, stores, NoticesVerb::kPrecision);
  options.policy = std::string(request.parameter("policy"));
  const auto answer = run_notices(options, no_progress());
  if (!answer.ok()) return problem_of(answer.error());
  const auto clauses = elements_of(answer.value().json, "clauses");
  return json_response(fmt::format(R"({{"clauses":[{}]}})", fmt::join(clauses, ",")));
}

}  // namespace

Routes notice_routes(Site& site) {
  constexpr Access kReaders = needs(Right::kRead);
  const auto rate = std::make_shared<StatementRate>();
  return {
      {Method::kGet, "/appeals/{token}", kOpen,
       [](const Request& request, Stores& stores) {
         return page_of_appeal(show_appeal(asked_by(request, stores)));
       }},
      {Method::kPost, "/appeals/{token}", kOpen,
       [&site, rate](const Request& request, Stores& stores) {
         return take_statement(site, *rate, request, stores);
       },
       kFormBytesMax},
      {Method::kGet, "/v1/notices", kReaders, list_notices},
      {Method::kPost, "/v1/notices/retries", needs(Right::kApprove),
       [&site](const Request& request, Stores& stores) { return retry(site, request, stores); }},
      {Method::kGet, "/v1/decisions/{decision}/notices", kReaders, notices_of},
      {Method::kGet, "/v1/policies/{policy}/precision", kReaders, precision_of},
  };
}

}  // namespace overt::http
