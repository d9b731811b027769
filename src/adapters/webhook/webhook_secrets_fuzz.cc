// Any bytes as a file of webhook secrets: an error, or at least one secret.

#include <cstdint>
#include <string_view>

#include "adapters/webhook/standard_webhooks.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)overt::parse_webhook_secret(text);
  const auto read = overt::parse_webhook_secrets(text);
  if (read.ok()) CHECK(!read.value().empty());
  return 0;
}
