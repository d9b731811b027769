#include "edge/http/given_answers.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

namespace overt::http {
namespace {

class GivenAnswersTest : public testing::Test {
 protected:
  GivenAnswersTest() {
    folder_ = testing::TempDir() + "/answers-XXXXXX";
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    open();
  }
  void TearDown() override {
    answers_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    answers_.reset();
    auto opened = GivenAnswers::open(folder_ + "/answers");
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    answers_ = std::move(opened).value();
  }
  int status_of(const std::string& key, const std::string& digest = "d") {
    const auto told = answers_->begin(key, digest, now_);
    return told ? told->status : 0;
  }

  std::string folder_;
  TimeUs now_ = kMicrosPerDay;
  std::unique_ptr<GivenAnswers> answers_;
};

TEST_F(GivenAnswersTest, GivesTheFirstAnswerAgainAfterARestart) {
  EXPECT_EQ(status_of("k"), 0);
  Response response = json_response(R"({"id":1})", 201);
  response.headers.emplace_back("Location", "/x");
  answers_->finish("k", response, false, now_);
  open();
  const auto again = answers_->begin("k", "d", now_);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->status, 201);
  EXPECT_EQ(again->body, response.body);
  EXPECT_EQ(again->content_type, "application/json");
  ASSERT_EQ(again->headers.size(), 2U);
  EXPECT_EQ(again->headers[0].second, "/x");
  EXPECT_EQ(again->headers[1].first, "Idempotent-Replay");
  EXPECT_EQ(status_of("k", "other"), 422);
}

TEST_F(GivenAnswersTest, DoesNotDoAgainWhatTheEndOfTheProcessCutShort) {
  EXPECT_EQ(status_of("k"), 0);
  EXPECT_EQ(status_of("k"), 409);
  open();
  const auto told = answers_->begin("k", "d", now_);
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->status, 409);
  EXPECT_NE(told->body.find("nobody knows"), std::string::npos);
}

TEST_F(GivenAnswersTest, PutsNoSecretOnTheDisk) {
  EXPECT_EQ(status_of("k"), 0);
  answers_->finish("k", json_response("the-secret-itself"), true, now_);
  EXPECT_EQ(answers_->begin("k", "d", now_)->body, "the-secret-itself");
  for (const auto& file : std::filesystem::directory_iterator(folder_ + "/answers")) {
    const std::string command = "grep -q the-secret-itself " + file.path().string();
    EXPECT_NE(std::system(command.c_str()), 0);
  }
  open();
  EXPECT_EQ(status_of("k"), 409);
}

TEST_F(GivenAnswersTest, WhatCameToNothingMayBeTriedAgain) {
  EXPECT_EQ(status_of("k"), 0);
  answers_->forget("k", now_);
  open();
  EXPECT_EQ(status_of("k"), 0);
}

TEST_F(GivenAnswersTest, ForgetsAfterADayAndWhatIsTooMuch) {
  EXPECT_EQ(status_of("k"), 0);
  answers_->finish("k", json_response("1"), false, now_);
  now_ += GivenAnswers::kKeptFor + 1;
  EXPECT_EQ(status_of("k"), 0);
  const std::string large(GivenAnswers::kBytesMax / 4, 'x');
  for (int i = 0; i < 6; ++i) {
    const std::string key = "large" + std::to_string(i);
    EXPECT_EQ(status_of(key), 0);
    answers_->finish(key, json_response(large), false, now_);
  }
  EXPECT_EQ(status_of("large0"), 0);
  EXPECT_EQ(status_of("large5"), 200);
}

}  // namespace
}  // namespace overt::http
