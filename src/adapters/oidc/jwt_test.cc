// Tokens are signed here with keys made here, by OpenSSL's own functions, and attacked.
#include "adapters/oidc/jwt.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;
const IdTokenRules kRules{"https://id.example", "overt", "n-0S6", kNow};

using TestKey = std::shared_ptr<EVP_PKEY>;
TestKey owned(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

std::string raw(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return bytes;
}

std::string padded_to(std::string bytes, std::size_t size) {
  return std::string(size - bytes.size(), '\0') + bytes;
}

std::string signature_of(const TestKey& key, const std::string& text, const EVP_MD* digest) {
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EXPECT_EQ(EVP_DigestSignInit(context, nullptr, digest, nullptr, key.get()), 1);
  std::size_t size = 1'024;
  std::string signature(size, '\0');
  EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()),
            1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return signature;
}

std::string raw_ecdsa(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* const both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string out(64, '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(out.data());
  EXPECT_EQ(BN_bn2binpad(ECDSA_SIG_get0_r(both), bytes, 32), 32);
  EXPECT_EQ(BN_bn2binpad(ECDSA_SIG_get0_s(both), bytes + 32, 32), 32);
  ECDSA_SIG_free(both);
  return out;
}

/// A provider with one key of each kind.
class JwtTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    rsa_ = owned(EVP_RSA_gen(2048));
    ec_ = owned(EVP_EC_gen("P-256"));
    ed_ = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }

  static std::string rsa_jwk(const TestKey& key, std::string_view more = {}) {
    return fmt::format(R"({{"kty":"RSA","kid":"r","n":"{}","e":"{}"{}}})",
                       to_base64url(raw(key.get(), OSSL_PKEY_PARAM_RSA_N)),
                       to_base64url(raw(key.get(), OSSL_PKEY_PARAM_RSA_E)), more);
  }
  static std::string keys_json(std::string_view more = {}) {
    std::string point(32, '\0');
    std::size_t size = point.size();
    EVP_PKEY_get_raw_public_key(ed_.get(), reinterpret_cast<unsigned char*>(point.data()), &size);
    return fmt::format(
        R"({{"keys":[{},{{"kty":"EC","kid":"e","crv":"P-256","use":"sig","x":"{}","y":"{}"}},)"
        R"({{"kty":"OKP","kid":"o","crv":"Ed25519","alg":"EdDSA","x":"{}"}}{}]}})",
        rsa_jwk(rsa_), to_base64url(padded_to(raw(ec_.get(), OSSL_PKEY_PARAM_EC_PUB_X), 32)),
        to_base64url(padded_to(raw(ec_.get(), OSSL_PKEY_PARAM_EC_PUB_Y), 32)), to_base64url(point),
        more);
  }
  static std::vector<JsonWebKey> keys() { return parse_key_set(keys_json()).value(); }

  static std::string sign(const std::string& header, const std::string& claims) {
    const std::string text = to_base64url(header) + "." + to_base64url(claims);
    std::string signature;
    if (header.find("ES256") != std::string::npos) {
      signature = raw_ecdsa(signature_of(ec_, text, EVP_sha256()));
    } else if (header.find("EdDSA") != std::string::npos) {
      signature = signature_of(ed_, text, nullptr);
    } else {
      signature = signature_of(rsa_, text, EVP_sha256());
    }
    return text + "." + to_base64url(signature);
  }

  static std::string claims(const std::string& changed = {}, const std::string& value = {}) {
    std::string out = "{";
    for (const auto& [name, standard] :
         {std::pair<std::string, std::string>{"iss", "\"https://id.example\""},
          {"aud", "\"overt\""},
          {"sub", "\"7f3a\""},
          {"exp", "1700000300"},
          {"iat", "1700000000"},
          {"nonce", "\"n-0S6\""},
          {"email", "\"ana@example.org\""},
          {"email_verified", "true"}}) {
      const std::string& said = name == changed ? value : standard;
      if (!said.empty()) out += fmt::format("{}\"{}\":{}", out.size() > 1 ? "," : "", name, said);
    }
    if (changed == "more") out += "," + value;
    return out + "}";
  }

  static std::string refusal(const std::string& said, const IdTokenRules& rules = kRules) {
    const auto checked = check_id_token(said, rules);
    if (checked.ok()) return {};
    EXPECT_EQ(checked.error().code, ErrorCode::kPermissionDenied);
    return checked.error().message;
  }

  static TestKey rsa_;
  static TestKey ec_;
  static TestKey ed_;
};
TestKey JwtTest::rsa_;
TestKey JwtTest::ec_;
TestKey JwtTest::ed_;

constexpr const char* kHeaders[] = {R"({"alg":"RS256","kid":"r"})", R"({"alg":"ES256","kid":"e"})",
                                    R"({"alg":"EdDSA","kid":"o"})", R"({"alg":"ES256"})"};

TEST_F(JwtTest, TakesWhatTheProviderSigned) {
  for (const char* const header : kHeaders) {
    const auto token = parse_jwt(sign(header, claims()));
    ASSERT_TRUE(token.ok()) << token.error().message;
    EXPECT_TRUE(is_signed_by(token.value(), keys())) << header;
    const auto said = check_id_token(token.value().claims, kRules);
    ASSERT_TRUE(said.ok()) << said.error().message;
    EXPECT_EQ(said.value().subject, "7f3a");
    EXPECT_EQ(said.value().email, "ana@example.org");
  }
}

TEST_F(JwtTest, RefusesEveryChangeOfAByte) {
  for (const char* const header : kHeaders) {
    const std::string good = sign(header, claims());
    for (std::size_t i = 0; i < good.size(); i += 3) {
      std::string changed = good;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      const auto token = parse_jwt(changed);
      EXPECT_FALSE(token.ok() && is_signed_by(token.value(), keys())) << header << " at " << i;
    }
  }
}

TEST_F(JwtTest, RefusesNoneAndSharedSecrets) {
  const std::string body = to_base64url(claims());
  for (const char* const header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"nOnE"})", R"({"alg":""})", R"({})",
        R"({"alg":"HS256"})", R"({"alg":"HS512"})", R"({"alg":"PS256"})", R"({"alg":"ES384"})",
        R"({"alg":["RS256"]})", R"({"alg":"RS256","alg":"none"})",
        R"({"alg":"RS256","crit":["exp"]})"}) {
    EXPECT_FALSE(parse_jwt(to_base64url(header) + "." + body + "." + to_base64url("x")).ok())
        << header;
  }
  EXPECT_FALSE(parse_jwt(to_base64url(R"({"alg":"RS256"})") + "." + body + ".").ok());
}

// The old trick: the public key, which everybody has, as the secret of an HMAC.
TEST_F(JwtTest, RefusesAnHmacWithThePublicKey) {
  const std::string text =
      to_base64url(R"({"alg":"HS256","kid":"r"})") + "." + to_base64url(claims());
  const std::string secret = raw(rsa_.get(), OSSL_PKEY_PARAM_RSA_N);
  unsigned char mac[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
  const std::string signature(mac, mac + size);
  EXPECT_FALSE(parse_jwt(text + "." + to_base64url(signature)).ok());
  const std::string renamed = to_base64url(R"({"alg":"RS256","kid":"r"})") + "." +
                              to_base64url(claims()) + "." + to_base64url(signature);
  EXPECT_FALSE(is_signed_by(parse_jwt(renamed).value(), keys()));
}

TEST_F(JwtTest, HoldsATokenToItsKeyAndAKeyToItsAlgorithm) {
  EXPECT_FALSE(
      is_signed_by(parse_jwt(sign(R"({"alg":"RS256","kid":"e"})", claims())).value(), keys()));
  EXPECT_FALSE(
      is_signed_by(parse_jwt(sign(R"({"alg":"RS256","kid":"new"})", claims())).value(), keys()));
  const TestKey stranger = rsa_;
  rsa_ = owned(EVP_RSA_gen(2048));
  const std::string forged = sign(R"({"alg":"RS256","kid":"r"})", claims());
  rsa_ = stranger;
  EXPECT_FALSE(is_signed_by(parse_jwt(forged).value(), keys()));
  // Keys that come with the token are nobody's.
  const std::string with_key =
      fmt::format(R"({{"alg":"RS256","kid":"x","jwk":{}}})", rsa_jwk(rsa_));
  EXPECT_FALSE(is_signed_by(parse_jwt(sign(with_key, claims())).value(), keys()));
}

TEST_F(JwtTest, PassesOverKeysThatAreWeakOrForSomethingElse) {
  const TestKey weak = owned(EVP_RSA_gen(1024));
  const auto count = [](const std::string& json) {
    const auto keys = parse_key_set(json);
    return keys.ok() ? keys.value().size() : 0;
  };
  EXPECT_EQ(count(keys_json()), 3U);
  EXPECT_EQ(count(keys_json("," + rsa_jwk(weak))), 3U);
  EXPECT_EQ(count(keys_json("," + rsa_jwk(rsa_, R"(,"use":"enc")"))), 3U);
  EXPECT_EQ(count(keys_json("," + rsa_jwk(rsa_, R"(,"alg":"RS512")"))), 3U);
  EXPECT_EQ(count(keys_json(R"(,{"kty":"oct","k":"AAAA"})")), 3U);
  const std::string zeros(43, 'A');
  EXPECT_EQ(count(keys_json(
                fmt::format(R"(,{{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}})", zeros, zeros))),
            3U)
      << "not on the curve";
  EXPECT_EQ(count("{\"keys\":[]}"), 0U);
  EXPECT_EQ(count("[]"), 0U);
}

TEST_F(JwtTest, RefusesClaimsThatAreAnothers) {
  EXPECT_EQ(refusal(claims()), "");
  EXPECT_NE(refusal(claims("iss", "\"https://id.example/\"")).find("another provider"),
            std::string::npos);
  EXPECT_NE(refusal(claims("iss", "")), "");
  for (const char* const audience : {"\"other\"", "[\"other\"]", "[]", "7", "", "\"Overt\""}) {
    EXPECT_NE(refusal(claims("aud", audience)).find("another client"), std::string::npos)
        << audience;
  }
  EXPECT_EQ(refusal(claims("aud", "[\"overt\"]")), "");
  EXPECT_NE(refusal(claims("aud", "[\"overt\",\"other\"]")), "") << "whose is it?";
  EXPECT_NE(refusal(claims("more", "\"azp\":\"other\"")), "");
  EXPECT_EQ(refusal(claims("more", "\"azp\":\"overt\"")), "");
  for (const char* const nonce : {"\"n-0S7\"", "\"\"", "", "null", "\"n-0S6 \""}) {
    EXPECT_NE(refusal(claims("nonce", nonce)).find("does not answer"), std::string::npos) << nonce;
  }
  IdTokenRules without = kRules;
  without.nonce.clear();
  EXPECT_NE(refusal(claims("nonce", "\"\""), without), "") << "a nonce is always asked for";
  EXPECT_NE(refusal(claims("sub", "")), "");
  EXPECT_NE(refusal(claims("more", "\"sub\":\"admin\"")), "") << "said twice";
  EXPECT_NE(refusal("[]"), "");
}

TEST_F(JwtTest, LooksAtTheClockWithSomeSkew) {
  const auto at = [](std::int64_t seconds) {
    IdTokenRules rules = kRules;
    rules.now = kNow + seconds * kMicrosPerSecond;
    return rules;
  };
  EXPECT_EQ(refusal(claims(), at(359)), "");
  EXPECT_NE(refusal(claims(), at(360)).find("expired"), std::string::npos);
  EXPECT_EQ(refusal(claims(), at(-60)), "");
  EXPECT_NE(refusal(claims(), at(-61)).find("future"), std::string::npos);
  EXPECT_NE(refusal(claims("more", "\"nbf\":1700000061")), "");
  EXPECT_EQ(refusal(claims("more", "\"nbf\":1700000060")), "");
  for (const char* const time : {"", "\"1700000300\"", "-1", "1e300", "0"}) {
    EXPECT_NE(refusal(claims("exp", time)), "") << time;
    EXPECT_NE(refusal(claims("iat", time)), "") << time;
  }
}

TEST_F(JwtTest, BelievesAnAddressOnlyIfItIsVerified) {
  for (const char* const said : {"false", "\"true\"", "1", ""}) {
    EXPECT_EQ(check_id_token(claims("email_verified", said), kRules).value().email, "") << said;
  }
}

TEST_F(JwtTest, WritesBase64UrlOneWay) {
  std::string bytes;
  for (const auto& [text, meaning] : {std::pair<std::string, std::string>{"", ""},
                                      {"Zg", "f"},
                                      {"Zm8", "fo"},
                                      {"Zm9v", "foo"},
                                      {"-_-_", "\xfb\xff\xbf"}}) {
    ASSERT_TRUE(from_base64url(text, bytes)) << text;
    EXPECT_EQ(bytes, meaning);
    EXPECT_EQ(to_base64url(meaning), text);
  }
  for (const char* const wrong : {"Z", "Zh", "Zm9v=", "Zg==", "Zm+v", "Zm/v", "Zm 9", "Zm9vZ"}) {
    EXPECT_FALSE(from_base64url(wrong, bytes)) << wrong;
  }
}

}  // namespace
}  // namespace overt
