// The pages behind links to appeal, as a browser meets them: headers, statuses, limits.
#include "edge/http/notice_routes.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "edge/http/service.h"

namespace overt::http {
namespace {

class Nobody final : public SignIn {
 public:
  Result<std::optional<Person>> who(const Request& /*request*/, Stores& /*stores*/) override {
    return std::optional<Person>();
  }
};

class NoticeRoutesTest : public testing::Test {
 protected:
  NoticeRoutesTest() {
    folder_ = testing::TempDir() + "/notice-routes-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    ServiceOptions options;
    options.clock = [] { return TimeUs{1'700'000'000'000'000}; };
    options.log = [this](std::string_view line) { log_ += std::string(line); };
    service_ = std::make_unique<Service>(notice_routes(site_), std::make_unique<Nobody>(),
                                         site_.metrics, std::move(options));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Response ask(std::string method, Names headers = {}, std::string body = {}) {
    Stores stores(folder_);
    return service_->answer(
        {std::move(method), "/appeals/s3cret", std::move(headers), std::move(body), "192.0.2.7"},
        stores);
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  std::string folder_;
  std::string log_;
  Site site_;
  std::unique_ptr<Service> service_;
};

TEST_F(NoticeRoutesTest, ALinkThatIsNoneIsAPageInTheReadersLanguageThatNobodyKeeps) {
  const Response page = ask("GET", {{"accept-language", "de, fr;q=0.8"}});
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("<html lang=\"fr\""), std::string::npos) << page.body;
  EXPECT_EQ(header(page, "Cache-Control"), "no-store");
  EXPECT_EQ(header(page, "Referrer-Policy"), "same-origin");
  EXPECT_NE(header(page, "Content-Security-Policy").find("style-src 'sha256-"), std::string::npos);
  EXPECT_EQ(header(page, "X-Frame-Options"), "DENY");
  EXPECT_EQ(log_.find("s3cret"), std::string::npos) << log_;
}

TEST_F(NoticeRoutesTest, AnotherSitesPageCannotSendAStatement) {
  EXPECT_EQ(ask("POST", {{"sec-fetch-site", "cross-site"}}, "statement=x").status, 403);
  EXPECT_EQ(ask("POST", {{"sec-fetch-site", "same-origin"}}, "statement=x").status, 404)
      << "the page's own form reaches the link, which is none";
}

TEST_F(NoticeRoutesTest, StatementsHaveALimitInSizeAndNumber) {
  EXPECT_EQ(ask("POST", {}, std::string((64 << 10) + 1, 'x')).status, 413);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("POST", {}, "statement=x").status, 404) << i;
  const Response refused = ask("POST", {}, "statement=x");
  EXPECT_EQ(refused.status, 429);
  EXPECT_FALSE(header(refused, "Retry-After").empty());
  EXPECT_EQ(ask("GET").status, 404) << "looking is free";
}

}  // namespace
}  // namespace overt::http
