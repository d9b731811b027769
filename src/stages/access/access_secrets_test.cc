#include "stages/access/access_secrets.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;

TokenText text_of(char digit) { return {std::string(16, digit), std::string(64, digit)}; }

ApiToken kept_of(const TokenText& text) {
  ApiToken token;
  token.id = text.id;
  token.digest = secret_digest(text.secret);
  token.person = "ana";
  token.expires_at = kNow + kMicrosPerDay;
  return token;
}

TEST(AccessSecretsTest, ReadsATokenAndNothingThatIsNearlyOne) {
  const std::string written = format_token(text_of('a'));
  const auto read = parse_token(written);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->id, text_of('a').id);
  EXPECT_EQ(read->secret, text_of('a').secret);
  for (std::size_t i = 0; i < written.size(); ++i) {
    std::string wrong = written;
    wrong[i] = 'G';
    EXPECT_FALSE(parse_token(wrong).has_value()) << i;
    EXPECT_FALSE(parse_token(written.substr(0, i)).has_value()) << i;
  }
  EXPECT_FALSE(parse_token(written + "0").has_value());
  EXPECT_FALSE(parse_token(written + "\n").has_value());
}

TEST(AccessSecretsTest, RefusesWhatIsRevokedExpiredOrAnothers) {
  const TokenText shown = text_of('a');
  EXPECT_TRUE(check_token(kept_of(shown), shown, kNow).ok());
  EXPECT_TRUE(check_token(kept_of(shown), shown, kNow + kMicrosPerDay - 1).ok());
  EXPECT_FALSE(check_token(kept_of(shown), shown, kNow + kMicrosPerDay).ok()) << "expired";
  ApiToken revoked = kept_of(shown);
  revoked.revoked_at = kNow - 1;
  EXPECT_FALSE(check_token(revoked, shown, kNow).ok());
  // A wrong secret is told nothing of the token it names, not even that it was revoked.
  const TokenText wrong{shown.id, text_of('b').secret};
  EXPECT_EQ(check_token(revoked, wrong, kNow).error().message, "this token is not known here");
  EXPECT_EQ(check_token(kept_of(text_of('b')), shown, kNow).error().message,
            "this token is not known here");
}

TEST(AccessSecretsTest, EndsSessionsThatAreIdleOrOld) {
  const Session session{"", "ana", KnownBy::kPassword, kNow, kNow};
  EXPECT_TRUE(is_alive(session, kNow + 30 * kMicrosPerMinute - 1));
  EXPECT_FALSE(is_alive(session, kNow + 30 * kMicrosPerMinute));
  Session busy = session;
  busy.used_at = kNow + 12 * kMicrosPerHour - 1;
  EXPECT_TRUE(is_alive(busy, kNow + 12 * kMicrosPerHour - 1));
  EXPECT_FALSE(is_alive(busy, kNow + 12 * kMicrosPerHour)) << "however busy";
}

TEST(AccessSecretsTest, BindsCsrfTokensToTheirSession) {
  const std::string one = std::string(64, '1');
  const std::string other = std::string(64, '2');
  EXPECT_EQ(csrf_token(one), csrf_token(one));
  EXPECT_NE(csrf_token(one), csrf_token(other));
  EXPECT_NE(csrf_token(one), secret_digest(one)) << "what is kept must not be what pages send";
}

TEST(AccessSecretsTest, ComparesSecretsWhole) {
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_TRUE(same_secret("abc", "abc"));
  for (const char* const other : {"abd", "bbc", "ab", "abcd", ""}) {
    EXPECT_FALSE(same_secret("abc", other));
  }
}

TEST(AccessSecretsTest, WritesBytesAsDigits) {
  EXPECT_EQ(secret_text(std::string_view("\x00\x0f\xf0\xff", 4)), "000ff0ff");
}

}  // namespace
}  // namespace overt
