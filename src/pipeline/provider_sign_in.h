#pragma once
// Signing in through an OpenID provider, as the data folder's oidc.yaml (mode 0600) sets it up:
//
//   issuer: https://id.example.org
//   client_id: overt
//   client_secret: …                     # may be left out: a public client
//   redirect_uri: https://overt.example.org/v1/sign-in/oidc/callback
//   ca_file: …                           # may be left out
//
// Thread-safe; desks are their callers' own.

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "model/decision.h"
#include "pipeline/access_desk.h"

namespace overt {

class OidcClient;

class ProviderDesk {
 public:
  /// Nothing where the folder has no oidc.yaml. Errors name file and line.
  static Result<std::unique_ptr<ProviderDesk>> read(const std::string& data);
  ~ProviderDesk();

  struct Begun {
    std::string url;    // where the browser is sent
    std::string state;  // to be kept in a cookie meanwhile
  };
  Result<Begun> begin(AccessDesk& desk, TimeUs now);

  struct Answer {
    std::string state;   // as the provider gave it back
    std::string cookie;  // as the browser kept it
    std::string code;
    std::string issuer;
    TimeUs now = 0;
  };
  /// kPermissionDenied where the answer is not to a sign-in that this browser began, is given a
  /// second time, or the provider means nobody here.
  Result<Person> finish(AccessDesk& desk, const Answer& answer);

  [[nodiscard]] const std::string& issuer() const;

 private:
  explicit ProviderDesk(std::unique_ptr<OidcClient> client);
  std::unique_ptr<OidcClient> client_;
};

}  // namespace overt
