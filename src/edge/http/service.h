#pragma once
// Service: from a request as it came in to the answer: route, sign-in, rule, limits, handler, then
// entity tag, compression, headers that every answer carries, the log and the counters. One place,
// so that no route can leave one of these out.
//
// Thread safety: answer() from several threads at once, each with its own stores.

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/time.h"
#include "edge/http/http_server.h"
#include "edge/http/metrics.h"
#include "edge/http/router.h"
#include "edge/http/sign_in.h"
#include "edge/http/stores.h"

namespace overt::http {

/// Answers that were given to a request with an Idempotency-Key, to give again.
class GivenAnswers;

struct ServiceOptions {
  std::function<TimeUs()> clock;
  /// One JSON object a request, without a line feed; none: no log. Called from several threads.
  std::function<void(std::string_view)> log;
  /// None: those of this process alone.
  std::shared_ptr<GivenAnswers> answers = nullptr;
};

class Service {
 public:
  Service(Routes routes, std::unique_ptr<SignIn> sign_in, Metrics& metrics, ServiceOptions options);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  Response answer(RawRequest&& raw, Stores& stores);
  [[nodiscard]] const Router& router() const { return router_; }

  /// Headers that every answer carries, and what the client can be spared of it.
  static void finish(const Request& request, Response& response);

 private:
  Response decide(RawRequest&& raw, Request& request, const Route*& route, Stores& stores);
  [[nodiscard]] Response preflight(std::string_view path) const;
  Response pass_rule(const Route& route, Request& request, Stores& stores);
  Response handle_once(const Route& route, const Request& request, Stores& stores);

  Router router_;
  std::unique_ptr<SignIn> sign_in_;
  Metrics& metrics_;
  ServiceOptions options_;
  std::shared_ptr<GivenAnswers> given_;
};

}  // namespace overt::http
