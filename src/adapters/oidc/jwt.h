#pragma once
// JSON Web Tokens as an OpenID provider signs them: RFC 7515, 7517, 7518, 8037; OpenID Connect Core
// 1.0, section 3.1.3.7. Signed with RS256, ES256 or EdDSA, by a key of the provider's, and by
// nothing else: "none" and every kind with a shared secret are refused before a key is looked at,
// and a key verifies its own algorithm alone.
//
// Thread safety: pure. Cost: a signature, well under a millisecond.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

struct evp_pkey_st;

namespace overt {

inline constexpr std::size_t kJwtBytesMax = 16 << 10;
inline constexpr std::size_t kJsonWebKeysMax = 100;
inline constexpr std::size_t kRsaBitsMin = 2048;
inline constexpr std::size_t kRsaBitsMax = 8192;

enum class JwtAlgorithm : std::uint8_t { kRs256, kEs256, kEdDsa };

struct Jwt {
  JwtAlgorithm algorithm = JwtAlgorithm::kRs256;
  std::string key_id;  // empty: not said
  std::string signed_text;
  std::string signature;
  std::string claims;  // JSON, as bytes: not looked at before the signature
};
/// kBadInput says what is wrong.
Result<Jwt> parse_jwt(std::string_view text);

struct JsonWebKey {
  std::string id;
  JwtAlgorithm algorithm = JwtAlgorithm::kRs256;
  std::shared_ptr<evp_pkey_st> key;
};
/// Of a key set. Keys that are not for signatures of these kinds are passed over, weak ones too.
Result<std::vector<JsonWebKey>> parse_key_set(std::string_view json);

/// Whether one of the keys made the signature; a token that names a key is held to that one.
bool is_signed_by(const Jwt& token, const std::vector<JsonWebKey>& keys);

struct IdTokenRules {
  std::string issuer;
  std::string client_id;
  std::string nonce;
  TimeUs now = 0;
  TimeUs skew = kMicrosPerMinute;  // of the provider's clock
};

struct IdTokenClaims {
  std::string subject;
  std::string email;  // only where the provider says it is verified
};
/// What a token says whose signature was found good. kPermissionDenied says which claim is not as
/// it must be.
Result<IdTokenClaims> check_id_token(std::string_view claims, const IdTokenRules& rules);

/// Without padding, as JWTs and PKCE have it.
std::string to_base64url(std::string_view bytes);
/// False for what to_base64url() would not write.
bool from_base64url(std::string_view text, std::string& bytes);

}  // namespace overt
