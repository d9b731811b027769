#include "adapters/webhook/webhook_sink.h"

#include <fmt/format.h>

#include "adapters/outbound/http_caller.h"

namespace overt {
namespace {

constexpr std::size_t kKeyShown = 64;

class WebhookSink final : public ActionSink {
 public:
  explicit WebhookSink(WebhookOptions options)
      : options_(std::move(options)),
        caller_({options_.ca_file, options_.connect_ms_max, options_.answer_ms_max,
                 options_.allow_private}) {}

  [[nodiscard]] bool takes_notices() const override { return true; }

  SinkAnswer deliver(const SinkMessage& message) override {
    if (message.body.size() > kWebhookBodyBytesMax) {
      return {SinkVerdict::kNever,
              fmt::format("the message has {} bytes, a webhook takes {}", message.body.size(),
                          kWebhookBodyBytesMax),
              0};
    }
    HttpAnswer answer = caller_.call({"POST", options_.url, headers_of(message), message.body});
    if (answer.status == 0) return {SinkVerdict::kLater, std::move(answer.words), 0};
    if (answer.status < 300) return yes_of(message, std::move(answer));
    if (answer.status == 410) return {SinkVerdict::kGone, std::move(answer.words), 0};
    return {SinkVerdict::kLater, std::move(answer.words), answer.retry_after_s * kMicrosPerSecond};
  }

 private:
  /// A yes that names another message, from a cache or a mix-up, is none to this one.
  static SinkAnswer yes_of(const SinkMessage& message, HttpAnswer answer) {
    const std::string_view named = answer.header("webhook-id");
    if (named.empty() || named == message.key) {
      return {SinkVerdict::kTaken, std::move(answer.words), 0};
    }
    return {SinkVerdict::kLater,
            fmt::format("the answer is to another message, {}: {}",
                        printable_words(named.substr(0, kKeyShown)), answer.words),
            0};
  }

  [[nodiscard]] std::vector<std::string> headers_of(const SinkMessage& message) const {
    const SignedContent content{message.key, message.at / kMicrosPerSecond, message.body};
    return {"content-type: application/json", fmt::format("webhook-id: {}", content.id),
            fmt::format("webhook-timestamp: {}", content.timestamp),
            fmt::format("webhook-signature: {}", webhook_signature(content, options_.secrets))};
  }

  WebhookOptions options_;
  HttpCaller caller_;
};

}  // namespace

Result<std::unique_ptr<ActionSink>> open_webhook_sink(WebhookOptions options) {
  RETURN_IF_ERROR(check_outbound_url(options.url, options.allow_private, "the webhook's URL"));
  if (options.secrets.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "a webhook needs a secret to sign with: --secret-file FILE"};
  }
  return std::unique_ptr<ActionSink>(std::make_unique<WebhookSink>(std::move(options)));
}

}  // namespace overt
