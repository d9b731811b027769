// The one translation unit that sees RESTinio.
#define RESTINIO_USE_BOOST_ASIO 1  // NOLINT(cppcoreguidelines-macro-usage): its own switch

#include "edge/http/http_server.h"

#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <restinio/all.hpp>

#include "edge/http/answering_socket_internal.h"
#include "edge/http/message_fault.h"
#include "edge/http/problem.h"
#include "edge/http/web_socket_internal.h"

namespace overt::http {
namespace {

namespace asio = restinio::asio_ns;

constexpr std::size_t kIoThreads = 2;
constexpr std::size_t kBufferBytes = std::size_t{16} << 10;

/// How many connections each address has. Asked and told on the server's own threads.
class AddressCounts {
 public:
  AddressCounts(std::size_t max, Metrics& metrics) : max_(max), metrics_(metrics) {}

  restinio::ip_blocker::inspection_result_t inspect(
      const restinio::ip_blocker::incoming_info_t& info) noexcept {
    const auto address = info.remote_endpoint().address();
    if (address.is_loopback()) return restinio::ip_blocker::allow();
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(address);
    const bool full = found != open_.end() && found->second >= max_;
    return full ? restinio::ip_blocker::deny() : restinio::ip_blocker::allow();
  }

  void state_changed(const restinio::connection_state::notice_t& notice) noexcept {
    const auto address = notice.remote_endpoint().address();
    const auto& cause = notice.cause();
    if (restinio::holds_alternative<restinio::connection_state::accepted_t>(cause)) {
      ++metrics_.connections;
      const std::lock_guard lock(mutex_);
      ++open_[address];
    } else if (restinio::holds_alternative<restinio::connection_state::closed_t>(cause)) {
      left(address);
    }
  }

  void left(const asio::ip::address& address) noexcept {
    --metrics_.connections;
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(address);
    if (found != open_.end() && --found->second == 0) open_.erase(found);
  }

 private:
  const std::size_t max_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::map<asio::ip::address, std::size_t> open_;
};

struct Traits : restinio::default_traits_t {
  using ip_blocker_t = AddressCounts;
  using connection_state_listener_t = AddressCounts;
  using request_handler_t =
      std::function<restinio::request_handling_status_t(restinio::request_handle_t)>;
  using stream_socket_t = AnsweringSocket;
  static constexpr bool use_connection_count_limiter = true;
};
using Server = restinio::http_server_t<Traits>;

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

RawRequest read_request(const restinio::request_t& request) {
  RawRequest raw;
  raw.method = request.header().method().c_str();
  raw.target = request.header().request_target();
  request.header().for_each_field([&](const restinio::http_header_field_t& field) {
    raw.headers.emplace_back(lower(field.name()), field.value());
  });
  raw.body = request.body();
  raw.peer = request.remote_endpoint().address().to_string();
  return raw;
}

/// A header's value must stay in its line, whatever it was made of.
std::string on_one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

template <typename Builder>
void add_headers(Builder& builder, Response& response, bool close) {
  if (!response.content_type.empty()) {
    builder.append_header("Content-Type", on_one_line(response.content_type));
  }
  for (auto& [name, value] : response.headers) {
    builder.append_header(name, on_one_line(std::move(value)));
  }
  if (close) builder.connection_close();
}

restinio::http_status_line_t status_line(int status) {
  return {restinio::http_status_code_t{static_cast<std::uint16_t>(status)},
          std::string(reason_phrase(status))};
}

/// Chunks of an answer that goes on.
class ChunkedStream final : public EventStream {
 public:
  using Builder = restinio::response_builder_t<restinio::chunked_output_t>;
  ChunkedStream(Builder builder, Metrics& metrics)
      : builder_(std::move(builder)), metrics_(metrics) {
    ++metrics_.streams;
  }
  ~ChunkedStream() override { --metrics_.streams; }
  ChunkedStream(const ChunkedStream&) = delete;
  ChunkedStream& operator=(const ChunkedStream&) = delete;

  bool send(std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    if (!*alive_) return false;
    builder_.append_chunk(std::string(bytes));
    builder_.flush([alive = alive_](const auto& status) {
      if (status) *alive = false;
    });
    return true;
  }
  void end() override {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
    *alive_ = false;
    builder_.done();
  }

 private:
  std::mutex mutex_;
  Builder builder_;
  Metrics& metrics_;
  bool ended_ = false;
  std::shared_ptr<std::atomic<bool>> alive_ = std::make_shared<std::atomic<bool>>(true);
};

/// The connection leaves RESTinio; nothing of it is counted here from then on.
void leave_as_web_socket(restinio::request_t& request, Response& response, AddressCounts& counts,
                         Metrics& metrics) {
  const Names headers = read_request(request).headers;
  const auto connection = std::move(restinio::impl::access_req_connection(request));
  auto& plain = dynamic_cast<restinio::impl::connection_t<Traits>&>(*connection);
  counts.left(request.remote_endpoint().address());
  auto socket = std::move(plain.move_upgrade_internals().m_socket);
  response.go_on(open_web_socket(std::move(socket), headers, metrics));
}

struct Told {
  bool head = false;
  bool close = false;
  std::shared_ptr<Exchange> exchange;  // none: handed over outside of reading
};

restinio::write_status_cb_t when_written(std::shared_ptr<Exchange> exchange) {
  if (!exchange) return {};
  return [exchange = std::move(exchange)](const auto& /*status*/) { exchange->finish(); };
}

void send_answer(const restinio::request_handle_t& request, Response&& response, const Told& told,
                 Metrics& metrics) {
  const bool head = told.head;
  if (response.go_on && !head) {
    auto builder =
        request->create_response<restinio::chunked_output_t>(status_line(response.status));
    add_headers(builder, response, false);
    builder.append_chunk(std::move(response.body));
    builder.flush();
    response.go_on(std::make_shared<ChunkedStream>(std::move(builder), metrics));
    return;
  }
  if (head) {
    auto builder =
        request->create_response<restinio::user_controlled_output_t>(status_line(response.status));
    add_headers(builder, response, told.close);
    builder.set_content_length(response.body.size());  // of the body that stays away
    builder.done(when_written(told.exchange));
    return;
  }
  auto builder = request->create_response(status_line(response.status));
  add_headers(builder, response, told.close);
  builder.set_body(std::move(response.body));
  builder.done(when_written(told.exchange));
}

class RestinioServer final : public HttpServer {
 public:
  RestinioServer(const ListenOptions& options, Metrics& metrics, Handle handle)
      : handle_(std::move(handle)), metrics_(metrics) {
    counts_ = std::make_shared<AddressCounts>(options.limits.connections_per_address_max, metrics);
    server_ =
        std::make_unique<Server>(restinio::external_io_context(io_), settings(options, counts_));
  }
  ~RestinioServer() override { stop(); }

  void open() {
    server_->open_sync();
    for (std::size_t i = 0; i < kIoThreads; ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

  void stop_listening() override {
    if (std::exchange(closed_, true)) return;
    asio::post(io_, [this] { server_->close_sync(); });
  }

  void stop() override {
    if (std::exchange(stopped_, true)) return;
    io_.stop();
    for (std::jthread& thread : threads_) thread.join();
    if (!closed_) server_->close_sync();
  }

 private:
  restinio::server_settings_t<Traits> settings(const ListenOptions& options,
                                               std::shared_ptr<AddressCounts> counts) {
    const ServerLimits& limits = options.limits;
    restinio::server_settings_t<Traits> settings;
    settings.port(options.port)
        .address(asio::ip::make_address(options.address))
        .buffer_size(kBufferBytes)
        .read_next_http_message_timelimit(limits.read_within)
        .write_http_response_timelimit(limits.write_within)
        // The answer is ours to give; a worker that takes long is not cut off.
        .handle_request_timeout(std::chrono::hours(1))
        .max_pipelined_requests(Exchange::kPipelinedMax)
        .concurrent_accepts_count(2)
        .max_parallel_connections(limits.connections_max)
        .separate_accept_and_create_connect(false)
        .ip_blocker(counts)
        .connection_state_listener(counts)
        .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t()
                                      .max_url_size(limits.url_bytes_max)
                                      .max_field_name_size(limits.header_name_bytes_max)
                                      .max_field_value_size(limits.header_value_bytes_max)
                                      .max_field_count(limits.headers_max)
                                      .max_body_size(limits.body_bytes_max))
        .acceptor_options_setter([](restinio::acceptor_options_t& acceptor) {
          acceptor.set_option(asio::ip::tcp::acceptor::reuse_address(true));
        })
        .socket_options_setter([](restinio::socket_options_t& socket) {
          socket.set_option(asio::ip::tcp::no_delay(true));
        })
        .acceptor_post_bind_hook(
            [this](asio::ip::tcp::acceptor& acceptor) { port_ = acceptor.local_endpoint().port(); })
        .request_handler([this](const restinio::request_handle_t& request) {
          const std::shared_ptr<Exchange> exchange = Exchange::current();
          if (exchange) exchange->begin();
          // A pipelined request for another protocol is handed over late: nothing comes after it.
          const bool last = !exchange && request->header().has_field("Upgrade");
          Reply reply{[request, exchange, last, this](Response&& response, bool head, bool close) {
            if (response.web_socket && response.go_on && !head) {
              return leave_as_web_socket(*request, response, *counts_, metrics_);
            }
            send_answer(request, std::move(response), {head, close || last, exchange}, metrics_);
          }};
          RawRequest raw = read_request(*request);
          if (const std::string_view fault = message_fault(raw); !fault.empty()) {
            metrics_.request("other", "none", 400, 0);
            reply.send(problem(400, fault), false, true);
          } else {
            handle_(std::move(raw), std::move(reply));
          }
          return restinio::request_accepted();
        });
    return settings;
  }

  Handle handle_;
  Metrics& metrics_;
  std::shared_ptr<AddressCounts> counts_;
  asio::io_context io_;
  std::unique_ptr<Server> server_;
  std::vector<std::jthread> threads_;
  std::uint16_t port_ = 0;
  bool closed_ = false;
  bool stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(const ListenOptions& options,
                                                      Metrics& metrics, Handle handle) {
  boost::system::error_code wrong;
  asio::ip::make_address(options.address, wrong);
  if (wrong) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("--listen: '{}' is no address; like 127.0.0.1:8080 or [::1]:8080",
                             options.address)};
  }
  // RESTinio throws; nothing above this file does.
  try {
    auto server = std::make_unique<RestinioServer>(options, metrics, std::move(handle));
    server->open();
    return std::unique_ptr<HttpServer>(std::move(server));
  } catch (const boost::system::system_error& error) {
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("cannot listen on {}:{}: {}; is another server running there? take "
                    "another port with --listen {}:PORT",
                    options.address, options.port, error.code().message(), options.address)};
  }
}

}  // namespace overt::http
