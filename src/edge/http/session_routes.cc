#include "edge/http/session_routes.h"

#include <mutex>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/json_in.h"
#include "edge/http/problem.h"
#include "edge/http/staff_sign_in.h"
#include "pipeline/provider_sign_in.h"
#include "pipeline/run_people.h"

namespace overt::http {
namespace {

constexpr std::uint64_t kBodyBytesMax = 8 << 10;

void set_cookie(Response& response, std::string_view name, std::string_view value,
                std::string_view same_site, TimeUs life) {
  response.headers.emplace_back(
      "Set-Cookie", fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite={}", name,
                                value, life / kMicrosPerSecond, same_site));
}

Result<std::pair<std::string, std::string>> two_texts(const Request& request, const char* first,
                                                      const char* second) {
  ASSIGN_OR_RETURN(JsonIn json, JsonIn::read(request));
  std::pair<std::string, std::string> texts;
  texts.first = json.required_text(first);
  texts.second = json.required_text(second);
  RETURN_IF_ERROR(json.done());
  return texts;
}

void write_person(JsonWriter& json, const Person& person) {
  json.field("person", person.id);
  json.key("roles");
  json.begin_array();
  for (const StaffRole role : person.roles) json.value(name_of(role));
  json.end_array();
  json.key("rights");
  json.begin_array();
  for (std::size_t i = 0; i < kRightCount; ++i) {
    if (may(person, static_cast<Right>(i))) json.value(name_of(static_cast<Right>(i)));
  }
  json.end_array();
  json.field("known_by", name_of(person.known_by));
}

std::string session_json(const Person& person, const Session* session, std::string_view csrf) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_person(json, person);
  if (session != nullptr) {
    json.field("csrf", csrf);
    json.field("ends_at", format_rfc3339(AccessDesk::ends_at(*session)));
  }
  json.end_object();
  return body;
}

Response opened(AccessDesk& desk, const Request& request, const Person& person) {
  const auto session = desk.open_session(person, request.cookie(kSessionCookie), request.at);
  if (!session.ok()) return problem_of(session.error());
  (void)desk.forget_old(request.at);
  Response response =
      json_response(session_json(person, &session.value().session, session.value().csrf));
  set_cookie(response, kSessionCookie, session.value().secret, "Strict", AccessDesk::kSessionLife);
  return response;
}

Response wait_until(TimeUs moment, TimeUs now) {
  const TimeUs seconds = (moment - now + kMicrosPerSecond - 1) / kMicrosPerSecond;
  return come_back_later(429, static_cast<int>(seconds),
                         "too many failed sign-ins; wait as long as Retry-After says");
}

Response sign_in(const Request& request, Stores& stores) {
  const auto fields = two_texts(request, "person", "password");
  if (!fields.ok()) return problem_of(fields.error());
  auto desk = access_desk(stores);
  if (!desk.ok()) return problem_of(desk.error());
  const auto answer = desk.value().sign_in(
      {fields.value().first, fields.value().second, client_of(request), request.at});
  if (!answer.ok()) return problem_of(answer.error());
  if (answer.value().wait_until != 0) return wait_until(answer.value().wait_until, request.at);
  if (!answer.value().person) return problem(401, "this name and password do not belong together");
  return opened(desk.value(), request, *answer.value().person);
}

Response who_is_it(const Request& request, Stores& stores) {
  const std::string_view cookie = request.cookie(kSessionCookie);
  if (cookie.empty() || request.person->known_by == KnownBy::kToken) {
    return json_response(session_json(*request.person, nullptr, {}));
  }
  auto desk = access_desk(stores);
  if (!desk.ok()) return problem_of(desk.error());
  const auto known = desk.value().by_session(cookie, request.at);
  if (!known.ok()) return problem_of(known.error());
  if (!known.value()) return problem(401, "the session has just ended");
  return json_response(session_json(*request.person, &known.value()->session, known.value()->csrf));
}

Response sign_out(const Request& request, Stores& stores) {
  const std::string_view cookie = request.cookie(kSessionCookie);
  if (!cookie.empty()) {
    auto desk = access_desk(stores);
    if (!desk.ok()) return problem_of(desk.error());
    const auto ended = desk.value().end_session(cookie);
    if (!ended.ok()) return problem_of(ended.error());
  }
  Response response = no_content();
  set_cookie(response, kSessionCookie, "", "Strict", 0);
  return response;
}

/// The current password again: who finds an open browser must not be able to
/// keep it.
Response change_password(const Site& site, const Request& request, Stores& stores) {
  const auto fields = two_texts(request, "current", "password");
  if (!fields.ok()) return problem_of(fields.error());
  auto desk = access_desk(stores);
  if (!desk.ok()) return problem_of(desk.error());
  const auto answer = desk.value().sign_in(
      {request.person->id, fields.value().first, client_of(request), request.at});
  if (!answer.ok()) return problem_of(answer.error());
  if (answer.value().wait_until != 0) return wait_until(answer.value().wait_until, request.at);
  if (!answer.value().person) return problem(403, "the current password is another");
  PeopleOptions options;
  options.verb = PeopleVerb::kPassword;
  options.data = site.data;
  options.person.id = request.person->id;
  options.proof.clock = [at = request.at] { return at; };
  options.new_password = [&](const std::string&) {
    return Result<std::string>(fields.value().second);
  };
  const auto changed = change_people(options, *request.person);
  if (!changed.ok()) return problem_of(changed.error());
  if (request.person->known_by == KnownBy::kToken) return no_content();
  return opened(desk.value(), request, *request.person);
}

/// The folder's provider, read when it is first asked for.
class Provider {
 public:
  explicit Provider(std::string data) : data_(std::move(data)) {}

  /// nullptr where none is set up.
  Result<ProviderDesk*> desk() {
    const std::lock_guard lock(mutex_);
    if (!desk_) {
      ASSIGN_OR_RETURN(desk_, ProviderDesk::read(data_));
    }
    return desk_.get();
  }

 private:
  std::string data_;
  std::mutex mutex_;
  std::unique_ptr<ProviderDesk> desk_;
};

Response ways_to_sign_in(Provider& provider) {
  const auto desk = provider.desk();
  if (!desk.ok()) return problem_of(desk.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.field("password", true);
  if (desk.value() != nullptr) json.field("provider", desk.value()->issuer());
  json.end_object();
  return json_response(std::move(body));
}

Response redirect(std::string url) {
  Response response;
  response.status = 303;
  response.content_type.clear();
  response.headers.emplace_back("Location", std::move(url));
  return response;
}

Response begin_at_provider(Provider& provider, const Request& request, Stores& stores) {
  const auto known = provider.desk();
  if (!known.ok()) return problem_of(known.error());
  if (known.value() == nullptr) return problem(404, "no OpenID provider is set up here");
  auto desk = access_desk(stores);
  if (!desk.ok()) return problem_of(desk.error());
  const auto begun = known.value()->begin(desk.value(), request.at);
  if (!begun.ok()) return problem_of(begun.error());
  Response response = redirect(begun.value().url);
  // Lax: it must come along when the provider sends the browser back.
  set_cookie(response, kStateCookie, begun.value().state, "Lax", AccessDesk::kPendingLife);
  return response;
}

Response back_from_provider(Provider& provider, const Request& request, Stores& stores) {
  const auto known = provider.desk();
  if (!known.ok()) return problem_of(known.error());
  if (known.value() == nullptr) return problem(404, "no OpenID provider is set up here");
  if (!request.query_value("error").empty()) {
    return problem(403, "the provider did not sign anybody in; begin again");
  }
  auto desk = access_desk(stores);
  if (!desk.ok()) return problem_of(desk.error());
  ProviderDesk::Answer answer;
  answer.state = request.query_value("state");
  answer.cookie = request.cookie(kStateCookie);
  answer.code = request.query_value("code");
  answer.issuer = request.query_value("iss");
  answer.now = request.at;
  const auto person = known.value()->finish(desk.value(), answer);
  if (!person.ok()) return problem_of(person.error());
  Response response = opened(desk.value(), request, person.value());
  if (response.status != 200) return response;
  Response home = redirect("/");
  home.headers.insert(home.headers.end(), response.headers.begin(), response.headers.end());
  set_cookie(home, kStateCookie, "", "Lax", 0);
  return home;
}

}  // namespace

Routes session_routes(Site& site) {
  const auto provider = std::make_shared<Provider>(site.data);
  return {
      {Method::kPost, "/v1/session", kOpen, sign_in, kBodyBytesMax, false, true},
      {Method::kGet, "/v1/session", kSignedIn, who_is_it},
      {Method::kDelete, "/v1/session", kSignedIn, sign_out},
      {Method::kPut, "/v1/session/password", kSignedIn,
       [&site](const Request& request, Stores& stores) {
         return change_password(site, request, stores);
       },
       kBodyBytesMax, false, true},
      {Method::kGet, "/v1/sign-in", kOpen,
       [provider](const Request&, Stores&) { return ways_to_sign_in(*provider); }},
      {Method::kGet, "/v1/sign-in/oidc/start", kOpen,
       [provider](const Request& request, Stores& stores) {
         return begin_at_provider(*provider, request, stores);
       }},
      {Method::kGet, "/v1/sign-in/oidc/callback", kOpen,
       [provider](const Request& request, Stores& stores) {
         return back_from_provider(*provider, request, stores);
       }},
  };
}

}  // namespace overt::http
