#pragma once
// What every AccessStore must hold, for the tests of each adapter: run_access_store_contract()
// tries all of it on fresh places that the adapter's test provides, together with the store of
// decisions, which writes what leaves a trace. Thread safety: one test's.

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ports/access_store.h"
#include "ports/decision_store.h"

namespace overt {

/// Opens the same place each time.
struct AccessPlace {
  std::function<std::unique_ptr<DecisionStore>()> decisions;
  std::function<std::unique_ptr<AccessStore>()> access;
};
using MakeAccessPlace = std::function<AccessPlace()>;

namespace contract {

inline constexpr TimeUs kThen = 1'700'000'000 * kMicrosPerSecond;

inline ApiToken token_of(const std::string& id, TimeUs created_at) {
  ApiToken token;
  token.id = id;
  token.digest = "digest of " + id;
  token.person = "zoë";
  token.label = "it's \"quoted\"";
  token.scope = {Right::kRead, Right::kAdministrate};
  token.created_at = created_at;
  token.expires_at = created_at + 1;
  return token;
}

inline void keeps_credentials_with_the_batch(const AccessPlace& place) {
  const auto decisions = place.decisions();
  {
    const auto access = place.access();
    EXPECT_FALSE(access->find_login("zoë").value().has_value());
    EXPECT_TRUE(access->tokens().value().empty());
  }
  DecisionBatch batch;
  batch.credentials.people = {{"zoë", {StaffRole::kViewer}}, {"ana", {}}};
  batch.credentials.logins = {{"zoë", "$argon2id$x", kThen}, {"ana", "", kThen}};
  batch.credentials.tokens = {token_of("b", kThen), token_of("a", kThen), token_of("c", 1)};
  batch.credentials.identities = {{"https://id.example", "7", "", "zoë"},
                                  {"https://id.example", "", "zoë@example.org", "zoë"}};
  ASSERT_TRUE(decisions->commit(batch).ok());
  const auto access = place.access();
  EXPECT_EQ(decisions->find_person("zoë").value()->roles, batch.credentials.people[0].roles);
  EXPECT_TRUE(decisions->find_person("ana").value()->roles.empty());
  EXPECT_EQ(access->find_login("zoë").value(), batch.credentials.logins[0]);
  EXPECT_EQ(access->logins().value().size(), 2U);
  EXPECT_EQ(access->find_token("a").value(), batch.credentials.tokens[1]);
  EXPECT_FALSE(access->find_token("d").value().has_value());
  EXPECT_EQ(access->tokens().value(),
            (std::vector<ApiToken>{token_of("c", 1), token_of("a", kThen), token_of("b", kThen)}));
  EXPECT_EQ(access->find_identity({"https://id.example", "7", "", ""}).value(),
            batch.credentials.identities[0]);
  EXPECT_EQ(access->find_identity({"https://id.example", "", "zoë@example.org", ""}).value(),
            batch.credentials.identities[1]);
  EXPECT_FALSE(access->find_identity({"https://id.example", "", "", ""}).value().has_value());
  EXPECT_FALSE(access->find_identity({"https://other.example", "7", "", ""}).value().has_value());
  EXPECT_EQ(access->identities().value().size(), 2U);
}

inline void changes_credentials(const AccessPlace& place) {
  const auto decisions = place.decisions();
  const auto access = place.access();
  DecisionBatch batch;
  batch.credentials.logins = {{"ana", "one", 1}};
  batch.credentials.tokens = {token_of("a", 1)};
  batch.credentials.identities = {{"i", "7", "", "ana"}};
  ASSERT_TRUE(decisions->commit(batch).ok());
  batch.credentials.logins[0].hash = "two";
  batch.credentials.tokens[0].revoked_at = 9;
  batch.credentials.identities[0].person = "";
  ASSERT_TRUE(decisions->commit(batch).ok());
  EXPECT_EQ(access->find_login("ana").value()->hash, "two");
  EXPECT_EQ(access->find_token("a").value()->revoked_at, 9);
  EXPECT_EQ(access->find_identity({"i", "7", "", ""}).value()->person, "");
  DecisionBatch late = batch;
  late.ledger_size = 5;
  late.credentials.logins[0].hash = "three";
  late.credentials.people = {{"ana", {StaffRole::kAdmin}}};
  EXPECT_EQ(decisions->commit(late).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(access->find_login("ana").value()->hash, "two") << "with its batch or not at all";
  EXPECT_FALSE(decisions->find_person("ana").value().has_value());
}

inline void keeps_the_use_of_tokens(const AccessPlace& place) {
  (void)place.decisions();
  const auto access = place.access();
  EXPECT_EQ(access->token_used_at("a").value(), 0);
  ASSERT_TRUE(access->use_token("a", 7).ok());
  ASSERT_TRUE(access->use_token("a", 9).ok());
  EXPECT_EQ(place.access()->token_used_at("a").value(), 9);
}

inline void keeps_sessions(const AccessPlace& place) {
  (void)place.decisions();
  const auto access = place.access();
  const Session one{"d1", "zoë", KnownBy::kSingleSignOn, kThen, kThen};
  for (const char* const digest : {"d1", "d2", "d3"}) {
    Session session = one;
    session.digest = digest;
    session.person = digest == std::string("d3") ? "ana" : "zoë";
    ASSERT_TRUE(access->put_session(session).ok());
  }
  EXPECT_EQ(access->find_session("d1").value(), one);
  ASSERT_TRUE(access->use_session("d1", kThen + 5).ok());
  EXPECT_EQ(access->find_session("d1").value()->used_at, kThen + 5);
  ASSERT_TRUE(access->end_session("d1").ok());
  ASSERT_TRUE(access->end_session("d1").ok()) << "twice is once";
  EXPECT_FALSE(access->find_session("d1").value().has_value());
  EXPECT_TRUE(access->find_session("d2").value().has_value());
  ASSERT_TRUE(access->end_sessions_of("zoë").ok());
  EXPECT_FALSE(access->find_session("d2").value().has_value());
  EXPECT_TRUE(access->find_session("d3").value().has_value());
  ASSERT_TRUE(access->use_session("d2", kThen).ok());
  EXPECT_FALSE(access->find_session("d2").value().has_value()) << "using it brings it not back";
}

inline void counts_failures_one_by_one(const AccessPlace& place) {
  (void)place.decisions();
  const auto access = place.access();
  EXPECT_EQ(access->failed_sign_ins("p:ana").value(), FailedSignIns());
  EXPECT_TRUE(access->change_failed_sign_ins("p:ana", {}, {1, 10}).value());
  EXPECT_FALSE(access->change_failed_sign_ins("p:ana", {}, {1, 11}).value()) << "late";
  EXPECT_FALSE(access->change_failed_sign_ins("p:rui", {3, 9}, {4, 11}).value());
  EXPECT_EQ(access->failed_sign_ins("p:ana").value(), (FailedSignIns{1, 10}));
  EXPECT_TRUE(access->change_failed_sign_ins("p:ana", {1, 10}, {0, 0}).value());
  EXPECT_TRUE(access->change_failed_sign_ins("p:ana", {}, {1, 12}).value()) << "none is none";

  std::vector<std::jthread> guessers;
  std::atomic<int> counted{0};
  for (int i = 0; i < 4; ++i) {
    guessers.emplace_back([&place, &counted] {
      const auto mine = place.access();
      for (int tries = 0; tries < 20; ++tries) {
        const auto before = mine->failed_sign_ins("p:zoë");
        if (!before.ok()) continue;
        const auto changed =
            mine->change_failed_sign_ins("p:zoë", before.value(), {before.value().count + 1, 5});
        counted += changed.ok() && changed.value() ? 1 : 0;
      }
    });
  }
  guessers.clear();
  EXPECT_EQ(access->failed_sign_ins("p:zoë").value().count,
            static_cast<std::uint32_t>(counted.load()));
}

inline void gives_a_pending_sign_in_once(const AccessPlace& place) {
  (void)place.decisions();
  const auto access = place.access();
  const PendingSignIn pending{"d", "nonce", "verifier", kThen};
  ASSERT_TRUE(access->put_pending_sign_in(pending).ok());
  EXPECT_FALSE(access->take_pending_sign_in("e").value().has_value());
  EXPECT_EQ(place.access()->take_pending_sign_in("d").value(), pending);
  EXPECT_FALSE(access->take_pending_sign_in("d").value().has_value());
}

inline void forgets_what_is_old(const AccessPlace& place) {
  (void)place.decisions();
  const auto access = place.access();
  for (const TimeUs at : {TimeUs{10}, TimeUs{20}}) {
    const std::string name = std::to_string(at);
    ASSERT_TRUE(access->put_session({name, "ana", KnownBy::kPassword, 1, at}).ok());
    ASSERT_TRUE(access->put_pending_sign_in({name, "n", "v", at}).ok());
    ASSERT_TRUE(access->change_failed_sign_ins(name, {}, {1, at}).value());
  }
  ASSERT_TRUE(access->forget_before(20).ok());
  EXPECT_FALSE(access->find_session("10").value().has_value());
  EXPECT_TRUE(access->find_session("20").value().has_value());
  EXPECT_FALSE(access->take_pending_sign_in("10").value().has_value());
  EXPECT_TRUE(access->take_pending_sign_in("20").value().has_value());
  EXPECT_EQ(access->failed_sign_ins("10").value().count, 0U);
  EXPECT_EQ(access->failed_sign_ins("20").value().count, 1U);
}

}  // namespace contract

inline void run_access_store_contract(const MakeAccessPlace& make_place) {
  struct Part {
    const char* name;
    void (*run)(const AccessPlace&);
  };
  for (const Part& part :
       {Part{"keeps credentials with the batch", contract::keeps_credentials_with_the_batch},
        Part{"changes credentials", contract::changes_credentials},
        Part{"keeps the use of tokens", contract::keeps_the_use_of_tokens},
        Part{"keeps sessions", contract::keeps_sessions},
        Part{"counts failures one by one", contract::counts_failures_one_by_one},
        Part{"gives a pending sign-in once", contract::gives_a_pending_sign_in_once},
        Part{"forgets what is old", contract::forgets_what_is_old}}) {
    SCOPED_TRACE(part.name);
    part.run(make_place());
  }
}

}  // namespace overt
