// From a decision to what the affected are told: in the ledger, through the outbox, to a sink.

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_database.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/decision_desk.h"
#include "pipeline/deliver_actions.h"
#include "pipeline/notice_book.h"
#include "pipeline/reconcile.h"
#include "stages/decisions/small_notice.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kRia{"ria", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};

class Taking final : public ActionSink {
 public:
  explicit Taking(bool notices) : notices_(notices) {}
  SinkAnswer deliver(const SinkMessage& message) override {
    got.push_back(message);
    if (message.body.find(refused) != std::string::npos) return {verdict, "no", 0};
    return {SinkVerdict::kTaken, "ok", 0};
  }
  [[nodiscard]] bool takes_notices() const override { return notices_; }
  [[nodiscard]] std::string types() const {
    std::string all;
    for (const SinkMessage& message : got) {
      const auto at = message.body.find(R"("type":")") + 8;
      all += message.body.substr(at, message.body.find('"', at) - at) + " ";
    }
    return all;
  }

  std::vector<SinkMessage> got;
  std::string refused = "refuses nothing";
  SinkVerdict verdict = SinkVerdict::kLater;

 private:
  bool notices_;
};

class DeliverNoticesTest : public testing::Test {
 protected:
  DeliverNoticesTest() {
    folder_ = testing::TempDir() + "/notices-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] DecisionDesk desk() {
    return {*store_, key_,
            [this](std::size_t bytes) {
              std::string salt(bytes, 's');
              for (std::size_t i = 0; i < 8; ++i) salt[i] = static_cast<char>(salts_ >> (8 * i));
              ++salts_;
              return salt;
            },
            nullptr, &settings_};
  }

  std::string decide(DecisionDraft draft) {
    const auto proposed = desk().propose(std::move(draft), kAna, "why", ++now_).value();
    EXPECT_TRUE(desk().agree(proposed.id, kRui, ++now_).ok());
    return proposed.id;
  }
  std::string decide(const std::string& account) { return decide(small_told_draft(account)); }

  DeliverySummary run(Taking& live, ActionSink* notices = nullptr) {
    ActionDelivery delivery(
        {*store_, live, live, [this] { return now_; }, [] { return 0.5; }, notices,
         [](const NoticeAddress& address, TimeUs) { return "token-of-" + address.account; }},
        {});
    auto summary = delivery.run(no_progress());
    EXPECT_TRUE(summary.ok()) << summary.error().message;
    return std::move(summary).value();
  }

  Reconciliation books() {
    const auto check = check_ledger(*store_, key_.verifier).value();
    for (const auto& one : check.mismatches) ADD_FAILURE() << one.what;
    return reconcile(*store_).value();
  }
  void expect_sound() {
    for (const auto& one : books().mismatches) ADD_FAILURE() << one.what;
  }
  std::string only_mismatch() {
    const auto found = books().mismatches;
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? std::string() : found.front().what;
  }
  void change_by_hand(const std::string& sql) {
    auto database =
        SqliteDatabase::open(folder_ + "/decisions.db", SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database->run(sql).ok());
  }

  std::string folder_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
  NoticeSettings settings_ = small_notice_settings();
  std::uint64_t salts_ = 0;
  TimeUs now_ = 1'700'000'000'000'000;
  Taking live_{true};
};

TEST_F(DeliverNoticesTest, ANoticeFollowsTheActionWithItsLink) {
  (void)decide("clipper:1");
  EXPECT_EQ(books().notices, 1U);
  EXPECT_EQ(run(live_).taken, 2U);
  EXPECT_EQ(live_.types(), "action.requested notice.issued ");
  const std::string& body = live_.got.back().body;
  EXPECT_NE(body.find("https://clipper.example/appeals/token-of-clipper:1"), std::string::npos);
  EXPECT_EQ(body.find(kAppealToken), std::string::npos);
  EXPECT_EQ(body.find('\n'), std::string::npos);
  EXPECT_EQ(run(live_).taken, 0U);
  expect_sound();
}

TEST_F(DeliverNoticesTest, TheTokenIsInNoStore) {
  const std::string id = decide("clipper:1");
  (void)run(live_);
  const auto records = store_->records_of(id).value();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].text.find("token-of"), std::string::npos);
  const auto actions = store_->actions_of(id).value();
  for (const auto& action : actions) {
    EXPECT_EQ(action.action.find("token-of"), std::string::npos);
  }
}

TEST_F(DeliverNoticesTest, ShadowAndDryRunTellNobody) {
  for (const PolicyMode mode : {PolicyMode::kShadow, PolicyMode::kDryRun}) {
    DecisionDraft draft = small_told_draft("clipper:1");
    draft.mode = mode;
    const std::string id = decide(draft);
    EXPECT_TRUE(store_->records_of(id).value().empty());
  }
  (void)run(live_);
  EXPECT_EQ(live_.types().find("notice"), std::string::npos);
  expect_sound();
}

TEST_F(DeliverNoticesTest, TheSameBytesAndKeyForEveryTry) {
  (void)decide("clipper:1");
  live_.refused = "notice.issued";
  EXPECT_EQ(run(live_).put_off, 1U);
  now_ += kMicrosPerMinute;
  live_.refused = "refuses nothing";
  EXPECT_EQ(run(live_).taken, 1U);
  ASSERT_EQ(live_.got.size(), 3U);
  EXPECT_EQ(live_.got[1].key, live_.got[2].key);
  EXPECT_EQ(live_.got[1].body, live_.got[2].body);
}

TEST_F(DeliverNoticesTest, OneThatNobodyTakesHoldsUpNoOtherAndNoUndoing) {
  DecisionDraft about = small_told_draft("n1");
  about.subject.kind = SubjectKind::kNetwork;
  about.affected = {{"clipper:1", "", false}, {"clipper:2", "fr", false}, {"clipper:3", "", false}};
  const std::string id = decide(about);
  live_.refused = R"("account":"clipper:1")";
  live_.verdict = SinkVerdict::kNever;
  const DeliverySummary first = run(live_);
  EXPECT_EQ(first.taken, 3U) << "the action and two of three";
  EXPECT_EQ(first.given_up, 1U);
  ASSERT_TRUE(desk().undo(id, kApo, "a mistake", ++now_).ok());
  live_.refused = "refuses nothing";
  live_.got.clear();
  (void)run(live_);
  EXPECT_EQ(live_.types(), "action.undone notice.issued notice.issued notice.issued ");
  EXPECT_EQ(store_->count_actions(ActionState::kWithdrawn).value(), 1U)
      << "the dead one tells of what is no more";
  expect_sound();
}

TEST_F(DeliverNoticesTest, WhatWasNeverToldIsWithdrawnWithWhatItTellsOf) {
  const std::string id = decide("clipper:1");
  ASSERT_TRUE(desk().undo(id, kApo, "a mistake", ++now_).ok());
  (void)run(live_);
  EXPECT_EQ(live_.types(), "action.undone notice.issued ");
  EXPECT_NE(live_.got.back().body.find(R"("cause":"undone")"), std::string::npos);
  expect_sound();
}

TEST_F(DeliverNoticesTest, AnAppealThatIsRightReversesAndTellsAtOnce) {
  const std::string id = decide("clipper:1");
  (void)run(live_);
  ASSERT_TRUE(desk().appeal(id, "not me", ++now_, {"clipper:1", 0}).ok());
  ASSERT_TRUE(desk().hear_appeal(id, kRia, {true}, "A fan club.", ++now_).ok());
  live_.got.clear();
  (void)run(live_);
  EXPECT_EQ(live_.types(), "action.undone notice.issued ");
  EXPECT_NE(live_.got.back().body.find("A fan club."), std::string::npos);
  expect_sound();
}

TEST_F(DeliverNoticesTest, WhatIsReversedForOneAccountIsTakenBackAndToldToItAlone) {
  DecisionDraft about = small_told_draft("n1");
  about.subject.kind = SubjectKind::kNetwork;
  about.affected = {{"clipper:1", "", false}, {"clipper:2", "", false}, {"clipper:3", "", false}};
  const std::string id = decide(about);
  live_.refused = R"("account":"clipper:1")";
  live_.verdict = SinkVerdict::kNever;
  (void)run(live_);
  live_.refused = "refuses nothing";
  live_.got.clear();
  ASSERT_TRUE(desk().appeal(id, "not me", ++now_, {"clipper:1", 0}).ok());
  ASSERT_TRUE(desk().hear_appeal(id, kRia, {true}, "A fan.", ++now_).ok());
  EXPECT_EQ(store_->count_actions(ActionState::kWithdrawn).value(), 1U)
      << "its own notice that could not be told; nobody else's";
  (void)run(live_);
  EXPECT_EQ(live_.types(), "action.undone notice.issued ");
  EXPECT_NE(live_.got.front().body.find(R"("kind":"account","id":"clipper:1")"), std::string::npos);
  EXPECT_NE(live_.got.back().body.find("For your account it is reversed"), std::string::npos);
  const std::string told_at = live_.got.front().body.substr(0, 80);
  expect_sound();
  live_.got.clear();
  ASSERT_TRUE(desk().undo(id, kApo, "the rest", now_ += kMicrosPerDay).ok());
  (void)run(live_);
  EXPECT_EQ(live_.types(), "action.undone action.undone notice.issued notice.issued ");
  for (const auto& one : live_.got) EXPECT_EQ(one.body.find("clipper:1"), std::string::npos);
  EXPECT_NE(live_.got.front().body.substr(0, 80), told_at) << "each at the time it was decided";
  expect_sound();
}

TEST_F(DeliverNoticesTest, WhatIsTakenBackForAllLeavesWhatOneWasToldBefore) {
  DecisionDraft about = small_told_draft("n1");
  about.subject.kind = SubjectKind::kNetwork;
  about.affected = {{"clipper:1", "", false}, {"clipper:2", "", false}};
  const std::string id = decide(about);
  ASSERT_TRUE(desk().appeal(id, "not me", ++now_, {"clipper:1", 0}).ok());
  ASSERT_TRUE(desk().hear_appeal(id, kRia, {true}, "A fan.", ++now_).ok());
  ASSERT_TRUE(desk().undo(id, kApo, "the rest", ++now_).ok());
  (void)run(live_);
  EXPECT_EQ(live_.types(), "action.undone notice.issued action.undone notice.issued ");
  const auto told = [&](std::string_view words) {
    return std::count_if(live_.got.begin(), live_.got.end(), [&](const auto& one) {
      return one.body.find(words) != std::string::npos;
    });
  };
  EXPECT_EQ(told("For your account it is reversed"), 1);
  EXPECT_EQ(told(R"("cause":"undone")"), 1);
  expect_sound();
}

TEST_F(DeliverNoticesTest, ASinkWithoutNoticesLeavesThemForAnother) {
  Taking mastodon(false);
  const std::string id = decide("clipper:1");
  const DeliverySummary first = run(mastodon);
  EXPECT_EQ(first.taken, 1U);
  EXPECT_EQ(first.notices_waiting, 1U);
  EXPECT_EQ(mastodon.types(), "action.requested ");
  EXPECT_EQ(run(mastodon, &live_).taken, 1U);
  EXPECT_EQ(live_.types(), "notice.issued ");
  (void)decide("clipper:2");
  live_.refused = "clipper:2";
  live_.verdict = SinkVerdict::kGone;
  const DeliverySummary gone = run(mastodon, &live_);
  ASSERT_EQ(gone.tripped.size(), 1U);
  EXPECT_EQ(gone.tripped[0].breaker, kNoticesBreaker);
  (void)decide("clipper:3");
  EXPECT_EQ(run(mastodon, &live_).held, 2U) << "nobody is acted on who could not be told";
  ASSERT_TRUE(desk().undo(id, kApo, "a mistake", ++now_).ok());
  EXPECT_EQ(run(mastodon, &live_).taken, 1U) << "undoing waits for nothing";
}

TEST_F(DeliverNoticesTest, WithoutSettingsTheyAreBlockedAndSentOnceTheyAreThere) {
  settings_ = no_notice_settings();
  const std::string id = decide("clipper:1");
  const std::string undone = decide("clipper:2");
  ASSERT_TRUE(desk().undo(undone, kApo, "a mistake", ++now_).ok());
  EXPECT_EQ(run(live_).taken, 2U) << "the action, and the undoing of the other";
  Reconciliation found = books();
  EXPECT_TRUE(found.mismatches.empty()) << found.mismatches.front().what;
  ASSERT_EQ(found.blocked.size(), 3U);
  EXPECT_NE(found.blocked[0].what.find("notices.yaml"), std::string::npos);
  EXPECT_EQ(count_blocked_notices(*store_).value(), 3U);
  auto retried = desk().retry_notices(++now_).value();
  EXPECT_EQ(retried.blocked, 2U);
  EXPECT_EQ(retried.withdrawn, 1U) << "that it took effect, of what is undone";
  const std::uint64_t entries = store_->ledger_size().value();
  EXPECT_EQ(desk().retry_notices(++now_).value().blocked, 2U);
  EXPECT_EQ(store_->ledger_size().value(), entries) << "nothing new to say";
  settings_ = small_notice_settings();
  retried = desk().retry_notices(++now_).value();
  EXPECT_EQ(retried.queued, 2U);
  EXPECT_EQ(run(live_).taken, 2U);
  EXPECT_EQ(desk().retry_notices(++now_).value().queued, 0U);
  EXPECT_EQ(count_blocked_notices(*store_).value(), 0U);
  expect_sound();
  EXPECT_EQ(store_->records_of(id).value().size(), 2U) << "that it was blocked stays on record";
}

TEST_F(DeliverNoticesTest, WhatDoesNotAgreeIsNamed) {
  const std::string id = decide("clipper:1");
  change_by_hand("DELETE FROM action WHERE lane = 2");
  EXPECT_NE(only_mismatch().find("was never queued"), std::string::npos);
  const std::string notice = notices_due(desk().find(id).value(), 0).front().id;
  change_by_hand(
      "INSERT INTO action(key, decision, said, state, tries, next_at, answer, lane) "
      "VALUES('" +
      notice + "','" + id + "','{\"notice\":\"" + notice + "\",\"number\":7}',0,0,0,'',2)");
  EXPECT_NE(only_mismatch().find("otherwise than it was written"), std::string::npos);
  change_by_hand("UPDATE action SET said = replace(said, ':7', ':0') WHERE lane = 2");
  expect_sound();
  change_by_hand(
      "INSERT INTO action(key, decision, said, state, tries, next_at, answer, lane) "
      "VALUES('x','" +
      id + "','{}',0,0,0,'',2)");
  EXPECT_NE(only_mismatch().find("follows from no event"), std::string::npos);
  change_by_hand("DELETE FROM action WHERE key = 'x'");
  change_by_hand("UPDATE record SET said = replace(said, 'acted as one', 'did nothing')");
  EXPECT_NE(only_mismatch().find("commits to"), std::string::npos);
}

TEST_F(DeliverNoticesTest, ADecisionFromBeforeThereWereNoticesIsNamedAndMended) {
  (void)decide("clipper:1");
  change_by_hand("DELETE FROM action WHERE lane = 2");
  change_by_hand("DELETE FROM record");
  bool named = false;
  for (const auto& one : books().mismatches) {
    named = named || one.what.find("ever written; overt notices retry") != std::string::npos;
  }
  EXPECT_TRUE(named);
}

TEST_F(DeliverNoticesTest, ARecordThatCannotBeReadIsNamedAndWrittenAnew) {
  (void)decide("clipper:1");
  change_by_hand("DELETE FROM action WHERE lane = 2");
  change_by_hand("UPDATE record SET said = '[]'");
  EXPECT_EQ(books().blocked.size(), 1U);
  EXPECT_EQ(desk().retry_notices(++now_).value().queued, 1U);
  EXPECT_EQ(run(live_).taken, 2U);
}

TEST_F(DeliverNoticesTest, ErasingADecisionErasesItsNotices) {
  const std::string id = decide("clipper:1");
  ASSERT_TRUE(store_->erase_records(id).ok());
  (void)run(live_);
  EXPECT_TRUE(live_.got.empty());
  expect_sound();
}

}  // namespace
}  // namespace overt
