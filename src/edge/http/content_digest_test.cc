#include "edge/http/content_digest.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace overt::http {
namespace {

// The example of RFC 9530, section 2: the digest of {"hello": "world"} and a line feed.
constexpr std::string_view kBase64 = "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=";

TEST(ContentDigestTest, ReadsTheSha256AmongOthers) {
  const std::string expected = sha256_hex("{\"hello\": \"world\"}\n");
  for (const std::string& text : {"sha-256=:" + std::string(kBase64) + ":",
                                  "sha-512=:AAAA:, sha-256=:" + std::string(kBase64) + ":"}) {
    const auto read = sha256_in(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(read.value(), expected);
  }
}

TEST(ContentDigestTest, IsEmptyWhereThereIsNone) {
  for (const char* text : {"", "sha-512=:AAAA:", "md5=x"}) {
    const auto read = sha256_in(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(read.value(), "");
  }
}

TEST(ContentDigestTest, RefusesWhatCannotBeRead) {
  for (const std::string& text :
       {std::string("sha-256=abc"), std::string("sha-256=::"), std::string("sha-256=:"),
        "sha-256=:" + std::string(44, '=') + ":", "sha-256=:" + std::string(44, 'A') + ":",
        "sha-256=:" + std::string(42, 'A') + "=:"}) {
    EXPECT_FALSE(sha256_in(text).ok()) << text;
  }
}

}  // namespace
}  // namespace overt::http
