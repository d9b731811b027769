#include "stages/decisions/appeal_token.h"

#include <vector>

#include <gtest/gtest.h>

namespace overt {
namespace {

const std::vector<std::string> kKeys = {std::string(32, 'k'), std::string(32, 'o')};

AppealClaim claim() {
  return {"0123456789abcdef0123456789abcdef", appeal_account_digest("clipper:1"),
          1'900'000'000 * kMicrosPerSecond};
}

TEST(AppealTokenTest, IsReadBackAndSaysNoName) {
  const std::string token = sign_appeal_token(claim(), kKeys[0]);
  EXPECT_EQ(token.size(), 98U);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789-_"),
            std::string::npos);
  const ReadToken read = read_appeal_token(token, kKeys);
  EXPECT_EQ(read.verdict, TokenVerdict::kGood);
  EXPECT_EQ(read.claim, claim());
  EXPECT_EQ(sign_appeal_token(claim(), kKeys[0]), token);
}

TEST(AppealTokenTest, IsBoundToDecisionAccountAndTime) {
  const std::string token = sign_appeal_token(claim(), kKeys[0]);
  AppealClaim other = claim();
  other.decision[0] = 'f';
  EXPECT_NE(sign_appeal_token(other, kKeys[0]), token);
  other = claim();
  other.account_digest = appeal_account_digest("clipper:2");
  EXPECT_NE(sign_appeal_token(other, kKeys[0]), token);
  other = claim();
  other.until += kMicrosPerSecond;
  EXPECT_NE(sign_appeal_token(other, kKeys[0]), token);
}

TEST(AppealTokenTest, AnyChangedCharacterIsRefused) {
  const std::string token = sign_appeal_token(claim(), kKeys[0]);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(read_appeal_token(changed, kKeys).verdict, TokenVerdict::kGood) << i;
  }
}

TEST(AppealTokenTest, WhatIsCutLongerOrNoneIsUnreadable) {
  const std::string token = sign_appeal_token(claim(), kKeys[0]);
  for (const std::string& other :
       {std::string(), token.substr(1), token + "A", std::string(10'000, 'A'), token + "=",
        std::string("no token"), std::string(98, '%')}) {
    EXPECT_EQ(read_appeal_token(other, kKeys).verdict, TokenVerdict::kUnreadable) << other;
  }
}

TEST(AppealTokenTest, KeysMayChangeWhileOldLinksHold) {
  const std::string old = sign_appeal_token(claim(), kKeys[1]);
  EXPECT_EQ(read_appeal_token(old, kKeys).verdict, TokenVerdict::kGood);
  EXPECT_EQ(read_appeal_token(old, {kKeys.data(), 1}).verdict, TokenVerdict::kForged);
  EXPECT_EQ(read_appeal_token(old, {}).verdict, TokenVerdict::kForged);
}

}  // namespace
}  // namespace overt
