#include "adapters/webhook/standard_webhooks.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

// The vector of the specification's reference libraries.
constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

TEST(StandardWebhooksTest, SignsAsTheReferenceDoes) {
  const std::vector<WebhookSecret> secrets{parse_webhook_secret(kSecret).value()};
  EXPECT_EQ(webhook_signature(
                {"msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"}, secrets),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(StandardWebhooksTest, SeveralSecretsSignSideBySide) {
  const auto secrets =
      parse_webhook_secrets(std::string(kSecret) + "\r\n\n whsec_" + std::string(40, 'A') + " \n")
          .value();
  ASSERT_EQ(secrets.size(), 2U);
  const SignedContent content{"a", 1, "{}"};
  const std::string both = webhook_signature(content, secrets);
  const std::string first = webhook_signature(content, std::span(secrets).first(1));
  EXPECT_EQ(both.substr(0, first.size() + 1), first + " ");
  EXPECT_EQ(both.size(), 2 * first.size() + 1);
}

TEST(StandardWebhooksTest, SaysWhatIsWrongWithASecretAndDoesNotRepeatIt) {
  for (const std::string text : {"", "secret", "whsec_", "whsec_???", "whsec_c2hvcnQ=",
                                 "whsec_A===", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa=w"}) {
    const auto parsed = parse_webhook_secret(text);
    ASSERT_FALSE(parsed.ok()) << text;
    const bool repeated =
        text.size() > 8 && parsed.error().message.find(text.substr(6)) != text.npos;
    EXPECT_FALSE(repeated) << text;
  }
  EXPECT_FALSE(parse_webhook_secret("whsec_" + std::string(92, 'A')).ok());
  EXPECT_TRUE(parse_webhook_secret("whsec_" + std::string(32, 'A')).ok());
  EXPECT_TRUE(parse_webhook_secret("whsec_" + std::string(43, 'A')).ok()) << "without its padding";
  EXPECT_FALSE(parse_webhook_secrets("\n \n").ok());
}

}  // namespace
}  // namespace overt
