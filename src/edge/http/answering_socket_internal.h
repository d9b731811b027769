#pragma once
// A connection whose last word is an answer. RESTinio ends a connection without one where what came
// is no HTTP or over the limits of a message; this socket then says 400 before it closes, once, if
// nothing else is being answered on it: an answer out of turn would be taken for another's.
//
// How it is known: RESTinio parses inside the handler of a read, and hands requests over there; so
// a connection that is shut down inside that handler, while no request of it waits for its answer,
// is one whose message could not be read.
// Not thread-safe but for Exchange: a connection's handlers run one after the other.

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include "edge/http/problem.h"

namespace overt::http {

/// What is going on at one connection.
class Exchange {
 public:
  /// Of the connection whose bytes are being read on this thread; none outside of reading.
  static std::shared_ptr<Exchange>& current() {
    static thread_local std::shared_ptr<Exchange> exchange;
    return exchange;
  }
  /// Beyond this many at once RESTinio hands requests over outside of reading, uncounted.
  static constexpr int kPipelinedMax = 4;

  void begin() {
    if (++unanswered_ >= kPipelinedMax) uncertain_ = true;
  }
  /// Its answer is with the system.
  void finish() { --unanswered_; }

  void reading(bool now) { reading_ = now; }
  [[nodiscard]] bool is_unreadable() const { return reading_ && !uncertain_ && unanswered_ == 0; }

 private:
  std::atomic<int> unanswered_{0};
  std::atomic<bool> uncertain_{false};
  bool reading_ = false;
};

class AnsweringSocket : public boost::asio::ip::tcp::socket {
 public:
  using Base = boost::asio::ip::tcp::socket;
  using Base::Base;

  template <typename Buffers, typename Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (!exchange_) exchange_ = std::make_shared<Exchange>();
    const auto executor = boost::asio::get_associated_executor(handler, get_executor());
    Base::async_read_some(
        buffers,
        boost::asio::bind_executor(
            executor, [exchange = exchange_, handler = std::forward<Handler>(handler)](
                          const boost::system::error_code& error, std::size_t length) mutable {
              exchange->reading(!error && length > 0);
              Exchange::current() = exchange;
              handler(error, length);
              Exchange::current().reset();
              exchange->reading(false);
            }));
  }

  void shutdown(shutdown_type what, boost::system::error_code& error) {
    if (exchange_ && exchange_->is_unreadable()) answer();
    Base::shutdown(what, error);
  }

 private:
  /// As far as the system takes it at once: nobody waits for whoever sends such things.
  void answer() {
    const Response refused = problem(
        400,
        "this cannot be read as a request of HTTP/1.1 within the limits: an address of 8 KiB, "
        "64 header fields of 8 KiB, a body of 5 MiB");
    const std::string text = fmt::format(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: {}\r\nContent-Length: {}\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{}",
        refused.content_type, refused.body.size(), refused.body);
    ::send(native_handle(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(native_handle(), SHUT_WR);
    // What is closed over unread bytes is reset, and the answer may be lost with it.
    char unread[4096];
    constexpr int kReadsMax = 64;
    for (int i = 0; i < kReadsMax; ++i) {
      if (::recv(native_handle(), unread, sizeof unread, MSG_DONTWAIT) <= 0) break;
    }
  }

  std::shared_ptr<Exchange> exchange_;
};

}  // namespace overt::http
