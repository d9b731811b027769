#include "edge/http/router.h"

#include <gtest/gtest.h>

namespace overt::http {
namespace {

Response nothing(const Request& /*request*/, Stores& /*stores*/) { return {}; }

Router make_router() {
  return Router({{Method::kGet, "/v1/networks", kSignedIn, nothing},
                 {Method::kPost, "/v1/networks", kSignedIn, nothing},
                 {Method::kGet, "/v1/networks/{network}", kSignedIn, nothing},
                 {Method::kGet, "/v1/networks/largest", kSignedIn, nothing},
                 {Method::kGet, "/tile/{rest...}", kOpen, nothing}});
}

std::string pattern_of(const Router& router, std::string_view path) {
  const auto match = router.find(Method::kGet, path);
  if (match.malformed) return "malformed";
  return match.route == nullptr ? "none" : match.route->pattern;
}

TEST(RouterTest, PrefersALiteralToAParameter) {
  const Router router = make_router();
  EXPECT_EQ(pattern_of(router, "/v1/networks/largest"), "/v1/networks/largest");
  const auto match = router.find(Method::kGet, "/v1/networks/n%31");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.parameters.front().second, "n1");
}

TEST(RouterTest, TakesWhatIsLeft) {
  const Router router = make_router();
  const auto match = router.find(Method::kGet, "/tile/0/x001/067");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.parameters.front().second, "0/x001/067");
}

TEST(RouterTest, SaysWhichMethodsAPathTakes) {
  const Router router = make_router();
  const auto match = router.find(Method::kDelete, "/v1/networks");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allowed.size(), 2U);
}

TEST(RouterTest, RefusesWaysUpAndControlCharacters) {
  const Router router = make_router();
  for (const char* path : {"/tile/../../etc/passwd", "/tile/%2e%2e/x", "/tile/./x", "/v1/%00",
                           "/v1/networks/%0d%0aSet-Cookie:x", "/v1/%zz", "/v1/%2", "v1", ""}) {
    EXPECT_EQ(pattern_of(router, path), "malformed") << path;
  }
  EXPECT_EQ(pattern_of(router, "/v1/networks/"), "none");
}

TEST(RouterTest, KeepsASlashInsideAParameterThere) {
  const Router router = make_router();
  const auto match = router.find(Method::kGet, "/v1/networks/a%2Fb");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.parameters.front().second, "a/b");
}

TEST(RouterTest, ReadsQueries) {
  const auto query = parse_query("a=1&b=x%20y+z&c&&d=%3D");
  ASSERT_TRUE(query.has_value());
  const Names expected = {{"a", "1"}, {"b", "x y z"}, {"c", ""}, {"d", "="}};
  EXPECT_EQ(*query, expected);
  EXPECT_FALSE(parse_query("a=%0a").has_value());
}

}  // namespace
}  // namespace overt::http
