#include "edge/http/staff_sign_in.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/progress.h"
#include "edge/http/people_routes.h"
#include "edge/http/service.h"
#include "edge/http/session_routes.h"
#include "pipeline/run_ledger.h"
#include "pipeline/run_people.h"

namespace overt::http {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;
constexpr const char* kPassword = "four words do well";

/// The routes of signing in and of people, over a folder with an admin and an
/// analyst.
class StaffSignInTest : public testing::Test {
 protected:
  StaffSignInTest() {
    folder_ = testing::TempDir() + "/sign-in-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    site_.data = folder_ + "/data";
    site_.clock = [this] { return now_; };
    LedgerOptions init;
    init.verb = LedgerVerb::kInit;
    init.data = site_.data;
    EXPECT_TRUE(run_ledger(init, no_progress()).ok());
    change(PeopleVerb::kAdd, "root", {StaffRole::kAdmin});
    change(PeopleVerb::kAdd, "ana", {StaffRole::kAnalyst});
    change(PeopleVerb::kPassword, "ana", {});
    Routes routes = session_routes(site_);
    for (Route& route : people_routes(site_)) routes.push_back(std::move(route));
    ServiceOptions options;
    options.clock = site_.clock;
    service_ = std::make_unique<Service>(std::move(routes),
                                         std::make_unique<StaffSignIn>(RequestRateLimits{}),
                                         site_.metrics, std::move(options));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void change(PeopleVerb verb, const std::string& person, std::vector<StaffRole> roles) {
    PeopleOptions options;
    options.verb = verb;
    options.data = site_.data;
    options.person.id = person;
    options.person.roles = std::move(roles);
    options.by = "root";
    options.proof.clock = site_.clock;
    options.new_password = [](const std::string&) { return Result<std::string>(kPassword); };
    const auto done = run_people(options, no_progress());
    EXPECT_TRUE(done.ok()) << done.error().message;
  }

  Response ask(std::string method, std::string target, Names headers = {}, std::string body = {}) {
    Stores stores(site_.data);
    if (!body.empty()) headers.emplace_back("content-type", "application/json");
    return service_->answer(
        {std::move(method), std::move(target), std::move(headers), std::move(body), "192.0.2.7"},
        stores);
  }
  Response sign_in(const std::string& password, Names headers = {}) {
    return ask("POST", "/v1/session", std::move(headers),
               R"({"person":"ana","password":")" + password + "\"}");
  }
  static std::string cookie_of(const Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "Set-Cookie") return value.substr(0, value.find(';'));
    }
    return {};
  }
  static std::string csrf_of(const Response& response) {
    constexpr std::string_view kField = "\"csrf\":\"";
    const auto at = response.body.find(kField);
    return at == std::string::npos ? std::string() : response.body.substr(at + kField.size(), 64);
  }

  std::string folder_;
  Site site_;
  std::unique_ptr<Service> service_;
  TimeUs now_ = kNow;
};

TEST_F(StaffSignInTest, OpensASessionWithACookieThatOnlyThisHostGets) {
  const Response response = sign_in(kPassword);
  ASSERT_EQ(response.status, 200) << response.body;
  std::string cookie;
  for (const auto& [name, value] : response.headers) {
    if (name == "Set-Cookie") cookie = value;
  }
  EXPECT_TRUE(cookie.starts_with("__Host-overt="));
  EXPECT_TRUE(cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict"));
  const Response same = ask("GET", "/v1/session", {{"cookie", cookie_of(response)}});
  EXPECT_EQ(same.status, 200);
  EXPECT_EQ(csrf_of(same), csrf_of(response));
}

TEST_F(StaffSignInTest, AsksTheCsrfTokenOnWhateverChangesSomething) {
  const Response mine = sign_in(kPassword);
  const Response others = sign_in(kPassword);
  const std::string cookie = cookie_of(mine);
  for (const Names& headers :
       {Names{}, Names{{"x-csrf-token", ""}}, Names{{"x-csrf-token", csrf_of(others)}},
        Names{{"x-csrf-token", csrf_of(mine) + "0"}}}) {
    for (const auto& [method, target] :
         {std::pair<const char*, const char*>{"DELETE", "/v1/session"},
          {"PUT", "/v1/session/password"},
          {"POST", "/v1/tokens"},
          {"DELETE", "/v1/tokens/x"},
          {"PUT", "/v1/people/ana"}}) {
      Names sent = headers;
      sent.emplace_back("cookie", cookie);
      EXPECT_EQ(ask(method, target, sent, "{}").status, 403) << method << " " << target;
    }
  }
  EXPECT_EQ(
      ask("DELETE", "/v1/session", {{"cookie", cookie}, {"x-csrf-token", csrf_of(mine)}}).status,
      204);
  EXPECT_EQ(ask("GET", "/v1/session", {{"cookie", cookie}}).status, 401);
}

TEST_F(StaffSignInTest, LetsSomebodySignInAgainOverAnOldSession) {
  const Response first = sign_in(kPassword);
  const Response second = sign_in(kPassword, {{"cookie", cookie_of(first)}});
  EXPECT_EQ(second.status, 200);
  EXPECT_NE(cookie_of(first), cookie_of(second));
  EXPECT_EQ(ask("GET", "/v1/session", {{"cookie", cookie_of(first)}}).status, 401);
}

TEST_F(StaffSignInTest, TellsAGuesserWhenToComeBack) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("no").status, 401);
  const Response late = sign_in(kPassword);
  EXPECT_EQ(late.status, 429);
  bool told = false;
  for (const auto& [name, value] : late.headers) told |= name == "Retry-After" && value == "2";
  EXPECT_TRUE(told);
  now_ += 2 * kMicrosPerSecond;
  EXPECT_EQ(sign_in(kPassword).status, 200);
}

TEST_F(StaffSignInTest, LimitsTheRateOfStrangersAndOfPeople) {
  const std::string cookie = cookie_of(sign_in(kPassword));
  int passed = 0;
  while (ask("GET", "/v1/sign-in").status == 200) ++passed;
  EXPECT_EQ(passed, 299) << "one was the sign-in";
  EXPECT_EQ(ask("GET", "/v1/sign-in").status, 429);
  EXPECT_EQ(ask("GET", "/v1/session", {{"cookie", cookie}}).status, 200) << "counted by name";
  now_ += kMicrosPerSecond;
  EXPECT_EQ(ask("GET", "/v1/sign-in").status, 200);
}

TEST_F(StaffSignInTest, BelievesAProxyOnThisMachineAlone) {
  Request request;
  request.headers = {{"x-forwarded-for", "203.0.113.9, 198.51.100.4"}};
  request.peer = "192.0.2.7";
  EXPECT_EQ(client_of(request), "192.0.2.7");
  request.peer = "127.0.0.1";
  EXPECT_EQ(client_of(request), "198.51.100.4");
  request.headers = {{"x-forwarded-for", "  "}};
  EXPECT_EQ(client_of(request), "127.0.0.1");
  request.headers.clear();
  EXPECT_EQ(client_of(request), "127.0.0.1");
}

TEST_F(StaffSignInTest, TakesNothingThatIsNearlyACredential) {
  for (const Names& headers :
       {Names{{"authorization", "Bearer "}}, Names{{"authorization", "Bearer ovt_x"}},
        Names{{"authorization", "Basic YW5hOng="}}, Names{{"cookie", "__Host-overt="}},
        Names{{"cookie", "__Host-overt=x"}}, Names{{"cookie", "overt=" + std::string(64, 'a')}}}) {
    EXPECT_EQ(ask("GET", "/v1/session", headers).status, 401);
  }
}

}  // namespace
}  // namespace overt::http
