#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>

#include "adapters/oidc/provider_request_internal.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kAnswerBytesMax = 1 << 20;
constexpr long kConnectSecondsMax = 5;
constexpr long kSecondsMax = 10;
constexpr std::size_t kUrlBytesMax = 2'000;

struct Cleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  const std::size_t got = size * count;
  if (body.size() + got > kAnswerBytesMax) return 0;
  body.append(bytes, got);
  return got;
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

void set_limits(CURL* handle, const ProviderRequest& request, std::string& body) {
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSecondsMax);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, kSecondsMax);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "overt");
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
  if (!request.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, request.ca_file.c_str());
  }
  if (!request.form.empty()) curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, request.form.c_str());
  if (!request.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(handle, CURLOPT_USERNAME, request.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, request.password.c_str());
  }
}

}  // namespace

bool is_safe_address(std::string_view address) {
  if (address.size() > kUrlBytesMax) return false;
  const std::unique_ptr<CURLU, Cleanup> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, std::string(address).c_str(), 0) != CURLUE_OK) {
    return false;
  }
  if (!part_of(url.get(), CURLUPART_USER).empty() ||
      !part_of(url.get(), CURLUPART_FRAGMENT).empty()) {
    return false;
  }
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  const std::string host = part_of(url.get(), CURLUPART_HOST);
  const bool here = host == "127.0.0.1" || host == "localhost" || host == "[::1]";
  return !host.empty() && (scheme == "https" || (scheme == "http" && here));
}

std::string in_url(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

Result<ProviderAnswer> ask_provider(const ProviderRequest& request) {
  start_curl();
  const std::unique_ptr<CURL, Cleanup> handle(curl_easy_init());
  if (handle == nullptr) return Error{ErrorCode::kLimitExceeded, "no memory to ask the provider"};
  ProviderAnswer answer;
  set_limits(handle.get(), request, answer.body);
  const CURLcode done = curl_easy_perform(handle.get());
  if (done == CURLE_WRITE_ERROR) {
    return Error{ErrorCode::kLimitExceeded, fmt::format("{}: the answer is longer than {} bytes",
                                                        request.url, kAnswerBytesMax)};
  }
  if (done != CURLE_OK) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("the OpenID provider at {} does not answer: {}", request.url,
                             curl_easy_strerror(done))};
  }
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace overt
