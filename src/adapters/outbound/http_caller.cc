#include "adapters/outbound/http_caller.h"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/outbound/curl_library.h"
#include "adapters/outbound/public_address.h"
#include "adapters/outbound/web_address.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::int64_t kRetryAfterSecondsMax = 7 * 24 * 3600;

struct EasyCleanup {
  void operator()(CURL* handle) const { curl().easy_cleanup(handle); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl().slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyCleanup>;
using HeaderList = std::unique_ptr<curl_slist, ListFree>;

/// What has arrived of an answer.
struct Arrived {
  std::size_t body_bytes_max = kAnswerBytesMax;
  std::string body;  // its beginning
  std::size_t header_bytes = 0;
  bool body_cut = false;
  std::vector<std::pair<std::string, std::string>> headers;
};

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& arrived = *static_cast<Arrived*>(into);
  const std::size_t got = size * count;
  arrived.body_cut = arrived.body.size() + got > arrived.body_bytes_max;
  arrived.body.append(bytes, std::min(got, arrived.body_bytes_max - arrived.body.size()));
  return arrived.body_cut ? 0 : got;
}

std::size_t take_header(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& arrived = *static_cast<Arrived*>(into);
  const std::size_t got = size * count;
  arrived.header_bytes += got;
  if (arrived.header_bytes > kAnswerBytesMax) return 0;
  const std::string_view line(bytes, got);
  const std::size_t colon = line.find(':');
  if (colon == line.npos) {
    // A status line: what came before it (100 Continue) is not the answer's.
    if (line.substr(0, 5) == "HTTP/") arrived.headers.clear();
    return got;
  }
  std::string name(line.substr(0, colon));
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == '\n' || value.back() == '\r' || value.back() == ' ')) {
    value.remove_suffix(1);
  }
  arrived.headers.emplace_back(std::move(name), value);
  return got;
}

/// Where a connection was refused by us.
struct Gate {
  bool allow_private = false;
  std::string refused;  // the address
};

curl_socket_t open_socket(void* into, curlsocktype /*purpose*/, curl_sockaddr* address) {
  auto& gate = *static_cast<Gate*>(into);
  if (!gate.allow_private && !is_public_address(&address->addr)) {
    gate.refused = address_text(&address->addr);
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

Error bad_url(std::string_view what, std::string_view url, std::string_view why) {
  return {ErrorCode::kInvalidArgument, fmt::format("{} '{}' {}", what, url, why)};
}

HeaderList list_of(const std::vector<std::string>& lines) {
  HeaderList headers;
  for (const std::string& line : lines) {
    curl_slist* const longer = curl().slist_append(headers.get(), line.c_str());
    CHECK(longer != nullptr);
    (void)headers.release();
    headers.reset(longer);
  }
  return headers;
}

}  // namespace

std::string printable_words(std::string_view text) {
  std::string line;
  for (const char c : text) line += c >= ' ' && c <= '~' ? c : ' ';
  return line;
}

std::string_view HttpAnswer::header(std::string_view name) const {
  std::string_view found;
  for (const auto& [header, value] : headers) {
    if (header == name) found = value;
  }
  return found;
}

Result<void> check_outbound_url(const std::string& url, bool allow_private, std::string_view what) {
  RETURN_IF_ERROR(load_curl());
  const auto parts = parse_web_address(url);
  if (!parts) return bad_url(what, url.substr(0, kAnswerWordsMax), "cannot be understood");
  if (!parts->user.empty() || !parts->password.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} has a name or password in it, which would end up in logs; secrets "
                             "are given in files",
                             what)};
  }
  if (parts->scheme == "https" || (parts->scheme == "http" && allow_private)) return {};
  if (parts->scheme == "http") {
    return bad_url(what, url, "is not https; plain http needs --allow-private");
  }
  return bad_url(what, url, "is not https");
}

struct HttpCaller::State {
  HttpCallerOptions options;
  Easy easy;
  Gate gate;
  char error_words[CURL_ERROR_SIZE] = {};
  std::string why_never;  // no call can be made; empty: they can

  explicit State(HttpCallerOptions given) : options(std::move(given)) {
    const Result<void> loaded = load_curl();
    if (!loaded) {
      why_never = loaded.error().message;
      return;
    }
    easy.reset(curl().easy_init());
    CHECK(easy != nullptr);
    gate.allow_private = options.allow_private;
    set(CURLOPT_PROTOCOLS_STR, options.allow_private ? "https,http" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    if (!options.environment_proxy) set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_ms_max));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.answer_ms_max));
    set(CURLOPT_USERAGENT, "overt/" OVERT_VERSION);
    if (!options.ca_file.empty()) {
      set(CURLOPT_CAINFO, options.ca_file.c_str());
      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&gate));
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_ERRORBUFFER, error_words);
  }

  template <typename Value>
  void set(CURLoption option, Value value) {
    CHECK_EQ(curl().easy_setopt(easy.get(), option, value), CURLE_OK);
  }

  HttpAnswer answer_of(CURLcode code, Arrived arrived) {
    long status = 0;
    curl().easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    // What was to be read was read; the rest of too long a body says nothing we need.
    const bool whole = code == CURLE_OK || (code == CURLE_WRITE_ERROR && arrived.body_cut);
    HttpAnswer answer;
    if (!whole || status < 200) {
      answer.words = failure(code);
      return answer;
    }
    answer.status = static_cast<int>(status);
    answer.words = fmt::format("HTTP {}", status);
    if (!arrived.body.empty()) {
      answer.words +=
          ": " + printable_words(std::string_view(arrived.body).substr(0, kAnswerWordsMax));
    }
    answer.body = std::move(arrived.body);
    answer.body_cut = arrived.body_cut;
    answer.headers = std::move(arrived.headers);
    curl_off_t seconds = 0;
    curl().easy_getinfo(easy.get(), CURLINFO_RETRY_AFTER, &seconds);
    answer.retry_after_s = std::clamp<std::int64_t>(seconds, 0, kRetryAfterSecondsMax);
    return answer;
  }

  [[nodiscard]] std::string failure(CURLcode code) const {
    if (!gate.refused.empty()) {
      return fmt::format(
          "the host is {}, which is not of the public internet; --allow-private "
          "lets it",
          gate.refused);
    }
    const std::string words = error_words[0] == '\0' ? curl().easy_strerror(code) : error_words;
    return fmt::format("no answer: {}", printable_words(words));
  }
};

HttpCaller::HttpCaller(HttpCallerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
HttpCaller::~HttpCaller() = default;
HttpCaller::HttpCaller(HttpCaller&&) noexcept = default;
HttpCaller& HttpCaller::operator=(HttpCaller&&) noexcept = default;

HttpAnswer HttpCaller::call(const HttpCall& call) {
  if (!state_->why_never.empty()) {
    HttpAnswer never;
    never.words = state_->why_never;
    return never;
  }
  std::vector<std::string> lines = call.headers;
  lines.emplace_back("expect:");
  const HeaderList headers = list_of(lines);
  State& state = *state_;
  Arrived arrived;
  arrived.body_bytes_max = state.options.body_bytes_max;
  state.set(CURLOPT_URL, call.url.c_str());
  state.set(CURLOPT_HTTPHEADER, headers.get());
  if (call.method == "GET") {
    state.set(CURLOPT_HTTPGET, 1L);
  } else {
    CHECK_EQ(call.method, "POST");
    state.set(CURLOPT_POST, 1L);
    state.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    state.set(CURLOPT_POSTFIELDS, call.body.c_str());
  }
  const bool basic = !call.user.empty();
  state.set(CURLOPT_USERNAME, basic ? call.user.c_str() : nullptr);
  state.set(CURLOPT_PASSWORD, basic ? call.password.c_str() : nullptr);
  state.set(CURLOPT_WRITEDATA, static_cast<void*>(&arrived));
  state.set(CURLOPT_HEADERDATA, static_cast<void*>(&arrived));
  state.gate.refused.clear();
  state.error_words[0] = '\0';
  const CURLcode code = curl().easy_perform(state.easy.get());
  state.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  return state.answer_of(code, std::move(arrived));
}

}  // namespace overt
