#include "adapters/webhook/standard_webhooks.h"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace overt {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kSecretBytesMin = 24;
constexpr std::size_t kSecretBytesMax = 64;
constexpr std::size_t kSecretsMax = 8;

// NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): characters seen as bytes
const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string to_base64(const unsigned char* bytes, std::size_t size) {
  std::string text(4 * ((size + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes, static_cast<int>(size));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// Empty for what is no base64.
std::string from_base64(std::string text) {
  // Secrets are often passed on without their padding.
  while (text.size() % 4 != 0 && !text.empty()) text += '=';
  std::size_t padding = 0;
  while (padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes(text.size(), '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), octets(text),
                                     static_cast<int>(text.size()));
  // The library takes an equals sign for a letter anywhere.
  const bool inside = text.find('=') < text.size() - padding;
  if (length < 0 || padding > 2 || inside) return {};
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}
// NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

Result<WebhookSecret> parse_webhook_secret(std::string_view text) {
  if (text.substr(0, kPrefix.size()) != kPrefix) {
    return Error{ErrorCode::kBadInput, "the secret does not begin with whsec_"};
  }
  WebhookSecret secret{from_base64(std::string(text.substr(kPrefix.size())))};
  if (secret.bytes.empty()) {
    return Error{ErrorCode::kBadInput, "the secret is not base64 after whsec_"};
  }
  if (secret.bytes.size() < kSecretBytesMin || secret.bytes.size() > kSecretBytesMax) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("the secret has {} bytes; it needs {} to {} random ones",
                             secret.bytes.size(), kSecretBytesMin, kSecretBytesMax)};
  }
  return secret;
}

Result<std::vector<WebhookSecret>> parse_webhook_secrets(std::string_view text) {
  std::vector<WebhookSecret> secrets;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.empty()) continue;
    ASSIGN_OR_RETURN(WebhookSecret secret, parse_webhook_secret(line));
    secrets.push_back(std::move(secret));
  }
  if (secrets.empty() || secrets.size() > kSecretsMax) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{} secrets; give one a line, 1 to {}", secrets.size(), kSecretsMax)};
  }
  return secrets;
}

std::string webhook_signature(const SignedContent& content,
                              std::span<const WebhookSecret> secrets) {
  const std::string said = fmt::format("{}.{}.{}", content.id, content.timestamp, content.body);
  std::string signatures;
  for (const WebhookSecret& secret : secrets) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned size = 0;
    const auto* const made =
        HMAC(EVP_sha256(), secret.bytes.data(), static_cast<int>(secret.bytes.size()), octets(said),
             said.size(), mac.data(), &size);
    CHECK(made != nullptr);
    if (!signatures.empty()) signatures += ' ';
    signatures += "v1," + to_base64(mac.data(), size);
  }
  return signatures;
}

}  // namespace overt
