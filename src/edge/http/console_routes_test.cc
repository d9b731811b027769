#include "edge/http/console_routes.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "edge/http/console_assets.h"
#include "edge/http/gzip.h"
#include "edge/http/stores.h"

namespace overt::http {
namespace {

class ConsoleRoutesTest : public testing::Test {
 protected:
  Response get(const std::string& path, bool compressed) {
    Request request;
    request.path = path;
    if (compressed) request.headers.emplace_back("accept-encoding", "br, gzip");
    const std::string pattern = path == "/" ? "/" : "/console/{file}";
    for (const Route& route : console_routes(site_)) {
      if (route.pattern == pattern) return route.handler(request, stores_);
    }
    return {};
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  Site site_;
  Stores stores_{"nowhere"};
};

TEST_F(ConsoleRoutesTest, ThePageIsOneDocumentWithoutScriptsOrStylesOfItsOwn) {
  const Response page = get("/", false);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.content_type.starts_with("text/html"));
  EXPECT_NE(page.body.find("<div id=\"console\">"), std::string::npos);
  EXPECT_EQ(page.body.find("<style"), std::string::npos);
  EXPECT_EQ(page.body.find("style=\""), std::string::npos);
  std::size_t scripts = 0;
  for (std::size_t at = page.body.find("<script"); at != std::string::npos;
       at = page.body.find("<script", at + 1)) {
    const std::string tag = page.body.substr(at, page.body.find("</script>", at) - at);
    EXPECT_NE(tag.find(" src=\"/console/"), std::string::npos) << tag;
    EXPECT_EQ(tag.back(), '>') << tag;
    ++scripts;
  }
  EXPECT_EQ(scripts, 1U);
  EXPECT_EQ(page.body.find("http:"), std::string::npos);
  EXPECT_EQ(page.body.find("https:"), std::string::npos);
}

TEST_F(ConsoleRoutesTest, EveryFileComesCompressedAndPlainAlike) {
  ASSERT_FALSE(console_assets().empty());
  for (const ConsoleAsset& asset : console_assets()) {
    const std::string path = asset.path == "/index.html" ? "/" : std::string(asset.path);
    const Response plain = get(path, false);
    const Response packed = get(path, true);
    ASSERT_EQ(plain.status, 200) << path;
    EXPECT_EQ(plain.body.size(), asset.bytes) << path;
    EXPECT_EQ(header(plain, "Content-Encoding"), "");
    EXPECT_EQ(header(packed, "Content-Encoding"), "gzip") << path;
    EXPECT_EQ(packed.body, asset.gzip);
    EXPECT_EQ(header(packed, "ETag"), header(plain, "ETag"));
  }
}

TEST_F(ConsoleRoutesTest, OnlyWhatIsNamedAfterItsContentIsKeptForLong) {
  EXPECT_EQ(header(get("/", true), "Cache-Control"), "no-cache");
  EXPECT_EQ(header(get("/console/receipt_checker.js", true), "Cache-Control"), "no-cache");
  const auto assets = console_assets();
  const auto script = std::find_if(assets.begin(), assets.end(), [](const ConsoleAsset& asset) {
    return asset.path.ends_with(".js") && asset.path != "/console/receipt_checker.js";
  });
  ASSERT_NE(script, assets.end());
  EXPECT_NE(header(get(std::string(script->path), true), "Cache-Control").find("immutable"),
            std::string::npos);
}

TEST_F(ConsoleRoutesTest, NothingElseIsServed) {
  for (const char* path : {"/console/none.js", "/console/../index.html", "/console/"}) {
    EXPECT_EQ(get(path, true).status, 404) << path;
  }
}

}  // namespace
}  // namespace overt::http
