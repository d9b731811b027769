#include "edge/http/service.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "edge/http/page.h"
#include "edge/http/problem.h"

namespace overt::http {
namespace {

/// Signs in whoever the token names: "Bearer viewer" is a viewer.
class TokenIsRole final : public SignIn {
 public:
  Result<std::optional<Person>> who(const Request& request, Stores& /*stores*/) override {
    const std::string_view token = request.header("authorization");
    if (!token.starts_with("Bearer ")) return std::optional<Person>();
    const auto role = staff_role_named(token.substr(7));
    if (!role) return std::optional<Person>();
    return std::optional<Person>(Person{"p-" + std::string(name_of(*role)), {*role}});
  }
};

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() {
    Routes routes = {
        {Method::kGet, "/open", kOpen,
         [](const Request&, Stores&) { return json_response(std::string(4'000, 'x')); }},
        {Method::kGet, "/read", needs(Right::kRead),
         [](const Request& request, Stores&) {
           return json_response("\"" + request.person->id + "\"");
         }},
        {Method::kPost, "/work", needs(Right::kWorkOnCases),
         [this](const Request&, Stores&) {
           ++worked_;
           return json_response(std::to_string(worked_));
         },
         64},
        {Method::kGet, "/fail", kOpen,
         [](const Request&, Stores&) -> Response { throw std::runtime_error("secret words"); }},
        {Method::kGet, "/inject", kOpen, [](const Request& request, Stores&) {
           Response response = no_content();
           response.headers.emplace_back("X-Echo", std::string(request.query_value("v")));
           return response;
         }}};
    routes.push_back(
        {Method::kGet, "/public", kOpen, [](const Request&, Stores&) { return no_content(); }});
    routes.back().for_other_sites = true;
    ServiceOptions options;
    options.clock = [] { return TimeUs{1}; };
    options.log = [this](std::string_view line) { log_ += std::string(line) + "\n"; };
    service_ = std::make_unique<Service>(std::move(routes), std::make_unique<TokenIsRole>(),
                                         metrics_, std::move(options));
  }

  Response ask(std::string method, std::string target, Names headers = {}, std::string body = {}) {
    return service_->answer(
        {std::move(method), std::move(target), std::move(headers), std::move(body), "192.0.2.7"},
        stores_);
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  int worked_ = 0;
  std::string log_;
  Metrics metrics_;
  Stores stores_{"nowhere"};
  std::unique_ptr<Service> service_;
};

const Names kViewer = {{"authorization", "Bearer viewer"}};
const Names kAnalyst = {{"authorization", "Bearer analyst"}};

TEST_F(ServiceTest, LetsInByTheRule) {
  EXPECT_EQ(ask("GET", "/open").status, 200);
  EXPECT_EQ(ask("GET", "/read").status, 401);
  EXPECT_EQ(header(ask("GET", "/read"), "WWW-Authenticate"), "Bearer");
  EXPECT_EQ(ask("GET", "/read", {{"authorization", "Bearer nobody"}}).status, 401);
  EXPECT_EQ(ask("GET", "/read", kViewer).body, "\"p-viewer\"");
  EXPECT_EQ(ask("POST", "/work", kViewer).status, 403);
  EXPECT_EQ(ask("POST", "/work", kAnalyst).status, 200);
  EXPECT_EQ(worked_, 1);
}

TEST_F(ServiceTest, SaysWhatIsNotThere) {
  EXPECT_EQ(ask("GET", "/nothing").status, 404);
  const Response wrong = ask("DELETE", "/work", kAnalyst);
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(header(wrong, "Allow"), "POST");
  EXPECT_EQ(ask("BREW", "/open").status, 405);
  EXPECT_EQ(ask("GET", "/..%2f").status, 404);
  EXPECT_EQ(ask("GET", "/../open").status, 400);
  EXPECT_EQ(wrong.content_type, "application/problem+json");
}

TEST_F(ServiceTest, RefusesBodiesThatAreTooLong) {
  EXPECT_EQ(ask("POST", "/work", kAnalyst, std::string(65, 'x')).status, 413);
  EXPECT_EQ(worked_, 0);
}

TEST_F(ServiceTest, UnpacksNoBodies) {
  Names headers = kAnalyst;
  headers.emplace_back("content-encoding", "gzip");
  EXPECT_EQ(ask("POST", "/work", headers, "x").status, 415);
  EXPECT_EQ(worked_, 0);
  headers.back().second = "identity";
  EXPECT_EQ(ask("POST", "/work", headers, "x").status, 200);
}

TEST_F(ServiceTest, RefusesRequestsOfAnotherSitesPage) {
  Names headers = kAnalyst;
  headers.emplace_back("host", "desk.example");
  headers.emplace_back("origin", "https://evil.example");
  EXPECT_EQ(ask("POST", "/work", headers).status, 403);
  headers.back().second = "https://desk.example";
  EXPECT_EQ(ask("POST", "/work", headers).status, 200);
  headers.emplace_back("sec-fetch-site", "cross-site");
  EXPECT_EQ(ask("POST", "/work", headers).status, 403);
}

TEST_F(ServiceTest, LetsOtherSitesPagesReadWhatIsForThem) {
  const Names page = {{"origin", "https://reader.example"},
                      {"access-control-request-method", "GET"},
                      {"access-control-request-headers", "atproto-accept-labelers"}};
  const Response asked = ask("OPTIONS", "/public?x=1", page);
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(header(asked, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(asked, "Access-Control-Allow-Headers"), "*");
  EXPECT_EQ(header(asked, "Access-Control-Allow-Methods"), "GET, HEAD");
  EXPECT_EQ(header(asked, "Access-Control-Allow-Credentials"), "");
  EXPECT_EQ(header(ask("GET", "/public", page), "Access-Control-Allow-Origin"), "*");
  for (const char* other : {"/open", "/read", "/work", "/nowhere"}) {
    const Response refused = ask("OPTIONS", other, page);
    EXPECT_EQ(refused.status, 405) << other;
    EXPECT_EQ(header(refused, "Access-Control-Allow-Origin"), "") << other;
    EXPECT_EQ(header(ask("GET", other, page), "Access-Control-Allow-Origin"), "") << other;
  }
}

TEST_F(ServiceTest, DoesNothingTwiceUnderOneKey) {
  Names headers = kAnalyst;
  headers.emplace_back("idempotency-key", "k1");
  EXPECT_EQ(ask("POST", "/work", headers, "a").body, "1");
  const Response again = ask("POST", "/work", headers, "a");
  EXPECT_EQ(again.body, "1");
  EXPECT_EQ(header(again, "Idempotent-Replay"), "true");
  EXPECT_EQ(ask("POST", "/work", headers, "b").status, 422);
  headers.back().second = "k2";
  EXPECT_EQ(ask("POST", "/work", headers, "a").body, "2");
  // Another person's key is another key.
  headers.front().second = "Bearer reviewer";
  EXPECT_EQ(ask("POST", "/work", headers, "a").body, "3");
}

TEST_F(ServiceTest, SparesTheClientWhatItHas) {
  const Response first = ask("GET", "/open");
  const std::string tag = header(first, "ETag");
  ASSERT_TRUE(tag.starts_with("W/\""));
  const Response second = ask("GET", "/open", {{"if-none-match", "\"other\", " + tag}});
  EXPECT_EQ(second.status, 304);
  EXPECT_TRUE(second.body.empty());
  EXPECT_EQ(ask("GET", "/open", {{"if-none-match", "\"other\""}}).status, 200);
}

TEST_F(ServiceTest, CompressesForWhoeverTakesIt) {
  const Response packed = ask("GET", "/open", {{"accept-encoding", "br, gzip"}});
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  ASSERT_LT(packed.body.size(), 400U);
  std::string unpacked(4'000, '\0');
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 31), Z_OK);
  std::string input = packed.body;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  EXPECT_EQ(unpacked, std::string(4'000, 'x'));
  EXPECT_EQ(header(ask("GET", "/open"), "Content-Encoding"), "");
  EXPECT_EQ(header(ask("GET", "/open", {{"accept-encoding", "gzip;q=0"}}), "Content-Encoding"), "");
}

TEST_F(ServiceTest, EveryAnswerCarriesTheSecurityHeaders) {
  for (const char* path : {"/open", "/read", "/nothing", "/fail"}) {
    const Response response = ask("GET", path);
    EXPECT_NE(header(response, "Content-Security-Policy").find("default-src 'none'"),
              std::string::npos)
        << path;
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << path;
  }
}

TEST_F(ServiceTest, KeepsAnErrorOfOursToItself) {
  const Response response = ask("GET", "/fail");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret words"), std::string::npos);
  EXPECT_NE(log_.find("secret words"), std::string::npos);
}

TEST_F(ServiceTest, LogsAndCountsRoutesAndNobody) {
  ask("GET", "/read?who=me", kViewer);
  EXPECT_NE(log_.find("\"route\":\"/read\""), std::string::npos);
  for (const char* personal : {"192.0.2.7", "viewer", "who=me"}) {
    EXPECT_EQ(log_.find(personal), std::string::npos) << personal;
    EXPECT_EQ(metrics_.render().find(personal), std::string::npos) << personal;
  }
  EXPECT_NE(metrics_.render().find(
                "overt_http_requests_total{method=\"GET\",route=\"/read\",status=\"200\"} 1"),
            std::string::npos);
}

TEST(PageTest, GoesOnWhereItStopped) {
  std::vector<PageRow> rows;
  for (std::size_t i = 0; i < 5; ++i) rows.push_back({number_key(i), std::to_string(i)});
  Request request;
  request.query = {{"limit", "2"}};
  auto page = page_of(request);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page_response(rows, page.value()).body,
            R"({"items":[0,1],"next_cursor":")" + cursor_after(number_key(1)) + R"(","total":5})");
  request.query.emplace_back("cursor", cursor_after(number_key(3)));
  page = page_of(request);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page_response(rows, page.value()).body,
            R"({"items":[4],"next_cursor":null,"total":5})");
}

TEST(PageTest, RefusesWhatItDidNotGiveOut) {
  for (const char* limit : {"0", "1001", "-1", "many", "2x"}) {
    Request request;
    request.query = {{"limit", limit}};
    EXPECT_FALSE(page_of(request).ok()) << limit;
  }
  for (const char* cursor : {"x", "c1", "c1zz", "c10"}) {
    Request request;
    request.query = {{"cursor", cursor}};
    EXPECT_FALSE(page_of(request).ok()) << cursor;
  }
}

}  // namespace
}  // namespace overt::http
