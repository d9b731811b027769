#pragma once
// A sink behind a URL: each message is POSTed as Standard Webhooks 1.0.0 has it, signed, with the
// message's key as webhook-id. docs/sinks.md says what a receiver must do.
//
// What an answer means: 2xx, taken; 410, gone; everything else (also 3xx, which is not followed, no
// answer in time, a connection that breaks before the answer's end), later. Retry-After is passed
// on.
//
// Safe against its receiver as adapters/outbound/http_caller.h says. Thread safety: one sink
// belongs to one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/webhook/standard_webhooks.h"
#include "base/result.h"
#include "ports/action_sink.h"

namespace overt {

inline constexpr std::size_t kWebhookBodyBytesMax = 20'000;  // as the specification advises

struct WebhookOptions {
  std::string url;  // https; http only with allow_private
  std::vector<WebhookSecret> secrets;
  std::string ca_file;  // certificates to trust instead of the system's; empty: the system's
  std::uint32_t connect_ms_max = 5'000;
  std::uint32_t answer_ms_max = 20'000;  // of a whole try, connecting included
  bool allow_private = false;            // also addresses that are not of the public internet
};

/// Errors (kInvalidArgument): no URL, with a password in it, of another scheme; no secret.
Result<std::unique_ptr<ActionSink>> open_webhook_sink(WebhookOptions options);

}  // namespace overt
