#include "edge/http/staff_sign_in.h"

#include <algorithm>
#include <mutex>

#include "edge/http/problem.h"
#include "pipeline/decision_data.h"
#include "pipeline/request_rates.h"

namespace overt::http {
namespace {

constexpr std::string_view kBearer = "Bearer ";

/// Signing in is what somebody does who has no session, or whose session has
/// ended.
bool opens_session(const Request& request) {
  return request.method == Method::kPost && request.path == "/v1/session";
}

Result<std::optional<Person>> by_token(AccessDesk& desk, const Request& request) {
  const std::string_view header = request.header("authorization");
  auto person = desk.by_token(header.substr(kBearer.size()), request.at);
  if (person.ok()) return std::optional<Person>(std::move(person).value());
  if (person.error().code != ErrorCode::kPermissionDenied) return person.error();
  return std::optional<Person>();
}

Result<std::optional<Person>> by_cookie(AccessDesk& desk, const Request& request,
                                        std::string_view secret) {
  ASSIGN_OR_RETURN(auto known, desk.by_session(secret, request.at));
  if (!known) return std::optional<Person>();
  const bool changes = request.method != Method::kGet;
  if (changes && !AccessDesk::is_csrf_token_of(*known, request.header(kCsrfHeader))) {
    if (opens_session(request)) return std::optional<Person>();
    return Error{ErrorCode::kPermissionDenied,
                 "X-CSRF-Token is missing or another session's: GET "
                 "/v1/session says it"};
  }
  return std::optional<Person>(std::move(known->person));
}

}  // namespace

std::string client_of(const Request& request) {
  const bool here = request.peer == "127.0.0.1" || request.peer == "::1";
  std::string_view said = here ? request.header("x-forwarded-for") : std::string_view();
  // What stands before the last was said by whoever sent it to the proxy.
  said = said.substr(said.rfind(',') + 1);
  said.remove_prefix(std::min(said.find_first_not_of(' '), said.size()));
  said = said.substr(0, said.find_last_not_of(' ') + 1);
  constexpr std::size_t kAddressBytesMax = 64;
  if (said.empty() || said.size() > kAddressBytesMax) return request.peer;
  return std::string(said);
}

struct StaffSignIn::Rates {
  explicit Rates(const RequestRateLimits& limits) : rates(limits) {}
  std::mutex mutex;
  RequestRates rates;
};

StaffSignIn::StaffSignIn(const RequestRateLimits& limits)
    : rates_(std::make_unique<Rates>(limits)) {}
StaffSignIn::~StaffSignIn() = default;

Result<AccessDesk> access_desk(Stores& stores) {
  ASSIGN_OR_RETURN(DecisionStore* const people, stores.decisions());
  ASSIGN_OR_RETURN(AccessStore* const access, stores.access());
  return AccessDesk(*access, *people, password_hashing(), strong_random);
}

Result<std::optional<Person>> StaffSignIn::who(const Request& request, Stores& stores) {
  const bool token = request.header("authorization").starts_with(kBearer);
  const std::string_view cookie = request.cookie(kSessionCookie);
  if (!token && cookie.empty()) return std::optional<Person>();
  auto desk = access_desk(stores);
  // Without a ledger there is nobody who could be signed in.
  if (!desk.ok() && desk.error().code == ErrorCode::kNotFound) return std::optional<Person>();
  if (!desk.ok()) return desk.error();
  auto person = token ? by_token(desk.value(), request) : by_cookie(desk.value(), request, cookie);
  if (!person.ok() && person.error().code != ErrorCode::kPermissionDenied) {
    stores.close_decisions();
    stores.close_access();
  }
  return person;
}

std::optional<Response> StaffSignIn::over_rate(const Request& request) {
  const std::lock_guard lock(rates_->mutex);
  const std::string person = request.person ? request.person->id : std::string();
  const TimeUs wait = rates_->rates.take(client_of(request), person, request.at);
  if (wait == 0) return std::nullopt;
  const auto seconds = static_cast<int>((wait + kMicrosPerSecond - 1) / kMicrosPerSecond);
  return come_back_later(429, seconds, "too many requests; wait as long as Retry-After says");
}

}  // namespace overt::http
