#include "adapters/webhook/webhook_sink.h"

#include <algorithm>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>

#include "adapters/webhook/public_address.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kWordsMax = 300;  // of an answer's body, kept for people
constexpr std::int64_t kRetryAfterSecondsMax = 7 * 24 * 3600;
constexpr std::size_t kUrlBytesMax = 2'000;

struct EasyCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct UrlCleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Easy = std::unique_ptr<CURL, EasyCleanup>;
using HeaderList = std::unique_ptr<curl_slist, ListFree>;

/// What has arrived of an answer.
struct Arrived {
  std::string body;  // its beginning
  std::size_t body_bytes = 0;
  std::size_t header_bytes = 0;
  bool body_cut = false;
};

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& arrived = *static_cast<Arrived*>(into);
  const std::size_t got = size * count;
  arrived.body_bytes += got;
  arrived.body_cut = arrived.body_bytes > kWebhookAnswerBytesMax;
  if (arrived.body_cut) return 0;
  arrived.body.append(bytes, std::min(got, kWordsMax - arrived.body.size()));
  return got;
}

std::size_t take_header(const char* /*bytes*/, std::size_t size, std::size_t count, void* into) {
  auto& arrived = *static_cast<Arrived*>(into);
  arrived.header_bytes += size * count;
  return arrived.header_bytes > kWebhookAnswerBytesMax ? 0 : size * count;
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

/// One line that a terminal can show whatever a receiver sends.
std::string printable(std::string_view text) {
  std::string line;
  for (const char c : text) line += c >= ' ' && c <= '~' ? c : ' ';
  return line;
}

Error bad_url(const std::string& url, std::string_view why) {
  return {ErrorCode::kInvalidArgument, fmt::format("the webhook's URL '{}' {}", url, why)};
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

Result<void> check_url(const WebhookOptions& options) {
  const std::unique_ptr<CURLU, UrlCleanup> url(curl_url());
  CHECK(url != nullptr);
  if (options.url.size() > kUrlBytesMax ||
      curl_url_set(url.get(), CURLUPART_URL, options.url.c_str(), 0) != CURLUE_OK) {
    return bad_url(options.url.substr(0, kWordsMax), "cannot be understood");
  }
  if (!part_of(url.get(), CURLUPART_USER).empty() ||
      !part_of(url.get(), CURLUPART_PASSWORD).empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "the webhook's URL has a name or password in it, which would end up in logs; the "
                 "signature is what shows who is calling"};
  }
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme == "https" || (scheme == "http" && options.allow_private)) return {};
  if (scheme == "http") {
    return bad_url(options.url, "is not https; plain http needs --allow-private");
  }
  return bad_url(options.url, "is not https");
}

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { CHECK_EQ(curl_global_init(CURL_GLOBAL_DEFAULT), CURLE_OK); });
}

class WebhookSink final : public ActionSink {
 public:
  explicit WebhookSink(WebhookOptions options) : options_(std::move(options)) {
    easy_.reset(curl_easy_init());
    CHECK(easy_ != nullptr);
    gate_.allow_private = options_.allow_private;
    set(CURLOPT_URL, options_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, options_.allow_private ? "https,http" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_ms_max));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.answer_ms_max));
    set(CURLOPT_USERAGENT, "overt/" OVERT_VERSION);
    if (!options_.ca_file.empty()) {
      set(CURLOPT_CAINFO, options_.ca_file.c_str());
      set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&gate_));
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_ERRORBUFFER, error_words_);
  }

  SinkAnswer deliver(const SinkMessage& message) override {
    if (message.body.size() > kWebhookBodyBytesMax) {
      return {SinkVerdict::kNever,
              fmt::format("the message has {} bytes, a webhook takes {}", message.body.size(),
                          kWebhookBodyBytesMax),
              0};
    }
    const HeaderList headers = headers_of(message);
    Arrived arrived;
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
    set(CURLOPT_POSTFIELDS, message.body.c_str());
    set(CURLOPT_WRITEDATA, static_cast<void*>(&arrived));
    set(CURLOPT_HEADERDATA, static_cast<void*>(&arrived));
    gate_.refused.clear();
    error_words_[0] = '\0';
    const CURLcode code = curl_easy_perform(easy_.get());
    set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    return answer_of(code, arrived);
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    CHECK_EQ(curl_easy_setopt(easy_.get(), option, value), CURLE_OK);
  }

  [[nodiscard]] HeaderList headers_of(const SinkMessage& message) const {
    const SignedContent content{message.key, message.at / kMicrosPerSecond, message.body};
    HeaderList headers;
    for (const std::string& line :
         {std::string("content-type: application/json"), std::string("expect:"),
          fmt::format("webhook-id: {}", content.id),
          fmt::format("webhook-timestamp: {}", content.timestamp),
          fmt::format("webhook-signature: {}", webhook_signature(content, options_.secrets))}) {
      curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
      CHECK(longer != nullptr);
      (void)headers.release();
      headers.reset(longer);
    }
    return headers;
  }

  SinkAnswer answer_of(CURLcode code, const Arrived& arrived) {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    // What was to be read was read; the rest of too long a body says nothing we need.
    const bool whole = code == CURLE_OK || (code == CURLE_WRITE_ERROR && arrived.body_cut);
    if (!whole || status < 200) return {SinkVerdict::kLater, failure(code), 0};
    std::string words = fmt::format("HTTP {}", status);
    if (!arrived.body.empty()) words += ": " + printable(arrived.body);
    if (status < 300) return {SinkVerdict::kTaken, std::move(words), 0};
    if (status == 410) return {SinkVerdict::kGone, std::move(words), 0};
    curl_off_t seconds = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &seconds);
    const std::int64_t wait = std::clamp<std::int64_t>(seconds, 0, kRetryAfterSecondsMax);
    return {SinkVerdict::kLater, std::move(words), wait * kMicrosPerSecond};
  }

  [[nodiscard]] std::string failure(CURLcode code) const {
    if (!gate_.refused.empty()) {
      return fmt::format(
          "the host is {}, which is not of the public internet; --allow-private "
          "lets it",
          gate_.refused);
    }
    const std::string words = error_words_[0] == '\0' ? curl_easy_strerror(code) : error_words_;
    return fmt::format("no answer: {}", printable(words));
  }

  WebhookOptions options_;
  Easy easy_;
  Gate gate_;
  char error_words_[CURL_ERROR_SIZE] = {};
};

}  // namespace

Result<std::unique_ptr<ActionSink>> open_webhook_sink(WebhookOptions options) {
  start_curl();
  RETURN_IF_ERROR(check_url(options));
  if (options.secrets.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "a webhook needs a secret to sign with: --secret-file FILE"};
  }
  return std::unique_ptr<ActionSink>(std::make_unique<WebhookSink>(std::move(options)));
}

}  // namespace overt
