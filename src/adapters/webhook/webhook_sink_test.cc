#include "adapters/webhook/webhook_sink.h"

#include <chrono>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "adapters/webhook/test_receiver.h"

namespace overt {
namespace {

TimeUs now() {
  // tidy: allow(wall-clock): the reference library refuses messages that are not recent
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class WebhookSinkTest : public testing::Test {
 protected:
  WebhookSinkTest() {
    folder_ = testing::TempDir() + "/webhook-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static WebhookOptions options_for(const std::string& url) {
    WebhookOptions options;
    options.url = url;
    options.secrets.push_back(parse_webhook_secret(kTestWebhookSecret).value());
    options.allow_private = true;
    options.answer_ms_max = 400;
    return options;
  }

  static SinkAnswer send(const std::string& url, const std::string& key = "0123abcd") {
    return open_webhook_sink(options_for(url))
        .value()
        ->deliver({key, R"({"type":"action.requested","data":{}})", now()});
  }

  [[nodiscard]] std::string log() const { return folder_ + "/log"; }

  std::string folder_;
};

TEST_F(WebhookSinkTest, IsVerifiedByTheReferenceLibrary) {
  const TestReceiver receiver(log());
  const SinkAnswer answer = send(receiver.url("/ok"));
  EXPECT_EQ(answer.verdict, SinkVerdict::kTaken) << answer.words;
  ASSERT_EQ(receiver.requests().size(), 1U);
  const std::string request = receiver.requests().front();
  EXPECT_TRUE(has(request, R"("id": "0123abcd")")) << request;
  EXPECT_TRUE(has(request, R"("signed": true)")) << request;
  EXPECT_TRUE(has(request, R"("type": "action.requested")")) << request;
  if (!has(request, R"("by": "reference")")) {
    GTEST_SKIP() << "signature checked by the test's own code; the reference library is missing, "
                    "run tools/setup.sh";
  }
}

TEST_F(WebhookSinkTest, AnotherSecretOrAnOldMessageIsNotAccepted) {
  const TestReceiver receiver(log());
  auto options = options_for(receiver.url("/ok"));
  options.secrets = {parse_webhook_secret("whsec_" + std::string(32, 'A')).value()};
  (void)open_webhook_sink(options).value()->deliver({"a", "{}", now()});
  options = options_for(receiver.url("/ok"));
  (void)open_webhook_sink(options).value()->deliver({"b", "{}", now() - kMicrosPerHour});
  options.secrets.insert(options.secrets.begin(),
                         parse_webhook_secret("whsec_" + std::string(32, 'A')).value());
  (void)open_webhook_sink(options).value()->deliver({"c", "{}", now()});
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_TRUE(has(requests[0], R"("signed": false)"));
  EXPECT_TRUE(has(requests[1], R"("signed": false)"));
  EXPECT_TRUE(has(requests[2], R"("signed": true)")) << "signed with both, while one is replaced";
}

TEST_F(WebhookSinkTest, EveryTryHasTheSameKeyAndAConnectionOfItsOwn) {
  const TestReceiver receiver(log());
  const auto sink = open_webhook_sink(options_for(receiver.url("/ok"))).value();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sink->deliver({"k1", R"({"type":"x"})", now()}).verdict, SinkVerdict::kTaken);
  }
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_TRUE(has(requests[0], R"("done": true)"));
  EXPECT_TRUE(has(requests[1], R"("done": false)"));
  EXPECT_TRUE(has(requests[2], R"("done": false)"));
  EXPECT_TRUE(has(requests[2], R"("connection": 3)")) << requests[2];
}

TEST_F(WebhookSinkTest, ASecondAnswerIsNeverTheAnswerToTheNextMessage) {
  const TestReceiver receiver(log());
  const auto sink = open_webhook_sink(options_for(receiver.url("/twice"))).value();
  for (const auto* key : {"a", "b", "c"}) {
    EXPECT_EQ(sink->deliver({key, "{}", now()}).verdict, SinkVerdict::kLater) << key;
    // Long enough for the receiver to have said its second word.
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
  }
  EXPECT_EQ(receiver.requests().size(), 3U);
}

TEST_F(WebhookSinkTest, WhateverIsNoClearYesIsTriedAgain) {
  const TestReceiver receiver(log());
  for (const auto* path :
       {"/error/500", "/error/404", "/error/301", "/redirect/1", "/silent", "/slow", "/cut",
        "/garbage", "/closed", "/endless-headers", "/another"}) {
    const SinkAnswer answer = send(receiver.url(path));
    EXPECT_EQ(answer.verdict, SinkVerdict::kLater) << path << ": " << answer.words;
    EXPECT_FALSE(answer.words.empty());
    EXPECT_EQ(answer.not_before_us, 0) << path;
    for (const char c : answer.words) EXPECT_TRUE(c >= ' ' && c <= '~') << path;
  }
}

TEST_F(WebhookSinkTest, YesIsYesWhateverElseIsSaid) {
  const TestReceiver receiver(log());
  EXPECT_EQ(send(receiver.url("/nonsense")).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(send(receiver.url("/huge")).verdict, SinkVerdict::kTaken);
  EXPECT_EQ(send(receiver.url("/error/204")).verdict, SinkVerdict::kTaken);
}

TEST_F(WebhookSinkTest, GoneIsGoneAndBusySaysUntilWhen) {
  const TestReceiver receiver(log());
  EXPECT_EQ(send(receiver.url("/error/410")).verdict, SinkVerdict::kGone);
  const SinkAnswer busy = send(receiver.url("/busy/17"));
  EXPECT_EQ(busy.verdict, SinkVerdict::kLater);
  EXPECT_EQ(busy.not_before_us, 17 * kMicrosPerSecond);
  const SinkAnswer until = send(receiver.url("/busy-until"));
  EXPECT_GT(until.not_before_us, 60 * kMicrosPerSecond);
  EXPECT_LE(until.not_before_us, 90 * kMicrosPerSecond);
  EXPECT_LE(send(receiver.url("/busy/99999999")).not_before_us, 7 * kMicrosPerDay);
}

TEST_F(WebhookSinkTest, NeverFollowsARedirect) {
  const TestReceiver receiver(log());
  EXPECT_EQ(send(receiver.url("/redirect/" + receiver.port())).verdict, SinkVerdict::kLater);
  EXPECT_EQ(receiver.requests().size(), 1U);
}

TEST_F(WebhookSinkTest, RefusesAddressesThatAreNotPublic) {
  for (const auto* host :
       {"127.0.0.1", "localhost", "169.254.169.254", "[::1]", "0x7f.1", "10.1"}) {
    auto options = options_for("https://" + std::string(host) + ":9/");
    options.allow_private = false;
    const auto answer = open_webhook_sink(options).value()->deliver({"k", "{}", now()});
    EXPECT_EQ(answer.verdict, SinkVerdict::kLater) << host;
    EXPECT_TRUE(has(answer.words, "public internet")) << host << ": " << answer.words;
  }
}

TEST_F(WebhookSinkTest, SaysWhatIsWrongWithAUrl) {
  const auto refused = [](const std::string& url, bool allow_private) {
    auto options = options_for(url);
    options.allow_private = allow_private;
    const auto opened = open_webhook_sink(options);
    return opened.ok() ? std::string() : opened.error().message;
  };
  EXPECT_TRUE(has(refused("http://example.org/", false), "https"));
  EXPECT_EQ(refused("http://example.org/", true), "");
  EXPECT_TRUE(has(refused("ftp://example.org/", true), "https"));
  EXPECT_TRUE(has(refused("file:///etc/passwd", true), "https"));
  EXPECT_TRUE(has(refused("https://me:secret@example.org/", false), "password"));
  EXPECT_FALSE(has(refused("https://me:secret@example.org/", false), "secret@"));
  EXPECT_TRUE(has(refused("no url", false), "understood"));
  auto unsigned_options = options_for("https://example.org/");
  unsigned_options.secrets.clear();
  EXPECT_FALSE(open_webhook_sink(unsigned_options).ok());
}

TEST_F(WebhookSinkTest, AMessageThatIsTooLargeIsNeverSent) {
  const TestReceiver receiver(log());
  const std::string body = "\"" + std::string(kWebhookBodyBytesMax, 'x') + "\"";
  const auto sink = open_webhook_sink(options_for(receiver.url("/ok"))).value();
  EXPECT_EQ(sink->deliver({"k", body, now()}).verdict, SinkVerdict::kNever);
  EXPECT_TRUE(receiver.requests().empty());
}

TEST_F(WebhookSinkTest, VerifiesTheCertificate) {
  const std::string certificate = folder_ + "/cert.pem";
  const std::string key = folder_ + "/key.pem";
  const std::string make =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
      "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
      key + " -out " + certificate + " 2>/dev/null";
  ASSERT_EQ(std::system(make.c_str()), 0);
  const TestReceiver receiver(log(), certificate, key);
  auto options = options_for(receiver.url("/ok"));
  options.answer_ms_max = 5'000;
  const auto answer = open_webhook_sink(options).value()->deliver({"k", "{}", now()});
  EXPECT_EQ(answer.verdict, SinkVerdict::kLater);
  EXPECT_TRUE(has(answer.words, "certificate")) << answer.words;
  EXPECT_TRUE(receiver.requests().empty());
  options.ca_file = certificate;
  const auto trusted = open_webhook_sink(options).value()->deliver({"k", "{}", now()});
  EXPECT_EQ(trusted.verdict, SinkVerdict::kTaken) << trusted.words;
  options.url = "https://127.0.0.1:" + receiver.port() + "/ok";
  EXPECT_EQ(open_webhook_sink(options).value()->deliver({"k", "{}", now()}).verdict,
            SinkVerdict::kLater)
      << "a certificate of another name";
}

}  // namespace
}  // namespace overt
