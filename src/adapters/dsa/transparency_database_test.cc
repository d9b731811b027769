#include "adapters/dsa/transparency_database.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/outbound/test_server.h"

namespace overt {
namespace {

class TransparencyDatabaseTest : public testing::Test {
 protected:
  TransparencyDatabaseTest() {
    folder_ = testing::TempDir() + "/dsa-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    server_ = std::make_unique<TestServer>(
        std::vector<std::string>{"python3", TestServer::script("dsa/receiver.py"), "1|t0ken",
                                 folder_ + "/log"},
        folder_ + "/log");
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] TransparencyDatabase database(const std::string& behaviour = {},
                                              const std::string& token = "1|t0ken") const {
    DsaOptions options;
    options.url = "http://127.0.0.1:" + server_->port() + behaviour;
    options.token = token;
    options.http.allow_private = true;
    options.http.answer_ms_max = 2'000;
    return TransparencyDatabase::open(options).value();
  }

  static OutgoingStatement statement(const std::string& puid,
                                     const std::string& category = "SCAMS_AND_FRAUD") {
    return {puid, fmt::format(
                      R"({{"puid":"{}","decision_account":"DECISION_ACCOUNT_SUSPENDED",)"
                      R"("decision_ground":"DECISION_GROUND_INCOMPATIBLE_CONTENT",)"
                      R"("incompatible_content_ground":"1","incompatible_content_explanation":"2",)"
                      R"("content_type":["CONTENT_TYPE_TEXT"],"category":"STATEMENT_CATEGORY_{}",)"
                      R"("territorial_scope":["DE"],"content_date":"2025-07-01",)"
                      R"("application_date":"2025-07-02","decision_facts":"{}",)"
                      R"("source_type":"SOURCE_VOLUNTARY","automated_detection":"No",)"
                      R"("automated_decision":"AUTOMATED_DECISION_PARTIALLY"}})",
                      puid, category, std::string(1'500, 'f'))};
  }

  static std::vector<OutgoingStatement> batch(std::size_t count) {
    std::vector<OutgoingStatement> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(statement(fmt::format("p{}", i)));
    return all;
  }

  std::string folder_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(TransparencyDatabaseTest, AFullBatchIsCreatedAndEachIsThere) {
  auto open = database();
  const DsaAnswer answer = open.create(batch(kDsaBatchMax));
  ASSERT_EQ(answer.outcome, DsaOutcome::kDone) << answer.words;
  for (const std::string& uuid : answer.uuids) EXPECT_EQ(uuid.size(), 36);
  const DsaAnswer there = open.find("p57");
  EXPECT_EQ(there.outcome, DsaOutcome::kDone);
  EXPECT_EQ(there.uuids.front(), answer.uuids[57]);
  EXPECT_EQ(open.find("q").outcome, DsaOutcome::kRefused);
}

TEST_F(TransparencyDatabaseTest, OfABatchThatIsRefusedThoseAtFaultAreNamed) {
  auto open = database();
  auto all = batch(100);
  all[42] = statement("p42", "NONE");
  const DsaAnswer answer = open.create(all);
  ASSERT_EQ(answer.outcome, DsaOutcome::kRefused);
  ASSERT_EQ(answer.refused.size(), 1);
  EXPECT_EQ(answer.refused[0].place, 42);
  ASSERT_EQ(answer.refused[0].errors.size(), 1);
  EXPECT_EQ(answer.refused[0].errors[0].first, "category");
  EXPECT_EQ(open.find("p0").outcome, DsaOutcome::kRefused) << "none was created";
}

TEST_F(TransparencyDatabaseTest, PuidsThatAreTakenAreNamed) {
  auto open = database();
  const std::vector<OutgoingStatement> first = {statement("p1"), statement("p3")};
  ASSERT_EQ(open.create(first).outcome, DsaOutcome::kDone);
  const DsaAnswer again = open.create(batch(5));
  EXPECT_EQ(again.outcome, DsaOutcome::kRefused);
  EXPECT_TRUE(again.refused.empty());
  EXPECT_EQ(again.existing, (std::vector<std::string>{"p1", "p3"}));
}

TEST_F(TransparencyDatabaseTest, WhatMayComeRightComesLaterAndWhatMayNotStops) {
  const auto one = batch(1);
  const DsaAnswer limited = database("/limited/7").create(one);
  EXPECT_EQ(limited.outcome, DsaOutcome::kLater);
  EXPECT_EQ(limited.wait_s, 7);
  for (const std::string_view status : {"500", "503", "429"}) {
    EXPECT_EQ(database(fmt::format("/error/{}", status)).create(one).outcome, DsaOutcome::kLater);
  }
  EXPECT_EQ(database("/error/400").create(one).outcome, DsaOutcome::kStop);
  EXPECT_EQ(database("/error/404").find("p").outcome, DsaOutcome::kStop) << "a wrong address";
  EXPECT_EQ(database("/garbage").create(one).outcome, DsaOutcome::kLater);
  EXPECT_EQ(database("/lost").create(one).outcome, DsaOutcome::kLater);
  EXPECT_EQ(database().find("p0").outcome, DsaOutcome::kDone) << "what was lost was the answer";
  const DsaAnswer wrong = database("", "other").create(one);
  EXPECT_EQ(wrong.outcome, DsaOutcome::kStop);
  EXPECT_NE(wrong.words.find("token"), std::string::npos);
}

TEST_F(TransparencyDatabaseTest, ARefusalThatNamesNobodyOfTheBatchStops) {
  HttpAnswer answer;
  answer.status = 422;
  const auto all = batch(2);
  for (const std::string body :
       {"", "{}", R"({"errors":[]})", R"({"errors":{"statement_2":{}}})",
        R"({"errors":{"statement_-1":{},"statement_1x":{}}})",
        R"({"errors":{"existing_puids":["other",7]}})", R"({"errors":{"statements":["x"]}})"}) {
    answer.body = body;
    EXPECT_EQ(read_dsa_answer(answer, all).outcome, DsaOutcome::kStop) << body;
  }
  answer.body = R"({"errors":{"statement_1":{},"existing_puids":["p0","p0"]}})";
  const DsaAnswer both = read_dsa_answer(answer, all);
  EXPECT_EQ(both.outcome, DsaOutcome::kRefused);
  EXPECT_EQ(both.refused.size(), 1);
  EXPECT_EQ(both.existing.size(), 1);
}

TEST(TransparencyDatabaseOptionsTest, WhatMustNotBeCalledIsRefused) {
  DsaOptions options;
  options.token = "t";
  for (const std::string url :
       {"", "http://x.example", "ftp://x.example", "https://a:b@x.example"}) {
    options.url = url;
    EXPECT_FALSE(TransparencyDatabase::open(options).ok()) << url;
  }
  options.url = "https://x.example/";
  EXPECT_TRUE(TransparencyDatabase::open(options).ok());
  for (const std::string token : {"", "a b", "a\nb"}) {
    options.token = token;
    EXPECT_FALSE(TransparencyDatabase::open(options).ok());
  }
}

}  // namespace
}  // namespace overt
