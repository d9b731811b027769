#pragma once
// Who sent a request: a token in its Authorization header, or the session of
// its cookie. With a cookie whatever changes something must also send the
// session's X-CSRF-Token, which another site's page cannot know; tokens are
// sent by no browser on its own and need none.
//
// Cookies are called __Host-…, so that browsers take them from this host alone,
// over TLS (or from this machine), and no other site can set them: Secure,
// HttpOnly, SameSite.
//
// Thread-safe.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "edge/http/route.h"
#include "edge/http/sign_in.h"
#include "edge/http/stores.h"
#include "model/decision.h"
#include "pipeline/access_desk.h"
#include "pipeline/request_rates.h"

namespace overt::http {

inline constexpr std::string_view kSessionCookie = "__Host-overt";
inline constexpr std::string_view kStateCookie = "__Host-overt-sign-in";
inline constexpr std::string_view kCsrfHeader = "x-csrf-token";

/// Whose address counts: the sender's, or, where the sender is a proxy on this
/// machine, the one that the proxy says last in X-Forwarded-For.
std::string client_of(const Request& request);

/// A desk on the stores of a worker, for as long as they are open.
Result<AccessDesk> access_desk(Stores& stores);

class StaffSignIn final : public SignIn {
 public:
  explicit StaffSignIn(const RequestRateLimits& limits);
  ~StaffSignIn() override;

  Result<std::optional<Person>> who(const Request& request, Stores& stores) override;
  std::optional<Response> over_rate(const Request& request) override;

 private:
  struct Rates;
  std::unique_ptr<Rates> rates_;
};

}  // namespace overt::http
