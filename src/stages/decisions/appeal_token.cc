#include "stages/decisions/appeal_token.h"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"
#include "base/digest.h"

namespace overt {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kSaidBytes = 1 + 2 * kIdBytes + kTimeBytes;
constexpr std::size_t kCodeBytes = 32;
constexpr std::size_t kTokenBytes = kSaidBytes + kCodeBytes;
constexpr std::string_view kPurpose = "overt.appeal/1\n";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (have += 8; have >= 6;) {
      have -= 6;
      text += kAlphabet[bits >> have & 63U];
    }
  }
  if (have > 0) text += kAlphabet[bits << (6 - have) & 63U];
  return text;
}

/// Empty where it is not exactly what to_base64url() writes.
std::string from_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == kAlphabet.npos) return {};
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes += static_cast<char>(bits >> have & 255U);
  }
  return to_base64url(bytes) == text ? bytes : std::string();
}

int digit_of(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string from_hex(std::string_view hex) {
  CHECK_EQ(hex.size(), 2 * kIdBytes);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(digit_of(hex[i]) * 16 + digit_of(hex[i + 1]));
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4U];
    hex += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return hex;
}

std::string code_of(std::string_view said, std::string_view key) {
  const std::string whole = std::string(kPurpose) + std::string(said);
  std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
  unsigned size = 0;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes, as OpenSSL takes them
  const auto* const bytes = reinterpret_cast<const unsigned char*>(whole.data());
  const bool made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes,
                         whole.size(), code.data(), &size) != nullptr;
  CHECK(made && size == kCodeBytes);
  return {code.begin(), code.begin() + kCodeBytes};
}

}  // namespace

std::string appeal_account_digest(std::string_view account) {
  return sha256_hex("overt.appeal account\n" + std::string(account)).substr(0, 2 * kIdBytes);
}

std::string sign_appeal_token(const AppealClaim& claim, std::string_view key) {
  CHECK_EQ(key.size(), kAppealKeyBytes);
  std::string said(1, kVersion);
  said += from_hex(claim.decision) + from_hex(claim.account_digest);
  const auto seconds = static_cast<std::uint64_t>(claim.until / kMicrosPerSecond);
  for (std::size_t i = kTimeBytes; i-- > 0;) said += static_cast<char>(seconds >> (8 * i) & 255U);
  return to_base64url(said + code_of(said, key));
}

ReadToken read_appeal_token(std::string_view token, std::span<const std::string> keys) {
  constexpr std::size_t kLongest = 2 * kTokenBytes;
  ReadToken read;
  if (token.size() > kLongest) return read;
  const std::string bytes = from_base64url(token);
  if (bytes.size() != kTokenBytes || bytes.front() != kVersion) return read;
  const std::string said = bytes.substr(0, kSaidBytes);
  read.verdict = TokenVerdict::kForged;
  bool good = false;
  for (const std::string& key : keys) {
    const std::string code = code_of(said, key);
    if (CRYPTO_memcmp(code.data(), bytes.data() + kSaidBytes, kCodeBytes) == 0) good = true;
  }
  if (!good) return read;
  read.verdict = TokenVerdict::kGood;
  read.claim.decision = to_hex(said.substr(1, kIdBytes));
  read.claim.account_digest = to_hex(said.substr(1 + kIdBytes, kIdBytes));
  std::uint64_t seconds = 0;
  for (const char c : said.substr(1 + 2 * kIdBytes)) {
    seconds = seconds << 8 | static_cast<unsigned char>(c);
  }
  read.claim.until = static_cast<TimeUs>(seconds) * kMicrosPerSecond;
  return read;
}

}  // namespace overt
