#include "adapters/oidc/oidc_client.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "adapters/oidc/provider_request_internal.h"
#include "adapters/outbound/web_address.h"
#include "base/digest.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr TimeUs kKeptFor = kMicrosPerHour;
constexpr TimeUs kKeysAskedEach = kMicrosPerMinute;
constexpr std::size_t kCodeBytesMax = 2'000;

Error bad(std::string_view issuer, std::string_view why) {
  return {ErrorCode::kBadInput, fmt::format("the OpenID provider {}: {}", issuer, why)};
}

std::string text_in(const element& object, const char* name) {
  std::string_view text;
  if (object[name].get_string().get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

bool lists(const element& object, const char* name, std::string_view wanted) {
  simdjson::dom::array list;
  if (object[name].get_array().get(list) != simdjson::SUCCESS) return false;
  return std::any_of(list.begin(), list.end(), [&](const element& each) {
    std::string_view text;
    return each.get_string().get(text) == simdjson::SUCCESS && text == wanted;
  });
}

std::string challenge_of(std::string_view verifier) {
  const Sha256Digest digest = sha256(verifier);
  return to_base64url(std::string(digest.begin(), digest.end()));
}

/// "https://id.example/" + ".well-known/…", with one slash between.
std::string discovery_url(std::string issuer) {
  while (!issuer.empty() && issuer.back() == '/') issuer.pop_back();
  return issuer + "/.well-known/openid-configuration";
}

}  // namespace

Result<void> check_oidc_settings(const OidcSettings& settings) {
  const auto invalid = [](std::string_view what) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("single sign-on: {}", what)};
  };
  if (settings.client_id.empty()) return invalid("client_id is missing");
  if (!is_safe_address(settings.issuer)) {
    return invalid("issuer must be an https address (http only on this machine)");
  }
  if (!is_safe_address(settings.redirect_uri)) {
    return invalid("redirect_uri must be an https address (http only on this machine)");
  }
  return {};
}

Result<const OidcClient::Provider*> OidcClient::provider(TimeUs now) {
  if (provider_ && now - provider_at_ < kKeptFor) return &*provider_;
  ProviderRequest request;
  request.url = discovery_url(settings_.issuer);
  request.ca_file = settings_.ca_file;
  ASSIGN_OR_RETURN(const ProviderAnswer answer, ask_provider(request));
  simdjson::dom::parser parser;
  element document;
  const simdjson::padded_string padded(answer.body);
  if (answer.status != 200 || parser.parse(padded).get(document) != simdjson::SUCCESS) {
    return bad(settings_.issuer, fmt::format("{} is no discovery document", request.url));
  }
  // Another's document must not stand for this provider.
  if (text_in(document, "issuer") != settings_.issuer) {
    return bad(settings_.issuer, "its discovery document is of another issuer");
  }
  Provider found;
  found.authorization_endpoint = text_in(document, "authorization_endpoint");
  found.token_endpoint = text_in(document, "token_endpoint");
  found.jwks_uri = text_in(document, "jwks_uri");
  for (const std::string& address :
       {found.authorization_endpoint, found.token_endpoint, found.jwks_uri}) {
    if (!is_safe_address(address)) {
      return bad(settings_.issuer, "an endpoint in its discovery document is missing, or no https");
    }
  }
  const char* const kMethods = "token_endpoint_auth_methods_supported";
  found.secret_in_body = lists(document, kMethods, "client_secret_post") &&
                         !lists(document, kMethods, "client_secret_basic");
  bool says = false;
  found.says_issuer = document["authorization_response_iss_parameter_supported"].get_bool().get(
                          says) == simdjson::SUCCESS &&
                      says;
  provider_ = std::move(found);
  provider_at_ = now;
  return &*provider_;
}

Result<std::string> OidcClient::authorization_url(const Begin& begin) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(const Provider* const known, provider(begin.now));
  const bool has_query = known->authorization_endpoint.find('?') != std::string::npos;
  return fmt::format(
      "{}{}response_type=code&scope=openid%20email&client_id={}&redirect_uri={}&state={}&nonce={}"
      "&code_challenge={}&code_challenge_method=S256",
      known->authorization_endpoint, has_query ? "&" : "?", percent_encoded(settings_.client_id),
      percent_encoded(settings_.redirect_uri), percent_encoded(begin.state),
      percent_encoded(begin.nonce), challenge_of(begin.verifier));
}

Result<void> OidcClient::read_keys(TimeUs now) {
  ProviderRequest request;
  request.url = provider_->jwks_uri;
  request.ca_file = settings_.ca_file;
  keys_at_ = now;
  ASSIGN_OR_RETURN(const ProviderAnswer answer, ask_provider(request));
  if (answer.status != 200) return bad(settings_.issuer, "it does not give its keys");
  ASSIGN_OR_RETURN(keys_, parse_key_set(answer.body));
  return {};
}

Result<std::string> OidcClient::id_token(const Provider& known, const Finish& finish) {
  ProviderRequest request;
  request.url = known.token_endpoint;
  request.ca_file = settings_.ca_file;
  request.form =
      fmt::format("grant_type=authorization_code&code={}&redirect_uri={}&code_verifier={}",
                  percent_encoded(finish.code), percent_encoded(settings_.redirect_uri),
                  percent_encoded(finish.verifier));
  const bool in_header = !settings_.client_secret.empty() && !known.secret_in_body;
  if (in_header) {
    // RFC 6749, section 2.3.1: both are form-encoded first.
    request.user = percent_encoded(settings_.client_id);
    request.password = percent_encoded(settings_.client_secret);
  } else {
    request.form += "&client_id=" + percent_encoded(settings_.client_id);
    if (!settings_.client_secret.empty()) {
      request.form += "&client_secret=" + percent_encoded(settings_.client_secret);
    }
  }
  ASSIGN_OR_RETURN(const ProviderAnswer answer, ask_provider(request));
  simdjson::dom::parser parser;
  element document;
  const simdjson::padded_string padded(answer.body);
  const bool readable = parser.parse(padded).get(document) == simdjson::SUCCESS;
  if (answer.status != 200) {
    const std::string why = readable ? text_in(document, "error") : std::string();
    return Error{ErrorCode::kPermissionDenied,
                 fmt::format("the OpenID provider gives no token for this code ({}{}{})",
                             answer.status, why.empty() ? "" : ": ", why.substr(0, 100))};
  }
  std::string token = readable ? text_in(document, "id_token") : std::string();
  if (token.empty()) return bad(settings_.issuer, "its answer has no id_token");
  return token;
}

Result<IdTokenClaims> OidcClient::finish(const Finish& finish) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(const Provider* const known, provider(finish.now));
  const bool says_another = !finish.issuer.empty() && finish.issuer != settings_.issuer;
  if (says_another || (known->says_issuer && finish.issuer.empty())) {
    return Error{ErrorCode::kPermissionDenied,
                 "the answer is not from the provider that was asked"};
  }
  if (finish.code.empty() || finish.code.size() > kCodeBytesMax) {
    return Error{ErrorCode::kPermissionDenied, "the provider's answer has no code"};
  }
  ASSIGN_OR_RETURN(const std::string text, id_token(*known, finish));
  ASSIGN_OR_RETURN(const Jwt token, parse_jwt(text));
  if (keys_.empty() || finish.now - keys_at_ >= kKeptFor) RETURN_IF_ERROR(read_keys(finish.now));
  if (!is_signed_by(token, keys_)) {
    // The provider may have new keys.
    if (finish.now - keys_at_ >= kKeysAskedEach) RETURN_IF_ERROR(read_keys(finish.now));
    if (!is_signed_by(token, keys_)) {
      return Error{ErrorCode::kPermissionDenied,
                   "the provider's token is not signed by a key of the provider"};
    }
  }
  return check_id_token(token.claims,
                        {settings_.issuer, settings_.client_id, finish.nonce, finish.now});
}

}  // namespace overt
