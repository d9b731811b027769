#include "adapters/oidc/jwt.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <simdjson.h>

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::size_t kEcBytes = 32;  // of one coordinate, of r and of s
constexpr std::size_t kEdBytes = 32;

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* params) const { OSSL_PARAM_free(params); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
using Number = std::unique_ptr<BIGNUM, Free>;
using Key = std::shared_ptr<evp_pkey_st>;

Error bad(std::string_view why) {
  return {ErrorCode::kBadInput, fmt::format("the provider's token: {}", why)};
}
Error denied(std::string_view why) {
  return {ErrorCode::kPermissionDenied, fmt::format("the provider's token is not taken: {}", why)};
}

const unsigned char* octets(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters seen as bytes
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<JwtAlgorithm> algorithm_named(std::string_view name) {
  if (name == "RS256") return JwtAlgorithm::kRs256;
  if (name == "ES256") return JwtAlgorithm::kEs256;
  if (name == "EdDSA") return JwtAlgorithm::kEdDsa;
  return std::nullopt;
}

std::string text_in(const element& object, const char* name) {
  std::string_view text;
  if (object[name].get_string().get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::optional<std::string> bytes_in(const element& object, const char* name) {
  std::string bytes;
  if (!from_base64url(text_in(object, name), bytes) || bytes.empty()) return std::nullopt;
  return bytes;
}

/// A value that no other of the same name follows: simdjson gives the first of two.
bool has_double_names(const element& object) {
  simdjson::dom::object fields;
  if (object.get_object().get(fields) != simdjson::SUCCESS) return true;
  std::vector<std::string_view> names;
  for (const auto field : fields) names.push_back(field.key);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key made_key(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, Free> params(OSSL_PARAM_BLD_to_param(builder));
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return {};
  }
  return {key, EVP_PKEY_free};
}

Key rsa_key(const element& jwk) {
  const auto n = bytes_in(jwk, "n");
  const auto e = bytes_in(jwk, "e");
  if (!n || !e || n->size() > kRsaBitsMax / 8 || e->size() > 8) return {};
  const Number modulus = number_of(*n);
  const Number exponent = number_of(*e);
  if (static_cast<std::size_t>(BN_num_bits(modulus.get())) < kRsaBitsMin) return {};
  if (BN_is_odd(exponent.get()) == 0 || BN_is_one(exponent.get()) != 0) return {};
  const std::unique_ptr<OSSL_PARAM_BLD, Free> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return made_key("RSA", builder.get());
}

Key ec_key(const element& jwk) {
  const auto x = bytes_in(jwk, "x");
  const auto y = bytes_in(jwk, "y");
  if (text_in(jwk, "crv") != "P-256" || !x || !y || x->size() != kEcBytes ||
      y->size() != kEcBytes) {
    return {};
  }
  const std::string point = "\x04" + *x + *y;
  const std::unique_ptr<OSSL_PARAM_BLD, Free> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return made_key("EC", builder.get());  // refuses a point that is not on the curve
}

Key ed_key(const element& jwk) {
  const auto x = bytes_in(jwk, "x");
  if (text_in(jwk, "crv") != "Ed25519" || !x || x->size() != kEdBytes) return {};
  return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(*x), x->size()),
          EVP_PKEY_free};
}

std::optional<JsonWebKey> read_key(const element& jwk) {
  const std::string use = text_in(jwk, "use");
  if (!use.empty() && use != "sig") return std::nullopt;
  JsonWebKey key;
  key.id = text_in(jwk, "kid");
  const std::string kind = text_in(jwk, "kty");
  if (kind == "RSA") {
    key.algorithm = JwtAlgorithm::kRs256;
    key.key = rsa_key(jwk);
  } else if (kind == "EC") {
    key.algorithm = JwtAlgorithm::kEs256;
    key.key = ec_key(jwk);
  } else if (kind == "OKP") {
    key.algorithm = JwtAlgorithm::kEdDsa;
    key.key = ed_key(jwk);
  }
  const std::string said = text_in(jwk, "alg");
  if (!said.empty() && algorithm_named(said) != key.algorithm) return std::nullopt;
  if (key.key == nullptr) return std::nullopt;
  return key;
}

/// r and s side by side, as the library takes them; empty where they are none.
std::string in_der(std::string_view signature) {
  if (signature.size() != 2 * kEcBytes) return {};
  const std::unique_ptr<ECDSA_SIG, Free> both(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, kEcBytes));
  Number s = number_of(signature.substr(kEcBytes));
  if (ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1) return {};
  // They are the signature's from here on.
  (void)r.release();
  (void)s.release();
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &bytes);
  if (size <= 0) return {};
  std::string der(bytes, bytes + size);
  OPENSSL_free(bytes);
  return der;
}

bool verifies(const Jwt& token, const JsonWebKey& key) {
  if (key.algorithm != token.algorithm) return false;
  const bool edwards = token.algorithm == JwtAlgorithm::kEdDsa;
  const std::string signature =
      token.algorithm == JwtAlgorithm::kEs256 ? in_der(token.signature) : token.signature;
  if (signature.empty()) return false;
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  if (EVP_DigestVerifyInit(context.get(), nullptr, edwards ? nullptr : EVP_sha256(), nullptr,
                           key.key.get()) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), octets(signature), signature.size(),
                          octets(token.signed_text), token.signed_text.size()) == 1;
}

Result<Jwt> read_header(std::string_view header) {
  simdjson::dom::parser parser;
  element object;
  const simdjson::padded_string padded(header);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS || has_double_names(object)) {
    return bad("its header is no JSON object");
  }
  const std::string name = text_in(object, "alg");
  const auto algorithm = algorithm_named(name);
  if (!algorithm) {
    return bad(
        fmt::format("signed with '{}'; only RS256, ES256 and EdDSA are taken", name.substr(0, 20)));
  }
  if (object["crit"].error() != simdjson::NO_SUCH_FIELD) {
    return bad("it asks for what is not known here");
  }
  Jwt token;
  token.algorithm = *algorithm;
  token.key_id = text_in(object, "kid");
  return token;
}

/// "aud": one text, or a list.
std::vector<std::string> audiences(const element& claims) {
  const std::string one = text_in(claims, "aud");
  if (!one.empty()) return {one};
  std::vector<std::string> all;
  simdjson::dom::array list;
  if (claims["aud"].get_array().get(list) != simdjson::SUCCESS) return {};
  for (const element each : list) {
    std::string_view text;
    if (each.get_string().get(text) != simdjson::SUCCESS) return {};
    all.emplace_back(text);
  }
  return all;
}

/// Seconds, as whole or broken numbers; nullopt where there are none that make sense.
std::optional<TimeUs> time_in(const element& claims, const char* name) {
  double seconds = 0;
  constexpr double kFarAway = 1e11;
  if (claims[name].get_double().get(seconds) != simdjson::SUCCESS) return std::nullopt;
  if (!(seconds > 0 && seconds < kFarAway)) return std::nullopt;
  return static_cast<TimeUs>(seconds * static_cast<double>(kMicrosPerSecond));
}

Result<void> check_times(const element& claims, const IdTokenRules& rules) {
  const auto expires = time_in(claims, "exp");
  const auto issued = time_in(claims, "iat");
  if (!expires || !issued) return denied("it does not say when it was issued and when it expires");
  if (rules.now >= *expires + rules.skew) return denied("it has expired");
  if (*issued > rules.now + rules.skew) return denied("it is from the future; look at the clocks");
  const auto not_before = time_in(claims, "nbf");
  if (not_before && *not_before > rules.now + rules.skew) return denied("it is not valid yet");
  return {};
}

bool same_text(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8U) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += kLetters[(buffer >> (bits - 6)) & 63U];
  }
  if (bits > 0) text += kLetters[(buffer << (6 - bits)) & 63U];
  return text;
}

bool from_base64url(std::string_view text, std::string& bytes) {
  bytes.clear();
  if (text.size() % 4 == 1) return false;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<std::uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<std::uint32_t>(c - 'a' + 26);
    } else if (c >= '0' && c <= '9') {
      value = static_cast<std::uint32_t>(c - '0' + 52);
    } else if (c == '-' || c == '_') {
      value = c == '-' ? 62 : 63;
    } else {
      return false;
    }
    buffer = (buffer << 6U) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((buffer >> bits) & 0xFFU);
  }
  // What is left over must be zero, or two texts would mean the same.
  return (buffer & ((1U << bits) - 1U)) == 0;
}

Result<Jwt> parse_jwt(std::string_view text) {
  if (text.size() > kJwtBytesMax) return bad("it is too long");
  const auto first = text.find('.');
  const auto second = first == text.npos ? first : text.find('.', first + 1);
  if (second == text.npos || text.find('.', second + 1) != text.npos) {
    return bad("it has not three parts");
  }
  std::string header;
  std::string claims;
  std::string signature;
  if (!from_base64url(text.substr(0, first), header) ||
      !from_base64url(text.substr(first + 1, second - first - 1), claims) ||
      !from_base64url(text.substr(second + 1), signature) || signature.empty()) {
    return bad("a part of it is no base64url, or empty");
  }
  ASSIGN_OR_RETURN(Jwt token, read_header(header));
  token.signed_text = text.substr(0, second);
  token.signature = std::move(signature);
  token.claims = std::move(claims);
  return token;
}

Result<std::vector<JsonWebKey>> parse_key_set(std::string_view json) {
  simdjson::dom::parser parser;
  element set;
  simdjson::dom::array list;
  const simdjson::padded_string padded(json);
  if (parser.parse(padded).get(set) != simdjson::SUCCESS ||
      set["keys"].get_array().get(list) != simdjson::SUCCESS) {
    return Error{ErrorCode::kBadInput, "the provider's keys are no JSON Web Key Set"};
  }
  std::vector<JsonWebKey> keys;
  for (const element jwk : list) {
    if (keys.size() == kJsonWebKeysMax) {
      return Error{ErrorCode::kLimitExceeded,
                   fmt::format("the provider has more than {} keys", kJsonWebKeysMax)};
    }
    if (auto key = read_key(jwk)) keys.push_back(*std::move(key));
  }
  if (!keys.empty()) return keys;
  return Error{ErrorCode::kBadInput,
               "the provider has no key for RS256, ES256 or EdDSA that is strong enough"};
}

bool is_signed_by(const Jwt& token, const std::vector<JsonWebKey>& keys) {
  return std::any_of(keys.begin(), keys.end(), [&](const JsonWebKey& key) {
    const bool meant = token.key_id.empty() || key.id.empty() || token.key_id == key.id;
    return meant && verifies(token, key);
  });
}

Result<IdTokenClaims> check_id_token(std::string_view claims, const IdTokenRules& rules) {
  simdjson::dom::parser parser;
  element object;
  const simdjson::padded_string padded(claims);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS || has_double_names(object)) {
    return denied("its claims are no JSON object");
  }
  if (text_in(object, "iss") != rules.issuer) return denied("it is another provider's");
  const auto whose = audiences(object);
  if (std::find(whose.begin(), whose.end(), rules.client_id) == whose.end()) {
    return denied("it is meant for another client");
  }
  const std::string party = text_in(object, "azp");
  if ((whose.size() > 1 || !party.empty()) && party != rules.client_id) {
    return denied("it was made for another client");
  }
  RETURN_IF_ERROR(check_times(object, rules));
  if (rules.nonce.empty() || !same_text(text_in(object, "nonce"), rules.nonce)) {
    return denied("it does not answer this sign-in");
  }
  IdTokenClaims said;
  said.subject = text_in(object, "sub");
  if (said.subject.empty() || said.subject.size() > 255) return denied("it does not say who it is");
  bool verified = false;
  if (object["email_verified"].get_bool().get(verified) == simdjson::SUCCESS && verified) {
    said.email = text_in(object, "email");
  }
  return said;
}

}  // namespace overt
