#pragma once
// OidcClient: signing in through an OpenID provider, by the authorization code flow with PKCE
// (OpenID Connect Core 1.0 and Discovery 1.0, RFC 7636, RFC 9207). The provider's documents come
// over TLS, with limits on time and size and without redirects; plain HTTP is for providers on this
// machine alone, in tests. The provider's keys are asked for again when a token names one that is
// not known, at most once a minute.
//
// Thread-safe: one call at a time, the others wait. Cost: two requests to the provider a sign-in.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/oidc/jwt.h"
#include "base/result.h"
#include "base/time.h"

namespace overt {

struct OidcSettings {
  std::string issuer;  // as in the provider's tokens, without a slash at the end unless it has one
  std::string client_id;
  std::string client_secret;  // empty: a public client
  std::string redirect_uri;   // ours: https://…/v1/sign-in/oidc/callback
  std::string ca_file;        // empty: the system's certificates
};

class OidcClient {
 public:
  explicit OidcClient(OidcSettings settings) : settings_(std::move(settings)) {}

  struct Begin {
    std::string state;
    std::string nonce;
    std::string verifier;  // of PKCE; 43 to 128 letters
    TimeUs now = 0;
  };
  /// Where the browser is sent.
  Result<std::string> authorization_url(const Begin& begin);

  struct Finish {
    std::string code;
    std::string issuer;  // the parameter iss; empty: the provider does not say
    std::string nonce;
    std::string verifier;
    TimeUs now = 0;
  };
  /// Whom the provider means. kPermissionDenied where what it says is not to be taken, kUnavailable
  /// where it does not answer, kBadInput where its answer is none.
  Result<IdTokenClaims> finish(const Finish& finish);

  [[nodiscard]] const OidcSettings& settings() const { return settings_; }

 private:
  struct Provider {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
    bool secret_in_body = false;  // it does not take it in a header
    bool says_issuer = false;     // in every answer, RFC 9207
  };
  Result<const Provider*> provider(TimeUs now);
  Result<void> read_keys(TimeUs now);
  Result<std::string> id_token(const Provider& provider, const Finish& finish);

  OidcSettings settings_;
  std::mutex mutex_;
  std::optional<Provider> provider_;
  TimeUs provider_at_ = 0;
  std::vector<JsonWebKey> keys_;
  TimeUs keys_at_ = 0;
};

/// kInvalidArgument where a setting is missing or is no address that may be used.
Result<void> check_oidc_settings(const OidcSettings& settings);

}  // namespace overt
