#include "edge/http/people_routes.h"

#include <algorithm>

#include "base/json_writer.h"
#include "edge/http/json_in.h"
#include "edge/http/problem.h"
#include "edge/http/staff_sign_in.h"
#include "pipeline/run_people.h"

namespace overt::http {
namespace {

constexpr std::uint64_t kBodyBytesMax = 8 << 10;
constexpr std::size_t kIdBytesMax = 128;

void write_names(JsonWriter& json, std::string_view key, const auto& all) {
  json.key(key);
  json.begin_array();
  for (const auto one : all) json.value(name_of(one));
  json.end_array();
}

PeopleOptions options_for(const Site& site, const Request& request, PeopleVerb verb) {
  PeopleOptions options;
  options.verb = verb;
  options.data = site.data;
  options.person.id = request.parameter("person");
  options.proof.clock = [at = request.at] { return at; };
  return options;
}

Response answer_of(const Result<CommandAnswer>& done, int status = 200) {
  return done.ok() ? json_response(done.value().json, status) : problem_of(done.error());
}

Response list_people(Stores& stores) {
  const auto store = stores.decisions();
  if (!store.ok()) return problem_of(store.error());
  const auto people = store.value()->people();
  if (!people.ok()) return problem_of(people.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("people");
  json.begin_array();
  for (const Person& person : people.value()) {
    json.begin_object();
    json.field("id", person.id);
    write_names(json, "roles", person.roles);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(std::move(body));
}

/// Adds the person, or gives them other roles; none: disables them.
Response put_person(const Site& site, const Request& request) {
  PeopleOptions options = options_for(site, request, PeopleVerb::kRoles);
  if (options.person.id.empty() || options.person.id.size() > kIdBytesMax ||
      options.person.id == "affected") {
    return problem(400, "a person's id is 1 to 128 bytes, and not 'affected'");
  }
  auto json = JsonIn::read(request);
  if (!json.ok()) return problem_of(json.error());
  const auto roles = json.value().texts("roles");
  const auto read = json.value().done();
  if (!read.ok()) return problem_of(read.error());
  for (const std::string& word : roles) {
    const auto role = staff_role_named(word);
    if (!role) return problem(400, "there is no such role; /openapi.yaml lists them");
    options.person.roles.push_back(*role);
  }
  options.may_be_new = !options.person.roles.empty();
  return answer_of(change_people(options, *request.person));
}

Response put_password(const Site& site, const Request& request) {
  auto json = JsonIn::read(request);
  if (!json.ok()) return problem_of(json.error());
  const std::string password = json.value().required_text("password");
  const auto read = json.value().done();
  if (!read.ok()) return problem_of(read.error());
  // One's own needs the current one: PUT /v1/session/password.
  if (request.parameter("person") == request.person->id) {
    return problem(403, "one's own password is changed at /v1/session/password");
  }
  PeopleOptions options = options_for(site, request, PeopleVerb::kPassword);
  options.new_password = [&](const std::string&) { return Result<std::string>(password); };
  const auto done = change_people(options, *request.person);
  return done.ok() ? no_content() : problem_of(done.error());
}

Response list_tokens(const Request& request, Stores& stores) {
  const auto access = stores.access();
  if (!access.ok()) return problem_of(access.error());
  const auto tokens = access.value()->tokens();
  if (!tokens.ok()) return problem_of(tokens.error());
  const bool all = may(*request.person, Right::kAdministrate);
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("tokens");
  json.begin_array();
  for (const ApiToken& token : tokens.value()) {
    if (!all && token.person != request.person->id) continue;
    const auto used_at = access.value()->token_used_at(token.id);
    if (!used_at.ok()) return problem_of(used_at.error());
    json.begin_object();
    json.field("id", token.id);
    json.field("person", token.person);
    json.field("label", token.label);
    write_names(json, "scope", token.scope);
    json.field("created_at", format_rfc3339(token.created_at));
    json.field("expires_at", format_rfc3339(token.expires_at));
    if (token.revoked_at != 0) json.field("revoked_at", format_rfc3339(token.revoked_at));
    if (used_at.value() != 0) json.field("last_used_at", format_rfc3339(used_at.value()));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json_response(std::move(body));
}

Response make_token(const Site& site, const Request& request) {
  auto json = JsonIn::read(request);
  if (!json.ok()) return problem_of(json.error());
  PeopleOptions options = options_for(site, request, PeopleVerb::kTokenCreate);
  options.person.id = json.value().text("person");
  if (options.person.id.empty()) options.person.id = request.person->id;
  options.label = json.value().text("label");
  const auto days = json.value().number("days");
  const auto scope = json.value().texts("scope");
  const auto read = json.value().done();
  if (!read.ok()) return problem_of(read.error());
  options.scope.clear();
  for (const std::string& word : scope) {
    const auto right = right_named(word);
    if (!right) return problem(400, "there is no such right; /openapi.yaml lists them");
    options.scope.push_back(*right);
  }
  constexpr std::uint64_t kDaysMax = 366;
  if (!days || *days < 1 || *days > kDaysMax) return problem(400, "days: 1 to 366");
  options.life = static_cast<TimeUs>(*days) * kMicrosPerDay;
  Response response = answer_of(change_people(options, *request.person), 201);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response revoke_token(const Site& site, const Request& request) {
  PeopleOptions options = options_for(site, request, PeopleVerb::kTokenRevoke);
  options.token = request.parameter("token");
  const auto done = change_people(options, *request.person);
  return done.ok() ? no_content() : problem_of(done.error());
}

}  // namespace

Routes people_routes(Site& site) {
  const auto on_site = [&site](Response (*const handle)(const Site&, const Request&)) {
    return [&site, handle](const Request& request, Stores&) { return handle(site, request); };
  };
  return {
      {Method::kGet, "/v1/people", needs(Right::kAdministrate),
       [](const Request&, Stores& stores) { return list_people(stores); }},
      {Method::kPut, "/v1/people/{person}", needs(Right::kAdministrate), on_site(put_person),
       kBodyBytesMax},
      {Method::kPut, "/v1/people/{person}/password", needs(Right::kAdministrate),
       on_site(put_password), kBodyBytesMax},
      {Method::kGet, "/v1/tokens", kSignedIn, list_tokens},
      {Method::kPost, "/v1/tokens", kSignedIn, on_site(make_token), kBodyBytesMax, false, true},
      {Method::kDelete, "/v1/tokens/{token}", kSignedIn, on_site(revoke_token)},
  };
}

}  // namespace overt::http
