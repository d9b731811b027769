#include "pipeline/deliver_actions.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/decision_desk.h"
#include "pipeline/reconcile.h"
#include "stages/decisions/decision_json.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};

/// Answers as it was told to, by key or in turn; else it takes everything.
class ScriptedSink final : public ActionSink {
 public:
  SinkAnswer deliver(const SinkMessage& message) override {
    got.push_back(message);
    if (on_deliver) on_deliver(message);
    if (!answers.empty()) {
      SinkAnswer answer = answers.front();
      answers.erase(answers.begin());
      return answer;
    }
    return otherwise;
  }
  [[nodiscard]] std::vector<std::string> keys() const {
    std::vector<std::string> all;
    all.reserve(got.size());
    for (const SinkMessage& message : got) all.push_back(message.key);
    return all;
  }

  std::vector<SinkMessage> got;
  std::vector<SinkAnswer> answers;
  SinkAnswer otherwise{SinkVerdict::kTaken, "ok", 0};
  std::function<void(const SinkMessage&)> on_deliver;
};

struct About {
  std::string account = "clipper:1";
  std::string network = "n1";
  std::string policy = "covert";
  PolicyMode mode = PolicyMode::kLive;
  std::vector<ActionKind> actions = {ActionKind::kLimitReach, ActionKind::kTerminate};
  bool protected_account = false;
};

DecisionDraft draft_of(const About& about) {
  DecisionDraft draft;
  draft.subject.id = about.account;
  draft.subject.network = about.network;
  draft.subject.protected_account = about.protected_account;
  draft.policy = about.policy;
  draft.clause = "c";
  draft.mode = about.mode;
  for (const ActionKind kind : about.actions) {
    LadderStep step;
    step.action = kind;
    draft.actions.push_back(step);
  }
  return draft;
}

class DeliverActionsTest : public testing::Test {
 protected:
  DeliverActionsTest() {
    folder_ = testing::TempDir() + "/deliver-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] DecisionDesk desk() {
    return {*store_, key_, [this](std::size_t bytes) {
              std::string salt(bytes, 's');
              for (std::size_t i = 0; i < 8; ++i) salt[i] = static_cast<char>(salts_ >> (8 * i));
              ++salts_;
              return salt;
            }};
  }

  std::string decide(const About& about) {
    const auto proposed = desk().propose(draft_of(about), kAna, "why", ++now_).value();
    EXPECT_TRUE(desk().agree(proposed.id, kRui, ++now_).ok());
    if (desk().find(proposed.id).value().events.size() < 3) {
      EXPECT_TRUE(desk().agree(proposed.id, kApo, ++now_).ok());
    }
    return proposed.id;
  }

  void undo(const std::string& id) { ASSERT_TRUE(desk().undo(id, kApo, "a mistake", ++now_).ok()); }

  [[nodiscard]] ActionDelivery delivery() {
    return {{*store_, live_, dry_, [this] { return now_; }, [this] { return drawn_; }}, rules_};
  }

  DeliverySummary run() {
    auto summary = delivery().run(no_progress());
    EXPECT_TRUE(summary.ok()) << summary.error().message;
    return std::move(summary).value();
  }

  [[nodiscard]] QueuedAction queued(const std::string& decision, std::size_t place) {
    return store_->actions_of(decision).value().at(place);
  }

  void replay(const std::string& decision, std::size_t place) {
    QueuedAction action = queued(decision, place);
    action.state = ActionState::kQueued;
    action.tries = 0;
    action.next_at = now_;
    DeliveryStep step;
    step.at = now_;
    step.kind = DeliveryStepKind::kReplayed;
    step.key = action.key;
    step.person = "apo";
    ASSERT_TRUE(
        store_->record_delivery(std::vector<QueuedAction>{action}, std::vector<DeliveryStep>{step})
            .ok());
  }

  void queue_by_hand(const Decision& decision, const PlatformAction& action) {
    DecisionBatch batch;
    batch.ledger_size = store_->ledger_size().value();
    const DecisionEvent proposed{DecisionEventKind::kProposed, now_, "ana", "why"};
    batch.events.push_back({decision.id, 0, render_event(proposed), render_draft(decision.draft)});
    batch.lines.emplace_back();
    batch.messages.push_back(
        {action.key, action.decision, render_action(action), action.undo, OutboxLane::kPlatform});
    ASSERT_TRUE(store_->commit(batch).ok());
  }

  void reset(const std::string& breaker) {
    DeliveryStep step;
    step.at = now_;
    step.kind = DeliveryStepKind::kReset;
    step.breaker = breaker;
    ASSERT_TRUE(store_->record_delivery({}, std::vector<DeliveryStep>{step}).ok());
  }

  std::string folder_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
  ScriptedSink live_;
  ScriptedSink dry_;
  DeliveryRules rules_;
  double drawn_ = 0.5;
  std::uint64_t salts_ = 0;
  TimeUs now_ = 1'700'000'000'000'000;
};

TEST_F(DeliverActionsTest, HandsOverWhatWasDecidedInItsOrderAndOnce) {
  const auto one = decide({});
  const auto two = decide({.account = "clipper:2"});
  const auto summary = run();
  EXPECT_EQ(summary.taken, 4U);
  std::map<std::string, std::vector<std::string>> got;
  for (const SinkMessage& message : live_.got) {
    got[message.body.find(one) != std::string::npos ? one : two].push_back(message.key);
  }
  for (const auto& id : {one, two}) {
    EXPECT_EQ(got[id], (std::vector<std::string>{queued(id, 0).key, queued(id, 1).key}));
    EXPECT_EQ(queued(id, 1).state, ActionState::kDone);
    EXPECT_EQ(queued(id, 1).answer, "ok");
  }
  EXPECT_EQ(run().taken, 0U);
  EXPECT_EQ(live_.got.size(), 4U);
  EXPECT_TRUE(dry_.got.empty());
}

TEST_F(DeliverActionsTest, TheMessageSaysWhatToDoAndIsTheSameForEveryTry) {
  const auto id = decide({.actions = {ActionKind::kLimitReach}});
  live_.answers = {{SinkVerdict::kLater, "HTTP 500", 0}};
  (void)run();
  now_ += kMicrosPerMinute;
  (void)run();
  ASSERT_EQ(live_.got.size(), 2U);
  EXPECT_EQ(live_.got[0].key, live_.got[1].key);
  EXPECT_EQ(live_.got[0].body, live_.got[1].body);
  EXPECT_LT(live_.got[0].at, live_.got[1].at);
  EXPECT_EQ(live_.got[0].body,
            R"({"type":"action.requested","timestamp":"2023-11-14T22:13:20.000002Z","data":{)"
            R"("place":0,"policy":"covert","policy_version":"","clause":"c","action":)" +
                queued(id, 0).action + "}}");
}

TEST_F(DeliverActionsTest, TriesAgainLaterAndLaterAndGivesUpAfterTheTenthTime) {
  const auto id = decide({});
  live_.otherwise = {SinkVerdict::kLater, "HTTP 500", 0};
  TimeUs waited = 0;
  for (std::uint32_t tries = 1; tries < kDeliveryTriesMax; ++tries) {
    EXPECT_EQ(run().put_off, 1U);
    const QueuedAction action = queued(id, 0);
    EXPECT_EQ(action.tries, tries);
    EXPECT_GT(action.next_at - now_, waited) << tries;
    waited = action.next_at - now_;
    EXPECT_EQ(waited, delivery_wait(tries, action.key));
    now_ = action.next_at - 1;
    EXPECT_EQ(run().put_off, 0U) << "not a moment earlier";
    now_ = action.next_at;
  }
  EXPECT_EQ(run().given_up, 1U);
  EXPECT_EQ(queued(id, 0).state, ActionState::kDead);
  EXPECT_EQ(queued(id, 1).state, ActionState::kQueued);
  EXPECT_EQ(live_.got.size(), kDeliveryTriesMax);
  now_ += 100 * kMicrosPerDay;
  live_.otherwise = {SinkVerdict::kTaken, "ok", 0};
  EXPECT_EQ(run().taken, 0U) << "what follows a dead letter waits";
  replay(id, 0);
  EXPECT_EQ(run().taken, 2U);
  EXPECT_EQ(queued(id, 1).state, ActionState::kDone);
}

TEST_F(DeliverActionsTest, WaitsAreSpreadByTheKey) {
  const TimeUs one = delivery_wait(3, "a");
  EXPECT_EQ(one, delivery_wait(3, "a"));
  EXPECT_NE(one, delivery_wait(3, "b"));
  for (int i = 0; i < 200; ++i) {
    const TimeUs wait = delivery_wait(2, std::to_string(i));
    EXPECT_GE(wait, 5 * kMicrosPerMinute);
    EXPECT_LT(wait, 5 * kMicrosPerMinute * 5 / 4);
  }
}

TEST_F(DeliverActionsTest, LeavesTheSinkAloneAsLongAsItAsks) {
  (void)decide({});
  (void)decide({.account = "clipper:2"});
  live_.answers = {{SinkVerdict::kLater, "HTTP 429", kMicrosPerHour}};
  auto worker = delivery();
  EXPECT_NE(worker.run(no_progress()).value().paused.find("HTTP 429"), std::string::npos);
  EXPECT_EQ(live_.got.size(), 1U) << "nor anything else";
  now_ += kMicrosPerHour - kMicrosPerSecond;
  EXPECT_FALSE(worker.run(no_progress()).value().paused.empty());
  EXPECT_EQ(live_.got.size(), 1U);
  now_ += 2 * kMicrosPerSecond;
  EXPECT_EQ(worker.run(no_progress()).value().taken, 4U);
}

TEST_F(DeliverActionsTest, ADeadSinkIsNotTriedWithEverythingThereIs) {
  for (int i = 0; i < 20; ++i) (void)decide({.account = "clipper:" + std::to_string(i)});
  live_.otherwise = {SinkVerdict::kLater, "no answer", 0};
  EXPECT_FALSE(run().paused.empty());
  EXPECT_EQ(live_.got.size(), 5U);
}

TEST_F(DeliverActionsTest, WhatCanNeverBeTakenIsADeadLetterAtOnce) {
  const auto id = decide({});
  live_.answers = {{SinkVerdict::kNever, "too large", 0}};
  EXPECT_EQ(run().given_up, 1U);
  EXPECT_EQ(queued(id, 0).state, ActionState::kDead);
  EXPECT_EQ(queued(id, 0).answer, "too large");
}

TEST_F(DeliverActionsTest, ASinkThatIsGoneStopsEverythingUntilAPersonSaysSo) {
  const auto id = decide({});
  (void)decide({.account = "clipper:2"});
  live_.answers = {{SinkVerdict::kGone, "HTTP 410", 0}};
  const auto summary = run();
  ASSERT_EQ(summary.tripped.size(), 1U);
  EXPECT_EQ(summary.tripped[0].breaker, "sink");
  EXPECT_EQ(summary.tripped[0].words, "HTTP 410");
  EXPECT_EQ(live_.got.size(), 1U);
  EXPECT_EQ(queued(id, 0).state, ActionState::kQueued);
  EXPECT_EQ(queued(id, 0).tries, 0U);
  undo(id);
  now_ += kMicrosPerDay;
  EXPECT_EQ(run().taken, 0U) << "not even undoing: there is nobody to tell";
  reset("sink");
  EXPECT_EQ(run().taken, 4U);
}

TEST_F(DeliverActionsTest, NothingGoesOutUnderAPolicyThatIsNotLive) {
  const auto id = decide({.mode = PolicyMode::kDryRun});
  (void)decide({.account = "clipper:2", .mode = PolicyMode::kShadow});
  const auto summary = run();
  EXPECT_EQ(summary.dry_run, 2U);
  EXPECT_EQ(summary.taken, 0U);
  EXPECT_TRUE(live_.got.empty());
  EXPECT_EQ(dry_.got.size(), 2U);
  EXPECT_EQ(queued(id, 1).state, ActionState::kDone);
  undo(id);
  EXPECT_EQ(run().dry_run, 2U);
  EXPECT_TRUE(live_.got.empty());
}

TEST_F(DeliverActionsTest, OnceUndoneTheRestIsWithdrawnAndTheUndoingGoesOut) {
  const auto id = decide({});
  live_.answers = {{SinkVerdict::kTaken, "ok", 0}, {SinkVerdict::kLater, "HTTP 500", 0}};
  (void)run();
  undo(id);
  EXPECT_EQ(run().taken, 2U);
  const auto actions = store_->actions_of(id).value();
  EXPECT_EQ(live_.keys(), (std::vector<std::string>{actions[0].key, actions[1].key, actions[2].key,
                                                    actions[3].key}));
  EXPECT_EQ(actions[1].state, ActionState::kWithdrawn);
  EXPECT_EQ(actions[3].state, ActionState::kDone);
  EXPECT_NE(live_.got[2].body.find("\"action.undone\""), std::string::npos);
  EXPECT_TRUE(reconcile(*store_).value().mismatches.empty());
}

TEST_F(DeliverActionsTest, UndoneWhileItWasReadItDoesNotGoOut) {
  const auto one = decide({});
  const auto two = decide({.account = "clipper:2"});
  live_.on_deliver = [&](const SinkMessage& message) {
    if (message.key == queued(one, 0).key) undo(two);
  };
  (void)run();
  EXPECT_EQ(queued(two, 0).state, ActionState::kWithdrawn);
  for (const SinkMessage& message : live_.got) EXPECT_NE(message.key, queued(two, 0).key);
  EXPECT_EQ(queued(two, 3).state, ActionState::kDone);
}

TEST_F(DeliverActionsTest, WhatWasErasedIsNotSent) {
  const auto id = decide({});
  ASSERT_TRUE(store_->erase_records(id).ok());
  EXPECT_EQ(run().taken, 0U);
  EXPECT_TRUE(live_.got.empty());
  EXPECT_EQ(queued(id, 0).state, ActionState::kWithdrawn);
}

TEST_F(DeliverActionsTest, AProtectedAccountNeedsAPersonAndIsNeverRemoved) {
  const auto told = decide({.actions = {ActionKind::kLabel}, .protected_account = true});
  const auto limited = decide(
      {.account = "clipper:2", .actions = {ActionKind::kLimitReach}, .protected_account = true});
  const auto summary = run();
  EXPECT_EQ(summary.taken, 1U);
  EXPECT_EQ(queued(told, 0).state, ActionState::kDone);
  EXPECT_EQ(queued(limited, 0).state, ActionState::kDead);
  replay(limited, 0);
  EXPECT_EQ(run().taken, 1U);
  EXPECT_EQ(queued(limited, 0).state, ActionState::kDone);
}

TEST_F(DeliverActionsTest, AProtectedAccountIsNotRemovedEvenWhereTheQueueSaysSo) {
  // Deciding refuses this; here it is put into the queue behind its back.
  Decision decision;
  decision.id = std::string(32, 'd');
  decision.draft = draft_of({.actions = {ActionKind::kTerminate}, .protected_account = true});
  PlatformAction action;
  action.key = std::string(32, 'a');
  action.decision = decision.id;
  action.subject = decision.draft.subject;
  action.step.action = ActionKind::kTerminate;
  action.mode = PolicyMode::kLive;
  queue_by_hand(decision, action);
  EXPECT_EQ(run().given_up, 1U);
  replay(decision.id, 0);
  EXPECT_EQ(run().given_up, 1U);
  EXPECT_TRUE(live_.got.empty());
}

TEST_F(DeliverActionsTest, ATrippedBreakerHoldsEverythingButUndoing) {
  rules_.limits.per_hour = 3;
  const auto one = decide({});
  const auto two = decide({.account = "clipper:2"});
  auto summary = run();
  EXPECT_EQ(summary.taken, 3U);
  EXPECT_EQ(summary.held, 1U);
  ASSERT_EQ(summary.tripped.size(), 1U);
  EXPECT_EQ(summary.tripped[0].breaker, "all");
  now_ += kMicrosPerDay;
  EXPECT_EQ(run().taken, 0U) << "time does not reset it";
  undo(one);
  summary = run();
  EXPECT_EQ(summary.taken, 2U);
  EXPECT_EQ(summary.held, 1U);
  reset("all");
  EXPECT_EQ(run().taken, 1U);
  EXPECT_EQ(queued(two, 1).state, ActionState::kDone);
}

TEST_F(DeliverActionsTest, ManyThatAreHeldDoNotHideAnUndoing) {
  rules_.limits.per_hour = 0;
  std::string last;
  for (int i = 0; i < 300; ++i) {
    last = decide({.account = "clipper:" + std::to_string(i), .actions = {ActionKind::kNoAds}});
  }
  undo(last);
  const auto summary = run();
  EXPECT_EQ(summary.taken, 1U);
  EXPECT_EQ(summary.held, 299U);
}

TEST_F(DeliverActionsTest, WaitsAtRandomBeforeTheFirstActionAndNeverWithUndoing) {
  rules_.delay_us_max = 10 * kMicrosPerHour;
  drawn_ = 0.25;
  const auto id = decide({});
  EXPECT_EQ(run().taken, 0U);
  EXPECT_EQ(queued(id, 0).next_at, now_ + 10 * kMicrosPerHour / 4);
  const auto other = decide({.account = "clipper:2"});
  now_ = queued(id, 0).next_at;
  EXPECT_EQ(run().taken, 2U) << "what follows does not wait again";
  EXPECT_EQ(queued(other, 0).state, ActionState::kQueued);
  undo(other);
  EXPECT_EQ(run().taken, 2U);
}

}  // namespace
}  // namespace overt
