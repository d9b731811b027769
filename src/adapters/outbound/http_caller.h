#pragma once
// HTTP calls to servers that we do not trust, safe against them: TLS certificates are verified,
// time and size of an answer are limited, no redirect is followed, no proxy of the environment is
// used unless asked for, and addresses that are not of the public internet are refused after the
// name was looked up, at the moment of connecting, so that no second look-up can answer otherwise.
//
// Cost: a connection a call, so that what a server says late or twice is never taken for the answer
// to the next call. Thread safety: a caller belongs to one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace overt {

inline constexpr std::size_t kAnswerBytesMax = 65'536;  // headers; body, unless asked for more
inline constexpr std::size_t kAnswerWordsMax = 300;     // of a body, shown to people

struct HttpCallerOptions {
  std::string ca_file;  // certificates to trust instead of the system's; empty: the system's
  std::uint32_t connect_ms_max = 5'000;
  std::uint32_t answer_ms_max = 20'000;  // of a whole call, connecting included
  bool allow_private = false;            // also plain http, and addresses that are not public
  std::size_t body_bytes_max = kAnswerBytesMax;  // of an answer
  bool environment_proxy = false;  // whoever runs us says the way; then no address can be refused
};

struct HttpCall {
  std::string method = "POST";
  std::string url;
  std::vector<std::string> headers;  // "name: value"
  std::string body;
  std::string user{};  // with `password`: HTTP Basic; empty: nobody
  std::string password{};
};

struct HttpAnswer {
  int status = 0;                  // 0: there was no whole answer; `words` says why
  std::string body;                // its beginning, where it was cut
  bool body_cut = false;           // there was more than body_bytes_max
  std::string words;               // for people: "HTTP 503: try later", or what went wrong
  std::int64_t retry_after_s = 0;  // of Retry-After; 0: none
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case

  /// The value of the last header of that name; empty where there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// kInvalidArgument, naming `what` ("the webhook's URL"), for what cannot be understood, has a name
/// or password in it, or is not https (http only with allow_private).
Result<void> check_outbound_url(const std::string& url, bool allow_private, std::string_view what);

class HttpCaller {
 public:
  explicit HttpCaller(HttpCallerOptions options);
  ~HttpCaller();
  HttpCaller(HttpCaller&&) noexcept;
  HttpCaller& operator=(HttpCaller&&) noexcept;

  /// The URL must have passed check_outbound_url().
  HttpAnswer call(const HttpCall& call);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One line that a terminal can show whatever a server sends.
std::string printable_words(std::string_view text);

}  // namespace overt
