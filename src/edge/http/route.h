#pragma once
// What every area of the server is written in: requests, responses, and routes with the rule of who
// may use each. An area has its own x_routes.h, which makes its routes; site.cc lists the areas,
// and api/openapi.yaml describes every route: a test holds the two against each other.
//
// Handlers run on worker threads, several at once; what they share is made for that. They see only
// requests that the rule lets in.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "model/decision.h"

namespace overt::http {

enum class Method : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };
inline constexpr std::size_t kMethodCount = 5;
/// "GET", "POST", "PUT", "PATCH", "DELETE".
std::string_view name_of(Method method);

using Names = std::vector<std::pair<std::string, std::string>>;

struct Request {
  Method method = Method::kGet;
  bool head = false;  // HEAD: a GET whose body is not sent
  std::string path;   // decoded, without the query
  Names parameters;   // of the pattern, by name: {network} is "network"
  Names query;        // decoded, in order
  Names headers;      // names in lower case
  std::string body;
  std::string peer;  // the address it came from, for counting; it is in no log
  TimeUs at = 0;
  /// Who sent it; none only where a route is open and nobody is signed in.
  std::optional<Person> person;

  /// Empty where there is none.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
  [[nodiscard]] std::string_view query_value(std::string_view name) const;
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// The value of a cookie; empty where there is none.
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

/// Pieces of an answer that goes on: server-sent events, or messages of a WebSocket. Thread-safe.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// False once nobody listens any more. An empty piece sends nothing and asks just that.
  virtual bool send(std::string_view bytes) = 0;
  virtual void end() = 0;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Names headers;
  /// Takes the stream where the answer goes on after `body`; empty: it ends there.
  std::function<void(std::shared_ptr<EventStream>)> go_on;
  /// With go_on, of a request that asks for one: the answer is a WebSocket, each piece a binary
  /// message of its; status, headers and body are not sent.
  bool web_socket = false;
};

/// Whether a request with these headers asks for a WebSocket, as version 13.
bool asks_for_web_socket(const Names& headers);

Response json_response(std::string body, int status = 200);
Response no_content();

/// Who may use a route.
struct Access {
  bool open = false;           // everybody, without a sign-in
  std::optional<Right> right;  // else whoever is signed in and has it; none: whoever is signed in
};
inline constexpr Access kOpen{true, std::nullopt};
inline constexpr Access kSignedIn{false, std::nullopt};
constexpr Access needs(Right right) { return {false, right}; }

class Stores;
using Handler = std::function<Response(const Request&, Stores&)>;

struct Route {
  Method method = Method::kGet;
  std::string pattern;  // "/v1/networks/{network}"; a last "{rest...}" takes what is left
  Access access;
  Handler handler;
  std::uint64_t body_bytes_max = std::uint64_t{256} << 10;
  bool streams_in = false;      // kept out of idempotency: its body is data, not a step
  bool answers_secret = false;  // what it answers goes on no disk, to be given again
  /// Pages of other sites may read what it answers (CORS), as nobody: no cookie goes with it.
  bool for_other_sites = false;
};

using Routes = std::vector<Route>;

}  // namespace overt::http
