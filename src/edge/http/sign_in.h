#pragma once
// Who sent a request: asked once for every request, before the route's rule. Without one that knows
// anybody, every route that is not open answers 401.

#include <optional>

#include "base/result.h"
#include "edge/http/route.h"
#include "model/decision.h"

namespace overt::http {

class SignIn {
 public:
  virtual ~SignIn() = default;
  /// Nobody where the request proves nothing or what it proves no longer holds. An error is told to
  /// the client (kUnavailable: too many tries). Called from several threads at once.
  virtual Result<std::optional<Person>> who(const Request& request, Stores& stores) = 0;
  /// The answer to whoever asks too often, once it is known who it is; none: it may go on.
  virtual std::optional<Response> over_rate(const Request& /*request*/) { return std::nullopt; }
};

}  // namespace overt::http
