#include "base/uuid.h"

#include <array>
#include <cstdint>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kSha1Bytes = 20;

std::uint8_t digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  CHECK(c >= 'A' && c <= 'F');
  return static_cast<std::uint8_t>(c - 'A' + 10);
}

std::string bytes_of(std::string_view uuid) {
  std::string bytes;
  std::string digits;
  for (const char c : uuid) {
    if (c != '-') digits += c;
  }
  CHECK_EQ(digits.size(), 2 * kUuidBytes);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(digit_of(digits[i]) * 16 + digit_of(digits[i + 1]));
  }
  return bytes;
}

}  // namespace

std::string uuid5(std::string_view space, std::string_view name) {
  const std::string text = bytes_of(space) + std::string(name);
  std::array<std::uint8_t, kSha1Bytes> hash{};
  unsigned size = 0;
  CHECK(EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha1(), nullptr) == 1);
  CHECK_EQ(size, kSha1Bytes);
  hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0FU) | 0x50U);
  hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3FU) | 0x80U);
  std::string out;
  for (std::size_t i = 0; i < kUuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += fmt::format("{:02x}", hash.at(i));
  }
  return out;
}

}  // namespace overt
