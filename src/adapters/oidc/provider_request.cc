#include <fmt/format.h>

#include "adapters/oidc/provider_request_internal.h"
#include "adapters/outbound/http_caller.h"
#include "adapters/outbound/web_address.h"

namespace overt {
namespace {

constexpr std::size_t kProviderAnswerBytesMax = 1 << 20;
constexpr std::uint32_t kConnectMsMax = 5'000;
constexpr std::uint32_t kAnswerMsMax = 10'000;

}  // namespace

bool is_safe_address(std::string_view address) {
  const auto parts = parse_web_address(std::string(address));
  if (!parts || !parts->user.empty() || !parts->fragment.empty() || parts->host.empty()) {
    return false;
  }
  const bool here =
      parts->host == "127.0.0.1" || parts->host == "localhost" || parts->host == "[::1]";
  return parts->scheme == "https" || (parts->scheme == "http" && here);
}

Result<ProviderAnswer> ask_provider(const ProviderRequest& request) {
  HttpCallerOptions options;
  options.ca_file = request.ca_file;
  options.connect_ms_max = kConnectMsMax;
  options.answer_ms_max = kAnswerMsMax;
  options.body_bytes_max = kProviderAnswerBytesMax;
  // An admin named the provider, which may well be of the own network.
  options.allow_private = true;
  options.environment_proxy = true;
  HttpCall call;
  call.method = request.form.empty() ? "GET" : "POST";
  call.url = request.url;
  call.body = request.form;
  call.user = request.user;
  call.password = request.password;
  if (!request.form.empty()) {
    call.headers.emplace_back("content-type: application/x-www-form-urlencoded");
  }
  HttpAnswer answer = HttpCaller(options).call(call);
  if (answer.body_cut) {
    return Error{ErrorCode::kLimitExceeded, fmt::format("{}: the answer is longer than {} bytes",
                                                        request.url, kProviderAnswerBytesMax)};
  }
  if (answer.status == 0) {
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("the OpenID provider at {} does not answer: {}", request.url, answer.words)};
  }
  return ProviderAnswer{answer.status, std::move(answer.body)};
}

}  // namespace overt
