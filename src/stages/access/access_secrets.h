#pragma once
// What tokens and sessions are made of and checked by. Their secrets are 32 random bytes in
// hexadecimal: SHA-256 is enough to keep them by, nobody guesses them. Comparisons take the same
// time wherever the texts differ. Thread safety: pure.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "model/credential.h"

namespace overt {

inline constexpr std::size_t kAccessSecretBytes = 32;
inline constexpr std::size_t kTokenIdBytes = 8;
inline constexpr TimeUs kSessionIdleMax = 30 * kMicrosPerMinute;
inline constexpr TimeUs kSessionAgeMax = 12 * kMicrosPerHour;
inline constexpr TimeUs kPendingSignInAgeMax = 10 * kMicrosPerMinute;
inline constexpr TimeUs kTokenLifeMax = 366 * kMicrosPerDay;

/// Random bytes as text.
std::string secret_text(std::string_view bytes);

/// What a secret is kept as.
std::string secret_digest(std::string_view secret);

/// In time that depends on the lengths alone.
bool same_secret(std::string_view left, std::string_view right);

struct TokenText {
  std::string id;
  std::string secret;
};
/// "ovt_0123456789abcdef_" and 64 hexadecimal digits.
std::string format_token(const TokenText& token);
/// nullopt for anything else, upper case included.
std::optional<TokenText> parse_token(std::string_view text);

/// kPermissionDenied where the token is another's, revoked or has expired.
Result<void> check_token(const ApiToken& kept, const TokenText& shown, TimeUs now);

/// Neither idle nor open for too long.
bool is_alive(const Session& session, TimeUs now);

/// What a page must send along with a session's cookie on everything that changes something.
/// Follows from the cookie's secret: who can read the page has it, who can only make the browser
/// send the cookie has not.
std::string csrf_token(std::string_view session_secret);

}  // namespace overt
