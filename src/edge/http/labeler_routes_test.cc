#include "edge/http/labeler_routes.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "edge/http/service.h"
#include "edge/http/site.h"

namespace overt::http {
namespace {

class Nobody final : public SignIn {
 public:
  Result<std::optional<Person>> who(const Request& /*request*/, Stores& /*stores*/) override {
    return std::optional<Person>();
  }
};

class LabelerRoutesTest : public testing::Test {
 protected:
  LabelerRoutesTest() {
    site_.data = testing::TempDir() + "/no-labeler";
    ServiceOptions options;
    options.clock = [] { return TimeUs{1}; };
    service_ = std::make_unique<Service>(labeler_routes(site_), std::make_unique<Nobody>(),
                                         site_.metrics, std::move(options));
  }
  ~LabelerRoutesTest() override {
    for (const auto& end : site_.at_end) end();
  }

  Response ask(std::string method, std::string target, Names headers = {}) {
    Stores stores(site_.data);
    return service_->answer(
        {std::move(method), std::move(target), std::move(headers), "{}", "192.0.2.7"}, stores);
  }

  Site site_;
  std::unique_ptr<Service> service_;
};

bool is_for_every_page(const Response& response) {
  return std::count(response.headers.begin(), response.headers.end(),
                    std::pair<std::string, std::string>("Access-Control-Allow-Origin", "*")) == 1;
}

TEST_F(LabelerRoutesTest, SaysInTheProtocolsWordsWhatItDoesNotHave) {
  for (const char* method : {"GET", "POST"}) {
    for (const char* path : {"/xrpc/com.atproto.moderation.createReport", "/xrpc/_health"}) {
      const Response response = ask(method, path);
      EXPECT_EQ(response.status, 501) << method << path;
      EXPECT_EQ(response.content_type, "application/json");
      EXPECT_NE(response.body.find(R"("error":"MethodNotImplemented","message":")"),
                std::string::npos)
          << response.body;
    }
  }
  // A labeler that is not there is no other than a method that is not there.
  EXPECT_EQ(ask("GET", "/xrpc/com.atproto.label.queryLabels?uriPatterns=*").status, 501);
  // Under a method is nothing.
  EXPECT_EQ(ask("GET", "/xrpc/com.atproto.label.queryLabels/x").status, 404);
}

TEST_F(LabelerRoutesTest, LetsEveryPageReadLabels) {
  const std::string labels = "/xrpc/com.atproto.label.queryLabels";
  const Names page = {{"origin", "https://reader.example"},
                      {"access-control-request-method", "GET"},
                      {"access-control-request-headers", "atproto-accept-labelers"}};
  EXPECT_EQ(ask("OPTIONS", labels, page).status, 204);
  EXPECT_TRUE(is_for_every_page(ask("OPTIONS", labels, page)));
  EXPECT_TRUE(is_for_every_page(ask("GET", labels, page)));
}

}  // namespace
}  // namespace overt::http
