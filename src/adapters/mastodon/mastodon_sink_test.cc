#include "adapters/mastodon/mastodon_sink.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/outbound/test_server.h"

namespace overt {
namespace {

TimeUs now() {
  // tidy: allow(wall-clock): the server's limits are told as times
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class MastodonSinkTest : public testing::Test {
 protected:
  MastodonSinkTest() {
    folder_ = testing::TempDir() + "/mastodon-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    server_ = std::make_unique<TestServer>(
        std::vector<std::string>{"python3", TestServer::script("mastodon/receiver.py"), "t0ken",
                                 folder_ + "/log"},
        folder_ + "/log");
  }
  void TearDown() override {
    // Whatever a test did: nothing was called that the documentation does not have.
    for (const std::string& request : server_->requests()) {
      EXPECT_TRUE(has(request, R"("contract": "")")) << request;
    }
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::unique_ptr<ActionSink> sink(const std::string& behaviour = {},
                                                 const std::string& token = "t0ken") const {
    MastodonOptions options;
    options.url = "http://127.0.0.1:" + server_->port() + behaviour;
    options.token = token;
    options.http.allow_private = true;
    options.http.answer_ms_max = 400;
    return open_mastodon_sink(options).value();
  }

  static SinkMessage message(ActionKind kind, const std::string& account, bool undo = false) {
    SinkMessage message;
    message.key = "k";
    message.at = now();
    message.grounds = "policy covert 1.0.0, clause c & d";
    message.action.decision = "d1";
    message.action.subject.id = "mastodon:" + account;
    message.action.step.action = kind;
    message.action.undo = undo;
    if (kind == ActionKind::kLimitReach) message.action.step.audience = "all";
    return message;
  }

  /// Requests that changed an account.
  [[nodiscard]] std::size_t changes() const {
    std::size_t count = 0;
    for (const std::string& request : server_->requests()) {
      count += has(request, R"("changed": [])") ? 0 : 1;
    }
    return count;
  }

  std::string folder_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(MastodonSinkTest, EachActionIsCarriedOutOnceAndTakenBack) {
  const auto open = sink();
  std::size_t changed = 0;
  for (const ActionKind kind :
       {ActionKind::kLimitReach, ActionKind::kSuspend, ActionKind::kTerminate}) {
    const SinkAnswer done = open->deliver(message(kind, "7"));
    EXPECT_EQ(done.verdict, SinkVerdict::kTaken) << done.words;
    EXPECT_EQ(changes(), ++changed);
    SinkMessage again = message(kind, "7");
    again.tries = 2;
    EXPECT_EQ(open->deliver(again).verdict, SinkVerdict::kTaken);
    EXPECT_EQ(changes(), changed) << "read back, not done again";
    SinkMessage undo = message(kind, "7", true);
    undo.undone_answer = done.words;
    EXPECT_EQ(open->deliver(undo).verdict, SinkVerdict::kTaken);
    EXPECT_EQ(changes(), ++changed);
    EXPECT_EQ(open->deliver(undo).verdict, SinkVerdict::kTaken);
    EXPECT_EQ(changes(), changed);
  }
  const std::string first = server_->requests().at(1);
  EXPECT_TRUE(has(first, "type=silence")) << first;
  EXPECT_TRUE(has(first, "send_email_notification=false")) << first;
  EXPECT_TRUE(has(first, "clause%20c%20%26%20d")) << first;
}

TEST_F(MastodonSinkTest, WhatSomebodyElseDidIsLeftAlone) {
  const auto open = sink();
  const SinkAnswer done = open->deliver(message(ActionKind::kLimitReach, "60"));
  EXPECT_EQ(done.verdict, SinkVerdict::kTaken);
  SinkMessage undo = message(ActionKind::kLimitReach, "60", true);
  undo.undone_answer = done.words;
  const SinkAnswer undone = open->deliver(undo);
  EXPECT_EQ(undone.verdict, SinkVerdict::kTaken) << undone.words;
  EXPECT_EQ(changes(), 0U);
}

TEST_F(MastodonSinkTest, ALostAnswerIsNoSecondAction) {
  // Reading it works, and the answer to the action is lost.
  EXPECT_EQ(sink("/lost")->deliver(message(ActionKind::kSuspend, "8")).verdict,
            SinkVerdict::kLater);
  SinkMessage again = message(ActionKind::kSuspend, "8");
  again.tries = 2;
  EXPECT_EQ(sink()->deliver(again).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(changes(), 1U);
}

TEST_F(MastodonSinkTest, AYesIsNotBelieved) {
  const SinkAnswer answer = sink("/yes")->deliver(message(ActionKind::kTerminate, "9"));
  EXPECT_EQ(answer.verdict, SinkVerdict::kLater);
  EXPECT_TRUE(has(answer.words, "said yes")) << answer.words;
  EXPECT_TRUE(has(sink("/other")->deliver(message(ActionKind::kSuspend, "9")).words,
                  "not about account 9"));
}

TEST_F(MastodonSinkTest, WhateverIsNoClearYesIsTriedAgain) {
  for (const auto* behaviour :
       {"/error/500", "/error/503", "/garbage", "/silent", "/twice", "/lost", "/error/302"}) {
    const SinkAnswer answer = sink(behaviour)->deliver(message(ActionKind::kSuspend, "10"));
    EXPECT_EQ(answer.verdict, SinkVerdict::kLater) << behaviour << ": " << answer.words;
  }
}

TEST_F(MastodonSinkTest, ItsLimitsAreKept) {
  const SinkAnswer answer = sink("/limited/40")->deliver(message(ActionKind::kSuspend, "10"));
  EXPECT_EQ(answer.verdict, SinkVerdict::kLater);
  EXPECT_GT(answer.not_before_us, 30 * kMicrosPerSecond);
  EXPECT_LE(answer.not_before_us, 41 * kMicrosPerSecond) << "counted from the try";
  EXPECT_LE(sink("/limited/9999999")->deliver(message(ActionKind::kSuspend, "10")).not_before_us,
            kMicrosPerHour);
}

TEST_F(MastodonSinkTest, RefusalsSayWhetherItIsTheTokenOrTheAccount) {
  EXPECT_EQ(sink({}, "wrong")->deliver(message(ActionKind::kSuspend, "1")).verdict,
            SinkVerdict::kGone);
  EXPECT_EQ(sink("/error/403")->deliver(message(ActionKind::kSuspend, "1")).verdict,
            SinkVerdict::kGone);
  EXPECT_EQ(sink("/error/410")->deliver(message(ActionKind::kSuspend, "1")).verdict,
            SinkVerdict::kGone);
  EXPECT_EQ(sink()->deliver(message(ActionKind::kSuspend, "50")).verdict, SinkVerdict::kNever);
  EXPECT_EQ(sink()->deliver(message(ActionKind::kSuspend, "100")).verdict, SinkVerdict::kNever);
}

TEST_F(MastodonSinkTest, WhatTheServerHasNotIsNeverAsked) {
  const auto open = sink();
  for (const ActionKind kind : {ActionKind::kLabel, ActionKind::kRequestDisclosure,
                                ActionKind::kNoAds, ActionKind::kGeoRestrict}) {
    EXPECT_EQ(open->deliver(message(kind, "1")).verdict, SinkVerdict::kNever);
    EXPECT_EQ(open->deliver(message(kind, "1", true)).verdict, SinkVerdict::kTaken);
  }
  SinkMessage abroad = message(ActionKind::kLimitReach, "1");
  abroad.action.step.audience = "abroad";
  EXPECT_EQ(open->deliver(abroad).verdict, SinkVerdict::kNever);
  for (const auto* id : {"clipper:1", "mastodon:", "mastodon:1/../2", "mastodon:alice"}) {
    SinkMessage other = message(ActionKind::kSuspend, "1");
    other.action.subject.id = id;
    EXPECT_EQ(open->deliver(other).verdict, SinkVerdict::kNever) << id;
  }
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(MastodonSinkTest, SaysWhatIsWrongWithItsOptions) {
  MastodonOptions options;
  options.url = "http://social.example";
  options.token = "t";
  EXPECT_FALSE(open_mastodon_sink(options).ok()) << "plain http";
  options.url = "https://social.example/";
  EXPECT_TRUE(open_mastodon_sink(options).ok());
  options.token = "two\nlines";
  EXPECT_FALSE(open_mastodon_sink(options).ok());
}

}  // namespace
}  // namespace overt
