#include "stages/access/password_policy.h"

#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

std::string answer(std::string_view password, std::string_view person = "ana") {
  const auto checked = check_new_password(password, person);
  if (checked.ok()) return {};
  EXPECT_EQ(checked.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(checked.error().message.find(password), std::string::npos) << "it is a secret";
  return checked.error().message;
}

TEST(PasswordPolicyTest, TakesLongOnesOfWhateverCharacters) {
  for (const char* const good :
       {"four words do well", "mole trawl cinder opt", "tr0ub4dor&3 zinc", "ключ от квартиры 12",
        "绿色的长颈鹿在火车上跳舞吧", "1827364554637281 9"}) {
    EXPECT_EQ(answer(good), "") << good;
  }
}

TEST(PasswordPolicyTest, CountsCharactersAndNotBytes) {
  EXPECT_NE(answer("ключключ").find("fewer than 12"), std::string::npos) << "8 letters, 16 bytes";
  EXPECT_NE(answer("elevenchars").find("fewer than 12"), std::string::npos);
  EXPECT_NE(answer(std::string(1'025, 'x')).find("more than 1024"), std::string::npos);
}

TEST(PasswordPolicyTest, RefusesWhatIsTriedFirst) {
  for (const char* const bad : {"Password1234", "p@ssw0rd!2024", "qwertyuiop12", "123456789012",
                                "abcdefghijklm", "aaaaaaaaaaaa", "abababababab", "Administrator1",
                                "iloveyou2024!", "correcthorsebatterystaple", "111111111111",
                                "210987654321", "Welcome2024!", "changeme1234"}) {
    EXPECT_NE(answer(bad), "") << bad;
  }
}

TEST(PasswordPolicyTest, RefusesThePersonsOwnName) {
  EXPECT_NE(answer("the one Ana has", "ana").find("own name"), std::string::npos);
  EXPECT_EQ(answer("a banal thing 7", "al"), "") << "two letters are in every sentence";
}

}  // namespace
}  // namespace overt
