#pragma once
// Signatures of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): the receiver knows with
// a shared secret that a message is ours, whole and recent.
// Thread safety: pure.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt {

/// A shared secret: 24 to 64 random bytes.
struct WebhookSecret {
  std::string bytes;
};

/// "whsec_" and base64. kBadInput says what is wrong, without the secret.
Result<WebhookSecret> parse_webhook_secret(std::string_view text);

/// A file's lines, one secret each; all of them sign, so that a receiver can change over.
Result<std::vector<WebhookSecret>> parse_webhook_secrets(std::string_view text);

struct SignedContent {
  std::string_view id;         // the idempotency key
  std::int64_t timestamp = 0;  // seconds since 1970
  std::string_view body;
};

/// The header webhook-signature: "v1," and base64 of HMAC-SHA256, one for each secret.
std::string webhook_signature(const SignedContent& content, std::span<const WebhookSecret> secrets);

}  // namespace overt
