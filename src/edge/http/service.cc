#include "edge/http/service.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"
#include "base/json_writer.h"
#include "edge/http/etag.h"
#include "edge/http/given_answers.h"
#include "edge/http/gzip.h"
#include "edge/http/problem.h"

namespace overt::http {
namespace {

constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

std::optional<Method> method_named(std::string_view name) {
  for (std::size_t i = 0; i < kMethodCount; ++i) {
    const auto method = static_cast<Method>(i);
    if (name_of(method) == name) return method;
  }
  return std::nullopt;
}

std::string_view host_of(std::string_view origin) {
  const std::size_t begin = origin.find("://");
  return begin == std::string_view::npos ? std::string_view() : origin.substr(begin + 3);
}

/// A page of another site may make a browser send a request, with its cookies, but cannot keep the
/// browser from saying where it came from.
bool from_another_site(const Request& request) {
  if (request.method == Method::kGet) return false;
  const std::string_view site = request.header("sec-fetch-site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string_view origin = request.header("origin");
  return !origin.empty() && host_of(origin) != request.header("host");
}

bool has_header(const Response& response, std::string_view wanted) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return header.first == wanted; });
}

void add_unless_there(Response& response, std::string_view name, std::string_view value) {
  if (!has_header(response, name)) response.headers.emplace_back(name, value);
}

Response not_allowed(const std::vector<Method>& allowed) {
  std::vector<std::string_view> names;
  for (const Method method : allowed) names.push_back(name_of(method));
  Response response = problem(405, fmt::format("this path takes {}", fmt::join(names, ", ")));
  response.headers.emplace_back("Allow", fmt::format("{}", fmt::join(names, ", ")));
  return response;
}

Response not_signed_in() {
  Response response = problem(401, "sign in first: POST /v1/session, or send a token");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

Service::Service(Routes routes, std::unique_ptr<SignIn> sign_in, Metrics& metrics,
                 ServiceOptions options)
    : router_(std::move(routes)),
      sign_in_(std::move(sign_in)),
      metrics_(metrics),
      options_(std::move(options)),
      given_(options_.answers ? options_.answers : std::make_shared<GivenAnswers>()) {}

Service::~Service() = default;

Response Service::answer(RawRequest&& raw, Stores& stores) {
  const auto begun = std::chrono::steady_clock::now();
  Request request;
  const Route* route = nullptr;
  const std::string method = raw.method;
  Response response;
  try {
    response = decide(std::move(raw), request, route, stores);
  } catch (const std::exception& error) {
    response = problem(500, "an error of ours; it is in the server's log");
    if (options_.log) {
      std::string line;
      JsonWriter json(line);
      json.begin_object();
      json.field("at", format_rfc3339(request.at));
      json.field("error", error.what());
      json.end_object();
      options_.log(line);
    }
  }
  if (route != nullptr && route->for_other_sites) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  }
  finish(request, response);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const std::string_view pattern = route == nullptr ? std::string_view("none") : route->pattern;
  const bool known_method = method_named(method) || request.head;
  const std::string_view known = known_method ? std::string_view(method) : "other";
  metrics_.request(known, pattern, response.status, seconds);
  if (options_.log) {
    std::string line;
    JsonWriter json(line);
    json.begin_object();
    json.field("at", format_rfc3339(request.at));
    json.field("method", known);
    json.field("route", pattern);
    json.field("status", response.status);
    json.field("bytes", static_cast<std::uint64_t>(response.body.size()));
    json.field("seconds", seconds);
    json.end_object();
    options_.log(line);
  }
  return response;
}

Response Service::decide(RawRequest&& raw, Request& request, const Route*& route, Stores& stores) {
  request.at = options_.clock();
  request.head = raw.method == "HEAD";
  const auto method = request.head ? Method::kGet : method_named(raw.method);
  request.headers = std::move(raw.headers);
  request.peer = std::move(raw.peer);
  const std::string_view target = raw.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, mark);
  if (!method && raw.method == "OPTIONS") return preflight(path);
  if (!method) {
    return problem(405, "GET, HEAD, POST, PUT, PATCH and DELETE are what this server takes");
  }
  request.method = *method;
  Router::Match match = router_.find(*method, path);
  auto decoded = percent_decoded(path, false);
  auto query = parse_query(mark == target.size() ? std::string_view() : target.substr(mark + 1));
  if (match.malformed || !decoded || !query) {
    return problem(400, "the address cannot be read: write it as RFC 3986 says");
  }
  request.path = *std::move(decoded);
  request.query = *std::move(query);
  if (match.route == nullptr) {
    if (!match.allowed.empty()) return not_allowed(match.allowed);
    return problem(404, "there is nothing here; /openapi.yaml lists what there is");
  }
  route = match.route;
  request.parameters = std::move(match.parameters);
  request.body = std::move(raw.body);
  if (from_another_site(request)) {
    return problem(403, "the request comes from another site's page");
  }
  const std::string_view coding = request.header("content-encoding");
  if (!coding.empty() && coding != "identity") {
    return problem(415, "Content-Encoding: bodies are taken as they are, not compressed");
  }
  if (request.body.size() > route->body_bytes_max) {
    return problem(413, fmt::format("at most {} bytes here", route->body_bytes_max));
  }
  return pass_rule(*route, request, stores);
}

// What a browser asks before it lets another site's page send a request with headers of its own.
Response Service::preflight(std::string_view path) const {
  const Router::Match match = router_.find(Method::kGet, path);
  if (match.route == nullptr || !match.route->for_other_sites) {
    return problem(405, "this is not for pages of other sites; without one, OPTIONS says nothing");
  }
  Response response = no_content();
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD");
  response.headers.emplace_back("Access-Control-Allow-Headers", "*");
  response.headers.emplace_back("Access-Control-Max-Age", "86400");
  return response;
}

Response Service::pass_rule(const Route& route, Request& request, Stores& stores) {
  auto who = sign_in_->who(request, stores);
  if (!who.ok()) return problem_of(who.error());
  request.person = std::move(who).value();
  if (auto over = sign_in_->over_rate(request)) return *std::move(over);
  if (!route.access.open) {
    if (!request.person) return not_signed_in();
    if (route.access.right && !may(*request.person, *route.access.right)) {
      return problem(403, "your roles do not let you do this; an admin gives roles");
    }
  }
  return handle_once(route, request, stores);
}

Response Service::handle_once(const Route& route, const Request& request, Stores& stores) {
  const std::string_view client_key = request.header("idempotency-key");
  if (client_key.empty() || request.method == Method::kGet || route.streams_in || !request.person) {
    return route.handler(request, stores);
  }
  if (client_key.size() > GivenAnswers::kKeyBytesMax) {
    return problem(400,
                   fmt::format("Idempotency-Key: at most {} bytes", GivenAnswers::kKeyBytesMax));
  }
  std::string asked = fmt::format("{} {}\n", name_of(request.method), request.path);
  for (const auto& [name, value] : request.query) asked += fmt::format("{}={}\n", name, value);
  const std::string key = sha256_hex(fmt::format("{}\n{}", request.person->id, client_key));
  const std::string digest = sha256_hex(asked + "\n" + request.body);
  if (auto given = given_->begin(key, digest, request.at)) return *std::move(given);
  try {
    Response response = route.handler(request, stores);
    if (response.status >= 500 || response.status == 429 || response.go_on) {
      given_->forget(key, request.at);
    } else {
      given_->finish(key, response, route.answers_secret, request.at);
    }
    return response;
  } catch (...) {
    given_->forget(key, request.at);
    throw;
  }
}

void Service::finish(const Request& request, Response& response) {
  add_unless_there(response, "Content-Security-Policy", kContentPolicy);
  add_unless_there(response, "X-Content-Type-Options", "nosniff");
  add_unless_there(response, "Referrer-Policy", "no-referrer");
  add_unless_there(response, "X-Frame-Options", "DENY");
  add_unless_there(response, "Cross-Origin-Opener-Policy", "same-origin");
  add_unless_there(response, "Cross-Origin-Resource-Policy", "same-origin");
  add_unless_there(response, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  const bool plain = request.method == Method::kGet && response.status == 200 && !response.go_on;
  if (plain) {
    // Shared caches keep nothing that somebody had to sign in for.
    add_unless_there(response, "Cache-Control", request.person ? "private, no-cache" : "no-cache");
    if (!has_header(response, "ETag")) {
      response.headers.emplace_back("ETag", etag_of(response.body));
    }
    const auto tag = std::find_if(response.headers.begin(), response.headers.end(),
                                  [](const auto& header) { return header.first == "ETag"; });
    if (has_already(request, tag->second)) {
      response.status = 304;
      response.body.clear();
      response.content_type.clear();
      return;
    }
  } else {
    add_unless_there(response, "Cache-Control", "no-store");
  }
  if (response.go_on || has_header(response, "Content-Encoding")) return;
  if (!worth_gzip(response)) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!takes_gzip(request)) return;
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace overt::http
