#include "stages/access/access_secrets.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"

namespace overt {
namespace {

constexpr std::string_view kPrefix = "ovt_";
constexpr std::size_t kIdDigits = 2 * kTokenIdBytes;
constexpr std::size_t kSecretDigits = 2 * kAccessSecretBytes;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Error denied(std::string message) { return {ErrorCode::kPermissionDenied, std::move(message)}; }

}  // namespace

std::string secret_text(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string secret_digest(std::string_view secret) { return sha256_hex(secret); }

bool same_secret(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  // Volatile: the loop must not end at the first difference.
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference = static_cast<unsigned char>(
        difference | static_cast<unsigned char>(static_cast<unsigned char>(left[i]) ^
                                                static_cast<unsigned char>(right[i])));
  }
  return difference == 0;
}

std::string format_token(const TokenText& token) {
  return fmt::format("{}{}_{}", kPrefix, token.id, token.secret);
}

std::optional<TokenText> parse_token(std::string_view text) {
  if (text.size() != kPrefix.size() + kIdDigits + 1 + kSecretDigits) return std::nullopt;
  if (text.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  const std::string_view id = text.substr(kPrefix.size(), kIdDigits);
  const std::string_view rest = text.substr(kPrefix.size() + kIdDigits);
  if (!is_hex(id) || rest.front() != '_' || !is_hex(rest.substr(1))) return std::nullopt;
  return TokenText{std::string(id), std::string(rest.substr(1))};
}

Result<void> check_token(const ApiToken& kept, const TokenText& shown, TimeUs now) {
  // First whether it is the token at all: of others nothing is told.
  if (kept.id != shown.id || !same_secret(kept.digest, secret_digest(shown.secret))) {
    return denied("this token is not known here");
  }
  if (kept.revoked_at != 0) {
    return denied(fmt::format("token {} was revoked on {}", kept.id, format_date(kept.revoked_at)));
  }
  if (now >= kept.expires_at) {
    return denied(fmt::format("token {} expired on {}; make another with overt people token create",
                              kept.id, format_date(kept.expires_at)));
  }
  return {};
}

bool is_alive(const Session& session, TimeUs now) {
  return now - session.created_at < kSessionAgeMax && now - session.used_at < kSessionIdleMax;
}

std::string csrf_token(std::string_view session_secret) {
  return sha256_hex(fmt::format("overt csrf\n{}", session_secret));
}

}  // namespace overt
