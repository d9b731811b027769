#pragma once
// The token of a link to appeal: it says which decision, which account (as a digest) and until
// when, and is signed with a key that only the platform has (HMAC-SHA-256). Whoever has the link is
// believed to be the account: no sign-in, no cookie. The same key, decision, account and time give
// the same token. Keys may change: the first signs, all are accepted.
//
// base64url, without padding, of: 1; the decision's 16 bytes; 16 bytes of the account's SHA-256; 8
// bytes, seconds since 1970, big-endian; 32 bytes, the code of all that.
//
// Thread safety: pure. The code is compared in constant time.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace overt {

inline constexpr std::size_t kAppealKeyBytes = 32;

struct AppealClaim {
  std::string decision;        // 32 hexadecimal digits
  std::string account_digest;  // appeal_account_digest()
  TimeUs until = 0;            // whole seconds

  friend bool operator==(const AppealClaim&, const AppealClaim&) = default;
};

/// 32 hexadecimal digits.
std::string appeal_account_digest(std::string_view account);

std::string sign_appeal_token(const AppealClaim& claim, std::string_view key);

enum class TokenVerdict : std::uint8_t {
  kGood,
  kUnreadable,  // no token of ours, or not all of it
  kForged,      // none of the keys made it
};
struct ReadToken {
  TokenVerdict verdict = TokenVerdict::kUnreadable;
  AppealClaim claim;  // of kGood
};
ReadToken read_appeal_token(std::string_view token, std::span<const std::string> keys);

}  // namespace overt
