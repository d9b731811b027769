// Every route, asked by everybody: nobody, each role alone, and each role
// through a token whose scope is empty. Who lacks the right that the route
// names is refused before its handler runs.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "edge/http/service.h"
#include "edge/http/site.h"

namespace overt::http {
namespace {

constexpr std::string_view kRefused = "your roles do not let you do this";

/// Signs in whoever the header names: a role, alone or through a token that may
/// nothing.
class HeaderIsRole final : public SignIn {
 public:
  Result<std::optional<Person>> who(const Request& request, Stores& /*stores*/) override {
    const auto role = staff_role_named(request.header("x-role"));
    if (!role) return std::optional<Person>();
    Person person{"p", {*role}};
    if (!request.header("x-no-scope").empty()) person.only = std::vector<Right>();
    return std::optional<Person>(std::move(person));
  }
};

std::string path_of(const Route& route) {
  std::string path;
  bool inside = false;
  for (const char c : route.pattern) {
    inside = c == '{' || (inside && c != '}');
    if (c == '{') path += "none";
    if (!inside && c != '}') path += c;
  }
  return path;
}

class RightsOfRoutesTest : public testing::Test {
 protected:
  RightsOfRoutesTest() {
    folder_ = testing::TempDir() + "/routes-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    site_.data = folder_;
    site_.runs = std::make_shared<RunShelf>(folder_);
    site_.clock = [] { return TimeUs{1'700'000'000'000'000}; };
    ServiceOptions options;
    options.clock = site_.clock;
    routes_ = all_routes(site_);
    service_ = std::make_unique<Service>(all_routes(site_), std::make_unique<HeaderIsRole>(),
                                         site_.metrics, std::move(options));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Response ask(const Route& route, Names headers) {
    Stores stores(folder_);
    return service_->answer(
        {std::string(name_of(route.method)), path_of(route), std::move(headers), "{}", "192.0.2.7"},
        stores);
  }
  static bool is_refused(const Response& response) {
    return response.status == 403 && response.body.find(kRefused) != std::string::npos;
  }

  std::string folder_;
  Site site_;
  Routes routes_;
  std::unique_ptr<Service> service_;
};

TEST_F(RightsOfRoutesTest, AsksTheRightOfEveryRouteForEveryRole) {
  int tried = 0;
  for (const Route& route : routes_) {
    const std::string name = fmt::format("{} {}", name_of(route.method), route.pattern);
    EXPECT_EQ(ask(route, {}).status == 401, !route.access.open) << name << " by nobody";
    if (route.access.open || !route.access.right) continue;
    for (std::size_t i = 0; i < kStaffRoleCount; ++i) {
      const auto role = static_cast<StaffRole>(i);
      const Names alone = {{"x-role", std::string(name_of(role))}};
      const bool has_it = may({"p", {role}}, *route.access.right);
      EXPECT_EQ(is_refused(ask(route, alone)), !has_it) << name << " by " << name_of(role);
      const Names narrow = {{"x-role", std::string(name_of(role))}, {"x-no-scope", "1"}};
      EXPECT_TRUE(is_refused(ask(route, narrow))) << name << " by a token of " << name_of(role);
      ++tried;
    }
  }
  EXPECT_GT(tried, 0);
}

// What changes something is never open, but for signing in and what has a key
// of its own. Checking a receipt changes nothing.
TEST_F(RightsOfRoutesTest, LetsNobodyChangeAnythingWithoutASignIn) {
  for (const Route& route : routes_) {
    if (route.method == Method::kGet || !route.access.open) continue;
    if (route.pattern == "/xrpc/{method}") continue;  // says no to everybody, whatever is sent
    EXPECT_TRUE(route.pattern == "/v1/session" || route.pattern.starts_with("/appeals/") ||
                route.pattern == "/transparency/ledger/receipts")
        << route.pattern;
  }
}

}  // namespace
}  // namespace overt::http
