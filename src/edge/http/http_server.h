#pragma once
// HttpServer: sockets and HTTP/1.1, and nothing of what the server is about. A request goes to
// `handle` whole, on a thread that also serves all others: it must return at once; the answer may
// come from any thread, once, later.
//
// RESTinio on Boost.Asio is behind it, in http_server.cc alone: 20 s to compile. Thread safety:
// start and stop from one thread.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "edge/http/metrics.h"
#include "edge/http/route.h"

namespace overt::http {

struct ServerLimits {
  std::size_t connections_max = 512;
  std::size_t connections_per_address_max = 64;  // not of the machine itself: a proxy may be there
  std::size_t url_bytes_max = 8'192;
  std::size_t header_name_bytes_max = 256;
  std::size_t header_value_bytes_max = 8'192;
  std::size_t headers_max = 64;
  std::uint64_t body_bytes_max = std::uint64_t{5} << 20;
  // A message must be there whole within this, and an idle connection is closed after it.
  std::chrono::seconds read_within{20};
  std::chrono::seconds write_within{30};
};

struct ListenOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6
  std::uint16_t port = 8080;          // 0: any that is free
  ServerLimits limits;
};

/// A request as it came in: the method as a word, the target not yet taken apart.
struct RawRequest {
  std::string method;
  std::string target;
  Names headers;  // names in lower case
  std::string body;
  std::string peer;
};

/// Sends the answer; call it once. `close`: the connection ends with it.
struct Reply {
  std::function<void(Response&&, bool head, bool close)> send;
};

class HttpServer {
 public:
  using Handle = std::function<void(RawRequest&&, Reply&&)>;

  /// Errors: an address that is none, a port that is taken (with what to do).
  static Result<std::unique_ptr<HttpServer>> start(const ListenOptions& options, Metrics& metrics,
                                                   Handle handle);
  virtual ~HttpServer() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Takes no new connections; what is open goes on.
  virtual void stop_listening() = 0;
  /// Ends every connection. Nothing calls `handle` afterwards.
  virtual void stop() = 0;
};

}  // namespace overt::http
