#include "pipeline/access_desk.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "adapters/sodium/argon2id.h"
#include "adapters/sqlite/sqlite_access_store.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/decision_data.h"
#include "stages/access/access_secrets.h"

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000 * kMicrosPerSecond;
constexpr const char* kPassword = "four words do well";

class AccessDeskTest : public testing::Test {
 protected:
  AccessDeskTest() {
    folder_ = testing::TempDir() + "/desk-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    decisions_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
    access_ = open_sqlite_access_store(folder_ + "/decisions.db").value();
    DecisionBatch batch;
    batch.credentials.people = {{"ana", {StaffRole::kAnalyst}}, {"eve", {}}, {"rui", {}}};
    batch.credentials.people[2].roles = {StaffRole::kReviewer};
    batch.credentials.logins = {{"ana", hashing_->hash(kPassword).value(), kNow},
                                {"eve", hashing_->hash(kPassword).value(), kNow}};
    EXPECT_TRUE(decisions_->commit(batch).ok());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  AccessDesk desk() { return {*access_, *decisions_, *hashing_, strong_random}; }

  SignInAnswer sign_in(const std::string& person, const std::string& password, TimeUs now = kNow,
                       const std::string& client = "192.0.2.1") {
    const auto answer = desk().sign_in({person, password, client, now});
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.value();
  }

  /// The text of a token of ana's.
  std::string token(std::vector<Right> scope, TimeUs expires_at, TimeUs revoked_at = 0) {
    const TokenText text{std::string(16, 'a'), std::string(64, 'b')};
    DecisionBatch batch;
    ApiToken kept;
    kept.id = text.id;
    kept.digest = secret_digest(text.secret);
    kept.person = "ana";
    kept.scope = std::move(scope);
    kept.created_at = kNow;
    kept.expires_at = expires_at;
    kept.revoked_at = revoked_at;
    batch.credentials.tokens = {kept};
    EXPECT_TRUE(decisions_->commit(batch).ok());
    return format_token(text);
  }

  std::string folder_;
  std::unique_ptr<DecisionStore> decisions_;
  std::unique_ptr<AccessStore> access_;
  std::unique_ptr<PasswordHashing> hashing_ = make_argon2id({1, std::size_t{1} << 20});
};

TEST_F(AccessDeskTest, KnowsAPersonByTheirPassword) {
  const auto answer = sign_in("ana", kPassword);
  ASSERT_TRUE(answer.person.has_value());
  EXPECT_EQ(answer.person->id, "ana");
  EXPECT_EQ(answer.person->known_by, KnownBy::kPassword);
  EXPECT_TRUE(may(*answer.person, Right::kWorkOnCases));
}

TEST_F(AccessDeskTest, AnswersAlikeWhateverIsWrong) {
  for (const auto& [person, password] :
       {std::pair<std::string, std::string>{"ana", "some other words"},
        {"nobody", kPassword},
        {"eve", kPassword},
        {"rui", ""},
        {"", ""},
        {"ana", std::string(9'000, 'x')},
        {std::string(9'000, 'a'), kPassword},
        {"ana", std::string(kPassword) + '\0'}}) {
    const auto answer = sign_in(person, password, kNow, "192.0.2.9");
    EXPECT_FALSE(answer.person.has_value()) << person.substr(0, 10);
    EXPECT_EQ(answer.wait_until, 0);
  }
}

TEST_F(AccessDeskTest, MakesAGuesserWaitAndForgivesWhoKnows) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("ana", "a wrong guess here").wait_until, 0);
  EXPECT_EQ(sign_in("ana", kPassword).wait_until, kNow + 2 * kMicrosPerSecond);
  EXPECT_EQ(sign_in("ana", kPassword, kNow, "198.51.100.1").wait_until, kNow + 2 * kMicrosPerSecond)
      << "from elsewhere too";
  EXPECT_FALSE(sign_in("rui", "x").person.has_value());
  EXPECT_TRUE(sign_in("ana", kPassword, kNow + 2 * kMicrosPerSecond).person.has_value());
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(sign_in("ana", "a wrong guess here", kNow + 3 * kMicrosPerSecond).wait_until, 0)
        << "the count began anew";
  }
}

TEST_F(AccessDeskTest, CountsNobodyLikeSomebody) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("nobody", kPassword).wait_until, 0);
  EXPECT_NE(sign_in("nobody", kPassword).wait_until, 0);
}

TEST_F(AccessDeskTest, CountsAnAddressOverAllNames) {
  for (int i = 0; i < 30; ++i) sign_in("name" + std::to_string(i), "x", kNow, "203.0.113.5");
  EXPECT_NE(sign_in("ana", kPassword, kNow, "203.0.113.5").wait_until, 0);
  EXPECT_TRUE(sign_in("ana", kPassword, kNow, "203.0.113.6").person.has_value());
}

// Who has one password must not be able to set the address's count to nothing with it.
TEST_F(AccessDeskTest, DoesNotForgiveAnAddressForOnePassword) {
  for (int i = 0; i < 28; ++i) sign_in("name" + std::to_string(i), "x", kNow, "203.0.113.5");
  EXPECT_TRUE(sign_in("ana", kPassword, kNow, "203.0.113.5").person.has_value());
  sign_in("more", "x", kNow, "203.0.113.5");
  sign_in("more", "x", kNow, "203.0.113.5");
  EXPECT_NE(sign_in("ana", kPassword, kNow, "203.0.113.5").wait_until, 0);
}

// However many ask at once, each try is counted before it is looked at.
TEST_F(AccessDeskTest, CountsTriesThatComeAtOnce) {
  std::atomic<int> looked_at{0};
  std::vector<std::jthread> guessers;
  for (int i = 0; i < 4; ++i) {
    guessers.emplace_back([&] {
      const auto decisions = open_sqlite_decision_store(folder_ + "/decisions.db").value();
      const auto access = open_sqlite_access_store(folder_ + "/decisions.db").value();
      AccessDesk mine(*access, *decisions, *hashing_, strong_random);
      for (int tries = 0; tries < 8; ++tries) {
        const auto answer = mine.sign_in({"ana", "a wrong guess here", {}, kNow});
        looked_at += answer.ok() && answer.value().wait_until == 0 ? 1 : 0;
      }
    });
  }
  guessers.clear();
  EXPECT_LE(looked_at.load(), 5);
}

TEST_F(AccessDeskTest, KnowsAPersonByATokenAndWithinItsScope) {
  const auto person = desk().by_token(token({Right::kRead}, kNow + kMicrosPerDay), kNow).value();
  EXPECT_EQ(person.id, "ana");
  EXPECT_EQ(person.known_by, KnownBy::kToken);
  EXPECT_TRUE(may(person, Right::kRead));
  EXPECT_FALSE(may(person, Right::kWorkOnCases)) << "ana may, this token may not";
  EXPECT_EQ(access_->token_used_at(std::string(16, 'a')).value(), kNow);
  // A scope gives nothing that its person has not.
  const auto more = desk().by_token(token({Right::kApprove}, kNow + kMicrosPerDay), kNow).value();
  EXPECT_FALSE(may(more, Right::kApprove));
}

TEST_F(AccessDeskTest, RefusesTokensThatAreNone) {
  const std::string good = token({Right::kRead}, kNow + kMicrosPerDay);
  std::string wrong_secret = good;
  wrong_secret.back() = 'c';
  for (const std::string& text : {std::string(), std::string("ovt_"), wrong_secret, good + "0"}) {
    EXPECT_EQ(desk().by_token(text, kNow).error().code, ErrorCode::kPermissionDenied);
  }
  EXPECT_FALSE(desk().by_token(good, kNow + kMicrosPerDay).ok()) << "expired";
  EXPECT_FALSE(desk().by_token(token({Right::kRead}, kNow + 1, kNow), kNow).ok()) << "revoked";
  token({Right::kRead}, kNow + kMicrosPerDay);
  ASSERT_TRUE(decisions_->put_person({"ana", {}}).ok());
  EXPECT_FALSE(desk().by_token(good, kNow).ok()) << "disabled";
}

TEST_F(AccessDeskTest, GivesANewSecretAtEverySignIn) {
  const Person ana = *sign_in("ana", kPassword).person;
  std::set<std::string> secrets;
  std::string before;
  for (int i = 0; i < 3; ++i) {
    const auto opened = desk().open_session(ana, before, kNow).value();
    EXPECT_TRUE(secrets.insert(opened.secret).second);
    if (!before.empty()) {
      EXPECT_FALSE(desk().by_session(before, kNow).value().has_value()) << "the old one ended";
    }
    const auto known = desk().by_session(opened.secret, kNow).value();
    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(known->person.known_by, KnownBy::kPassword);
    EXPECT_EQ(known->csrf, opened.csrf);
    before = opened.secret;
  }
}

// Fixation: what somebody else put into the browser is never made a session.
TEST_F(AccessDeskTest, NeverTakesASecretThatItDidNotMake) {
  const Person ana = *sign_in("ana", kPassword).person;
  const std::string planted(64, 'f');
  const auto opened = desk().open_session(ana, planted, kNow).value();
  EXPECT_NE(opened.secret, planted);
  EXPECT_FALSE(desk().by_session(planted, kNow).value().has_value());
  EXPECT_FALSE(desk().by_session("", kNow).value().has_value());
  // What is kept is no cookie.
  EXPECT_FALSE(desk().by_session(opened.session.digest, kNow).value().has_value());
}

TEST_F(AccessDeskTest, EndsSessionsInTime) {
  const Person ana = *sign_in("ana", kPassword).person;
  const std::string idle = desk().open_session(ana, {}, kNow).value().secret;
  EXPECT_FALSE(desk().by_session(idle, kNow + 30 * kMicrosPerMinute).value().has_value());
  EXPECT_FALSE(desk().by_session(idle, kNow).value().has_value()) << "and for good";
  const std::string busy = desk().open_session(ana, {}, kNow).value().secret;
  TimeUs at = kNow;
  while (desk().by_session(busy, at).value().has_value()) at += 29 * kMicrosPerMinute;
  EXPECT_GE(at, kNow + 12 * kMicrosPerHour);
  EXPECT_LT(at, kNow + 12 * kMicrosPerHour + 29 * kMicrosPerMinute);
  const std::string open = desk().open_session(ana, {}, kNow).value().secret;
  ASSERT_TRUE(decisions_->put_person({"ana", {}}).ok());
  EXPECT_FALSE(desk().by_session(open, kNow).value().has_value()) << "disabled";
}

TEST_F(AccessDeskTest, TakesAProvidersAnswerOnceAndInTime) {
  const auto begun = desk().begin_provider_sign_in(kNow).value();
  EXPECT_EQ(begun.pending.verifier.size(), 64U) << "RFC 7636 wants 43 to 128";
  EXPECT_FALSE(desk().take_provider_sign_in(std::string(64, '0'), kNow).value().has_value());
  EXPECT_TRUE(desk().take_provider_sign_in(begun.state, kNow).value().has_value());
  EXPECT_FALSE(desk().take_provider_sign_in(begun.state, kNow).value().has_value()) << "replayed";
  const auto late = desk().begin_provider_sign_in(kNow).value();
  EXPECT_FALSE(desk()
                   .take_provider_sign_in(late.state, kNow + AccessDesk::kPendingLife)
                   .value()
                   .has_value());
}

TEST_F(AccessDeskTest, MakesNobodyOutOfAProvidersWord) {
  DecisionBatch batch;
  batch.credentials.identities = {{"https://id", "7", "", "ana"},
                                  {"https://id", "", "rui@example.org", "rui"},
                                  {"https://id", "8", "", "eve"},
                                  {"https://id", "9", "", ""}};
  ASSERT_TRUE(decisions_->commit(batch).ok());
  const auto whom = [&](const ProviderClaim& claim) {
    const auto person = desk().by_provider(claim).value();
    return person ? person->id : std::string("nobody");
  };
  EXPECT_EQ(whom({"https://id", "7", ""}), "ana");
  EXPECT_EQ(whom({"https://id", "7", "rui@example.org"}), "ana") << "the number goes first";
  EXPECT_EQ(whom({"https://id", "77", "rui@example.org"}), "rui");
  EXPECT_EQ(whom({"https://id", "77", ""}), "nobody");
  EXPECT_EQ(whom({"https://other", "7", "rui@example.org"}), "nobody");
  EXPECT_EQ(whom({"https://id", "8", ""}), "nobody") << "disabled";
  EXPECT_EQ(whom({"https://id", "9", "rui@example.org"}), "nobody") << "unlinked";
  EXPECT_EQ(whom({"https://id", "", "ana"}), "nobody");
}

}  // namespace
}  // namespace overt
