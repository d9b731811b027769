// The one translation unit that sees Boost.Beast.
#include <atomic>
#include <deque>
#include <string>
#include <utility>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "edge/http/web_socket_internal.h"

namespace overt::http {
namespace {

namespace beast = boost::beast;
namespace asio = boost::asio;
using Socket = beast::websocket::stream<asio::ip::tcp::socket>;

constexpr std::size_t kReadBytesMax = 4'096;
constexpr std::size_t kUnsentBytesMax = std::size_t{8} << 20;

beast::http::request<beast::http::empty_body> upgrade_request(const Names& headers) {
  beast::http::request<beast::http::empty_body> request(beast::http::verb::get, "/", 11);
  for (const auto& [name, value] : headers) request.insert(name, value);
  // Compression is not offered: a stream of signatures does not get smaller.
  request.erase(beast::http::field::sec_websocket_extensions);
  return request;
}

class MessageStream final : public EventStream, public std::enable_shared_from_this<MessageStream> {
 public:
  MessageStream(asio::ip::tcp::socket socket, Metrics& metrics)
      : socket_(std::move(socket)), metrics_(metrics) {
    ++metrics_.streams;
    socket_.set_option(beast::websocket::stream_base::timeout{std::chrono::seconds(30),
                                                              std::chrono::minutes(2), true});
    socket_.read_message_max(kReadBytesMax);
    socket_.binary(true);
  }
  ~MessageStream() override { --metrics_.streams; }
  MessageStream(const MessageStream&) = delete;
  MessageStream& operator=(const MessageStream&) = delete;

  void accept(const Names& headers) {
    const auto request =
        std::make_shared<beast::http::request<beast::http::empty_body>>(upgrade_request(headers));
    asio::dispatch(socket_.get_executor(), [self = shared_from_this(), request] {
      self->socket_.async_accept(*request, [self, request](beast::error_code error) {
        if (error) return self->close();
        self->accepted_ = true;
        self->read();
        self->write();
      });
    });
  }

  bool send(std::string_view bytes) override {
    if (!open_) return false;
    if (bytes.empty()) return true;
    if (unsent_ + bytes.size() > kUnsentBytesMax) {
      end();
      return false;
    }
    unsent_ += bytes.size();
    asio::post(socket_.get_executor(),
               [self = shared_from_this(), message = std::string(bytes)]() mutable {
                 self->waiting_.push_back(std::move(message));
                 self->write();
               });
    return true;
  }

  void end() override {
    if (!open_.exchange(false)) return;
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
      self->ending_ = true;
      self->write();
    });
  }

 private:
  // All on the strand that is the socket's executor.
  void read() {
    socket_.async_read(read_,
                       [self = shared_from_this()](beast::error_code error, std::size_t /*size*/) {
                         if (error) return self->close();
                         self->read_.clear();
                         self->read();
                       });
  }

  void write() {
    if (!accepted_ || writing_) return;
    if (waiting_.empty()) {
      if (!std::exchange(ending_, false)) return;
      writing_ = true;
      socket_.async_close(beast::websocket::close_code::normal,
                          [self = shared_from_this()](beast::error_code) { self->close(); });
      return;
    }
    writing_ = true;
    socket_.async_write(asio::buffer(waiting_.front()),
                        [self = shared_from_this()](beast::error_code error, std::size_t /*size*/) {
                          self->writing_ = false;
                          if (error) return self->close();
                          self->unsent_ -= self->waiting_.front().size();
                          self->waiting_.pop_front();
                          self->write();
                        });
  }

  void close() {
    open_ = false;
    if (!writing_) waiting_.clear();  // what is being written stays until that ends
    beast::error_code ignored;
    beast::get_lowest_layer(socket_).close(ignored);
  }

  Socket socket_;
  Metrics& metrics_;
  beast::flat_static_buffer<kReadBytesMax> read_;
  std::deque<std::string> waiting_;
  bool accepted_ = false;
  bool writing_ = false;
  bool ending_ = false;
  std::atomic<bool> open_{true};
  std::atomic<std::size_t> unsent_{0};
};

}  // namespace

std::shared_ptr<EventStream> open_web_socket(asio::ip::tcp::socket socket, const Names& headers,
                                             Metrics& metrics) {
  // The same connection, with a strand to run everything on.
  auto& io =
      static_cast<asio::io_context&>(asio::query(socket.get_executor(), asio::execution::context));
  asio::ip::tcp::socket on_strand(asio::make_strand(io));
  const auto protocol = socket.local_endpoint().protocol();
  on_strand.assign(protocol, socket.release());
  auto stream = std::make_shared<MessageStream>(std::move(on_strand), metrics);
  stream->accept(headers);
  return stream;
}

}  // namespace overt::http
