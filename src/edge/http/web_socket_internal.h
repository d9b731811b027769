#pragma once
// A WebSocket (RFC 6455) on a connection whose request was read already, for answers that are a
// stream of messages. We send; what a client sends is read, at most 4 KiB of it at once, and thrown
// away; pings are answered, and sent where a client has been silent for long. A client that does
// not read is let go once 8 MiB wait for it.
//
// Boost.Beast is behind it, in web_socket.cc alone, and not RESTinio's own: that takes memory for
// as much as a client says it will send, whatever that is. The stream is thread-safe.

#include <memory>

#include <boost/asio/ip/tcp.hpp>

#include "edge/http/metrics.h"
#include "edge/http/route.h"

namespace overt::http {

/// Answers the request with the upgrade.
std::shared_ptr<EventStream> open_web_socket(boost::asio::ip::tcp::socket socket,
                                             const Names& headers, Metrics& metrics);

}  // namespace overt::http
