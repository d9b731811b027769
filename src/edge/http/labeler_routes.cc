#include "edge/http/labeler_routes.h"

#include "base/json_writer.h"
#include "edge/http/label_feed.h"
#include "edge/http/stores.h"
#include "pipeline/serve_labels.h"

namespace overt::http {
namespace {

/// As XRPC tells errors; its clients read no other form.
Response xrpc_error(int status, std::string_view error, std::string_view message) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.field("error", error);
  json.field("message", message);
  json.end_object();
  return json_response(std::move(body), status);
}

Response no_labeler() {
  return xrpc_error(501, "MethodNotImplemented",
                    "there is no labeler here; overt labeler init makes one");
}

/// Servers of the protocol pass reports to moderators on to labelers, and tell their people only
/// what is said as XRPC says it.
Response no_such_method(const Request& /*request*/, Stores& /*stores*/) {
  return xrpc_error(501, "MethodNotImplemented",
                    "this labeler has com.atproto.label.queryLabels and "
                    "com.atproto.label.subscribeLabels, and takes no reports");
}

Response query_labels(const Request& request, Stores& stores) {
  auto labels = ServedLabels::open(stores.data());
  if (!labels.ok()) return no_labeler();
  XrpcAnswer answer = labels.value().query(request.query, request.at);
  return json_response(std::move(answer.json), answer.status);
}

Response subscribe_labels(const Request& request, Stores& stores, LabelFeed& feed) {
  if (!asks_for_web_socket(request.headers)) {
    return xrpc_error(426, "InvalidRequest", "this is a stream over a WebSocket");
  }
  auto labels = ServedLabels::open(stores.data());
  if (!labels.ok()) return no_labeler();
  std::optional<std::string> cursor;
  for (const auto& [name, value] : request.query) {
    if (name == "cursor") cursor = value;
  }
  const auto beginning = labels.value().subscribe(cursor);
  if (!beginning.ok()) return xrpc_error(400, "InvalidRequest", beginning.error().message);
  if (feed.full(request.peer))
    return xrpc_error(503, "Unavailable", "too many subscribers already");
  Response response;
  response.web_socket = true;
  response.go_on = [&feed, cursor, peer = request.peer](std::shared_ptr<EventStream> stream) {
    if (!feed.add(stream, cursor, peer)) stream->end();
  };
  return response;
}

}  // namespace

Routes labeler_routes(Site& site) {
  const auto feed = std::make_shared<LabelFeed>(site.data);
  site.at_end.emplace_back([feed] { feed->stop(); });
  Routes routes = {{Method::kGet, "/xrpc/com.atproto.label.queryLabels", kOpen, query_labels},
                   {Method::kGet, "/xrpc/com.atproto.label.subscribeLabels", kOpen,
                    [feed](const Request& request, Stores& stores) {
                      return subscribe_labels(request, stores, *feed);
                    }},
                   {Method::kGet, "/xrpc/{method}", kOpen, no_such_method},
                   {Method::kPost, "/xrpc/{method}", kOpen, no_such_method}};
  // Labels are public, also to programs that run in other sites' pages.
  for (Route& route : routes) route.for_other_sites = route.method == Method::kGet;
  return routes;
}

}  // namespace overt::http
