// Data that comes in, over the routes as a client has them.

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "edge/http/json_in.h"
#include "edge/http/service.h"
#include "edge/http/site.h"

namespace overt::http {
namespace {

class Ana final : public SignIn {
 public:
  Result<std::optional<Person>> who(const Request& /*request*/, Stores& /*stores*/) override {
    return std::optional<Person>(Person{"ana", {StaffRole::kAnalyst}});
  }
};

class IntakeRoutesTest : public testing::Test {
 protected:
  IntakeRoutesTest() {
    folder_ = testing::TempDir() + "/intake-XXXXXX";
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    site_.data = folder_;
    site_.clock = [] { return TimeUs{1'700'000'000'000'000}; };
    site_.runs = std::make_shared<RunShelf>(folder_);
    DataIntakeOptions options;
    options.uploads.spare_bytes_min = 0;
    options.events.spare_bytes_min = 0;
    options.jobs.data = folder_;
    options.jobs.clock = site_.clock;
    options.jobs.waiting_max = 1;
    options.jobs.detect = [](const DetectOptions&, Progress& progress) -> Result<DetectSummary> {
      progress.begin("waiting", 0, "turns");
      while (!progress.cancelled()) {
      }
      return Error{ErrorCode::kCancelled, "interrupted"};
    };
    auto intake = DataIntake::open(std::move(options), site_.runs);
    EXPECT_TRUE(intake.ok());
    site_.intake = std::move(intake).value();
    service_ = std::make_unique<Service>(all_routes(site_), std::make_unique<Ana>(), site_.metrics,
                                         ServiceOptions{site_.clock, nullptr});
  }
  void TearDown() override {
    site_.intake.reset();
    std::filesystem::remove_all(folder_);
  }

  Response ask(std::string method, std::string target, std::string body = {}, Names headers = {}) {
    Stores stores(folder_);
    if (headers.empty()) headers = {{"content-type", "application/json"}};
    return service_->answer(
        {std::move(method), std::move(target), std::move(headers), std::move(body), "192.0.2.7"},
        stores);
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
  Response piece(const std::string& place, const std::string& offset, std::string bytes) {
    return ask("PATCH", place, std::move(bytes),
               {{"content-type", "application/partial-upload"}, {"upload-offset", offset}});
  }
  std::string whole_upload() {
    const Response begun = ask("POST", "/v1/uploads", R"({"name":"log","bytes":3})");
    EXPECT_EQ(begun.status, 201) << begun.body;
    std::string place = header(begun, "Location");
    EXPECT_EQ(piece(place, "0", "abc").status, 204);
    EXPECT_EQ(ask("POST", place + "/completion").status, 200);
    return place;
  }

  std::string folder_;
  Site site_;
  std::unique_ptr<Service> service_;
};

TEST_F(IntakeRoutesTest, TakesAFileInPieces) {
  const Response begun =
      ask("POST", "/v1/uploads",
          fmt::format(R"({{"name":"log","bytes":6,"sha256":"{}"}})", sha256_hex("abcdef")));
  ASSERT_EQ(begun.status, 201) << begun.body;
  EXPECT_EQ(header(begun, "Upload-Offset"), "0");
  const std::string place = header(begun, "Location");
  const Response first = piece(place, "0", "abc");
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(header(first, "Upload-Offset"), "3");
  const Response wrong = piece(place, "0", "abc");
  EXPECT_EQ(wrong.status, 409);
  EXPECT_EQ(header(wrong, "Upload-Offset"), "3");
  EXPECT_EQ(ask("POST", place + "/completion").status, 409);
  EXPECT_EQ(piece(place, "3", "defg").status, 413);
  EXPECT_EQ(piece(place, "3", "def").status, 204);
  const Response looked = ask("HEAD", place);
  EXPECT_EQ(header(looked, "Upload-Offset"), "6");
  EXPECT_EQ(header(looked, "Cache-Control"), "no-store");
  EXPECT_EQ(text_field(ask("POST", place + "/completion").body, "sha256"), sha256_hex("abcdef"));
  EXPECT_EQ(elements_of(ask("GET", "/v1/uploads").body, "items").size(), 1U);
  EXPECT_EQ(ask("DELETE", place).status, 204);
  EXPECT_EQ(ask("GET", place).status, 404);
}

TEST_F(IntakeRoutesTest, SaysWhatIsWrongWithAPiece) {
  const std::string place =
      header(ask("POST", "/v1/uploads", R"({"name":"log","bytes":6})"), "Location");
  for (const char* offset : {"", "-1", "x", "1x", "99999999999999999999"}) {
    EXPECT_EQ(piece(place, offset, "abc").status, 400) << offset;
  }
  EXPECT_EQ(ask("PATCH", place, "abc", {{"upload-offset", "0"}}).status, 415);
  const Names bytes = {{"content-type", "application/octet-stream"}, {"upload-offset", "0"}};
  Names digest = bytes;
  digest.emplace_back("content-digest", "sha-256=:x:");
  EXPECT_EQ(ask("PATCH", place, "abc", digest).status, 400);
  digest.back().second = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
  EXPECT_EQ(ask("PATCH", place, "abc", digest).status, 422);
  Names packed = bytes;
  packed.emplace_back("content-encoding", "gzip");
  EXPECT_EQ(ask("PATCH", place, "abc", packed).status, 415);
  EXPECT_EQ(piece("/v1/uploads/none", "0", "abc").status, 404);
}

TEST_F(IntakeRoutesTest, RunsAreAcceptedWatchedAndCancelled) {
  const std::string upload = whole_upload().substr(sizeof("/v1/uploads/") - 1);
  const std::string wanted = fmt::format(R"({{"upload":"{}"}})", upload);
  EXPECT_EQ(ask("POST", "/v1/runs", R"({"upload":"none"})").status, 404);
  EXPECT_EQ(ask("POST", "/v1/runs", "").status, 400);
  const Response first = ask("POST", "/v1/runs", wanted);
  ASSERT_EQ(first.status, 202) << first.body;
  const std::string place = header(first, "Location");
  EXPECT_EQ(place, "/v1/runs/" + text_field(first.body, "id"));
  // However soon runs leave the queue, asking is quicker than running.
  constexpr int kAsksMax = 1000;
  Response more = ask("POST", "/v1/runs", wanted);
  for (int asks = 1; more.status == 202 && asks < kAsksMax; ++asks) {
    more = ask("POST", "/v1/runs", wanted);
  }
  EXPECT_EQ(more.status, 429);
  EXPECT_FALSE(header(more, "Retry-After").empty());
  const Response shown = ask("GET", place);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(text_at(shown.body, "/job/request/upload"), upload);
  EXPECT_EQ(ask("DELETE", place).status, 202);
  EXPECT_EQ(ask("DELETE", "/v1/runs/none").status, 404);
  EXPECT_EQ(ask("POST", "/v1/runs/none/restarts").status, 404);
  EXPECT_GE(elements_of(ask("GET", "/v1/jobs").body, "items").size(), 1U);
}

TEST_F(IntakeRoutesTest, TakesEventsAndCountsThem) {
  const std::string event =
      R"({"account_id":"a","kind":"post","content_id":"c","created_at":"2024-09-01T00:00:00Z"})"
      "\n";
  const Names lines = {{"content-type", "application/x-ndjson"}, {"idempotency-key", "k"}};
  EXPECT_EQ(ask("POST", "/v1/events", event).status, 415);
  const Response taken = ask("POST", "/v1/events", event, lines);
  EXPECT_EQ(taken.body, R"({"events":1,"rejects":0,"first_rejects":[]})");
  const Response again = ask("POST", "/v1/events", event, lines);
  EXPECT_EQ(again.body, taken.body);
  EXPECT_EQ(header(again, "Idempotent-Replay"), "true");
  EXPECT_EQ(ask("POST", "/v1/events", event + event, lines).status, 422);
  const Response bad = ask("POST", "/v1/events", "x\n", {{"content-type", "application/x-ndjson"}});
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(text_at(bad.body, "/first_rejects/0/reason"), "malformed");
  EXPECT_EQ(site_.metrics.events_accepted.load(), 1U);
  EXPECT_NE(ask("GET", "/v1/events").body.find(R"("events":1,)"), std::string::npos);
}

TEST_F(IntakeRoutesTest, SaysWhyNothingIsTakenIn) {
  site_.intake.reset();
  site_.no_intake = "another process has it";
  for (const char* path : {"/v1/uploads", "/v1/events", "/v1/jobs"}) {
    const Response response = ask("GET", path);
    EXPECT_EQ(response.status, 503) << path;
    EXPECT_NE(response.body.find("another process has it"), std::string::npos);
  }
}

}  // namespace
}  // namespace overt::http
