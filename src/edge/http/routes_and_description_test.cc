// api/openapi.yaml is what clients are made from: every route stands in it and the other way round,
// and it says of each whether one must be signed in.

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "edge/http/site.h"
#include "kernel/yaml/yaml_value.h"

namespace overt::http {
namespace {

YamlValue description() {
  const std::string path = OVERT_SOURCE_DIR "/api/openapi.yaml";
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  auto parsed = parse_yaml(text.str(), path);
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  return std::move(parsed).value();
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// "GET /v1/networks/{network}" → what stands there.
std::map<std::string, const YamlValue*> operations(const YamlValue& root) {
  std::map<std::string, const YamlValue*> found;
  for (const YamlField& path : root.find("paths")->fields) {
    for (const YamlField& method : path.second.fields) {
      if (method.first == "parameters" || method.first == "summary") continue;
      found[upper(method.first) + " " + path.first] = &method.second;
    }
  }
  return found;
}

/// OpenAPI has no word for "what is left": {rest...} is {rest} there.
std::string described_pattern(const Route& route) {
  std::string pattern = route.pattern;
  if (const auto dots = pattern.find("...}"); dots != std::string::npos) pattern.erase(dots, 3);
  return std::string(name_of(route.method)) + " " + pattern;
}

class RoutesAndDescriptionTest : public ::testing::Test {
 protected:
  RoutesAndDescriptionTest() {
    site_.clock = [] { return TimeUs{0}; };
    routes_ = all_routes(site_);
  }
  Site site_;
  Routes routes_;
  const YamlValue root_ = description();
};

TEST_F(RoutesAndDescriptionTest, DescribesEveryRouteAndNothingElse) {
  std::set<std::string> described;
  for (const auto& [name, operation] : operations(root_)) described.insert(name);
  std::set<std::string> served;
  for (const Route& route : routes_) served.insert(described_pattern(route));
  for (const std::string& name : served) {
    EXPECT_TRUE(described.contains(name)) << name << " is not in api/openapi.yaml";
  }
  for (const std::string& name : described) {
    EXPECT_TRUE(served.contains(name)) << name << " is described and not served";
  }
}

TEST_F(RoutesAndDescriptionTest, SaysWhichRoutesNeedASignIn) {
  const auto described = operations(root_);
  for (const Route& route : routes_) {
    const auto found = described.find(described_pattern(route));
    if (found == described.end()) continue;
    const YamlValue* const security = found->second->find("security");
    const bool open = security != nullptr && security->items.empty();
    EXPECT_EQ(open, route.access.open) << found->first << ": security: [] is for open routes";
    if (!route.access.open) {
      const YamlValue* const responses = found->second->find("responses");
      ASSERT_NE(responses, nullptr) << found->first;
      EXPECT_NE(responses->find("401"), nullptr) << found->first << " does not say 401";
    }
  }
}

TEST_F(RoutesAndDescriptionTest, OnlyPublicPlacesAreOpen) {
  const std::set<std::string> open_places = {"/", "/healthz", "/readyz", "/metrics",
                                             "/openapi.yaml"};
  for (const Route& route : routes_) {
    if (!route.access.open) continue;
    const bool is_public =
        open_places.contains(route.pattern) || route.pattern.starts_with("/transparency") ||
        route.pattern.starts_with("/console") || route.pattern.starts_with("/assets") ||
        route.pattern.starts_with("/appeals/") || route.pattern.starts_with("/xrpc/") ||
        route.pattern.starts_with("/.well-known/") || route.pattern.starts_with("/v1/session") ||
        route.pattern.starts_with("/v1/sign-in");
    EXPECT_TRUE(is_public) << route.pattern << " is open; say why here, or give it a rule";
  }
}

TEST_F(RoutesAndDescriptionTest, NamesEachOperationOnce) {
  std::set<std::string> seen;
  for (const auto& [name, operation] : operations(root_)) {
    const YamlValue* const id = operation->find("operationId");
    ASSERT_NE(id, nullptr) << name;
    EXPECT_TRUE(seen.insert(id->text).second) << id->text;
    EXPECT_NE(operation->find("summary"), nullptr) << name;
  }
}

}  // namespace
}  // namespace overt::http
