#include "edge/http/content_digest.h"

#include <algorithm>
#include <cstdint>

namespace overt::http {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kDigestDigits = 64;  // hexadecimal
constexpr std::size_t kBase64Digits = 43;  // and one '='

Error unreadable() {
  return {ErrorCode::kInvalidArgument,
          "Content-Digest: like sha-256=:x3Xnt1ft5jDNCqERO9ECZhqziCnKUqZCKreChi8mhkY=:"};
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Result<std::string> hex_of(std::string_view base64) {
  if (base64.size() != kBase64Digits + 1 || base64.back() != '=') return unreadable();
  std::string hex;
  std::uint32_t bits = 0;
  int waiting = 0;
  for (const char c : base64.substr(0, kBase64Digits)) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return unreadable();
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    for (waiting += 6; waiting >= 4 && hex.size() < kDigestDigits; waiting -= 4) {
      hex += "0123456789abcdef"[bits >> static_cast<unsigned>(waiting - 4) & 0xFU];
    }
  }
  return hex;
}

}  // namespace

Result<std::string> sha256_in(std::string_view content_digest) {
  constexpr std::string_view kName = "sha-256=";
  while (!content_digest.empty()) {
    const std::size_t end = std::min(content_digest.find(','), content_digest.size());
    const std::string_view one = trimmed(content_digest.substr(0, end));
    content_digest.remove_prefix(std::min(end + 1, content_digest.size()));
    if (!one.starts_with(kName)) continue;
    const std::string_view value = one.substr(kName.size());
    if (value.size() < 2 || value.front() != ':' || value.back() != ':') return unreadable();
    return hex_of(value.substr(1, value.size() - 2));
  }
  return std::string();
}

}  // namespace overt::http
