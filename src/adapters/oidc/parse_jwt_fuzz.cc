// Any bytes as a token, as claims and as a key set: an error, or a value; what base64url reads, it
// writes the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/oidc/jwt.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string decoded;
  if (overt::from_base64url(bytes, decoded)) CHECK(overt::to_base64url(decoded) == bytes);
  const auto keys = overt::parse_key_set(bytes);
  if (const auto token = overt::parse_jwt(bytes); token.ok() && keys.ok()) {
    (void)overt::is_signed_by(token.value(), keys.value());
  }
  const auto claims = overt::check_id_token(bytes, {"https://id", "overt", "n", 1});
  if (claims.ok()) CHECK(!claims.value().subject.empty());
  return 0;
}
