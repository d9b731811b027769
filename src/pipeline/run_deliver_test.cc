#include "pipeline/run_deliver.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/decision_desk.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};

class RunDeliverTest : public testing::Test {
 protected:
  RunDeliverTest() {
    folder_ = testing::TempDir() + "/run-deliver-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
    for (const Person& person : {kAna, kRui, kApo}) EXPECT_TRUE(store_->put_person(person).ok());
    options_.data = folder_;
    options_.sink = "file:" + folder_ + "/actions.ndjson";
    options_.clock = [this] { return now_; };
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string decide(const std::string& account, PolicyMode mode = PolicyMode::kLive) {
    DecisionDesk desk(*store_, key_, [this](std::size_t bytes) {
      std::string salt(bytes, 's');
      for (std::size_t i = 0; i < 8; ++i) salt[i] = static_cast<char>(salts_ >> (8 * i));
      ++salts_;
      return salt;
    });
    DecisionDraft draft;
    draft.subject.id = account;
    draft.subject.network = "n1";
    draft.policy = "covert";
    draft.mode = mode;
    LadderStep step;
    step.action = ActionKind::kLimitReach;
    draft.actions.push_back(step);
    const auto proposed = desk.propose(draft, kAna, "why", ++now_).value();
    EXPECT_TRUE(desk.agree(proposed.id, kRui, ++now_).ok());
    return proposed.id;
  }

  CommandAnswer run() {
    auto answer = run_deliver(options_, no_progress());
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.ok() ? std::move(answer).value() : CommandAnswer{};
  }

  CommandAnswer run(DeliverVerb verb) {
    options_.verb = verb;
    auto answer = run();
    options_.verb = DeliverVerb::kOnce;
    return answer;
  }

  std::string refused() {
    const auto answer = run_deliver(options_, no_progress());
    EXPECT_FALSE(answer.ok());
    return answer.ok() ? std::string() : answer.error().message;
  }

  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  [[nodiscard]] std::size_t lines(const std::string& name) const {
    std::ifstream in(folder_ + "/" + name);
    return static_cast<std::size_t>(
        std::count(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>(), '\n'));
  }

  std::string folder_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
  std::uint64_t salts_ = 0;
  TimeUs now_ = 1'700'000'000'000'000;
  DeliverOptions options_;
};

TEST_F(RunDeliverTest, WritesLiveActionsAndTheOthersApart) {
  (void)decide("clipper:1");
  (void)decide("clipper:2", PolicyMode::kDryRun);
  (void)decide("clipper:3", PolicyMode::kShadow);
  const CommandAnswer answer = run();
  EXPECT_TRUE(answer.sound);
  EXPECT_TRUE(has(answer.text, "1 taken, 0 put off, 0 given up, 1 only written down"))
      << answer.text;
  EXPECT_TRUE(has(answer.json, R"("command":"deliver","taken":1,)")) << answer.json;
  EXPECT_EQ(lines("actions.ndjson"), 1U);
  EXPECT_EQ(lines("dry-run.ndjson"), 1U);
  EXPECT_TRUE(has(run().text, "0 taken"));
}

TEST_F(RunDeliverTest, ABreakerStopsItAndAnApproverLetsItGoOn) {
  for (int i = 0; i < 3; ++i) (void)decide("clipper:" + std::to_string(i));
  options_.flags.per_network = 2;
  const CommandAnswer stopped = run();
  EXPECT_FALSE(stopped.sound);
  EXPECT_TRUE(has(stopped.text, "1 held by a breaker")) << stopped.text;
  EXPECT_TRUE(has(stopped.text, "--reset network:n1")) << stopped.text;
  const CommandAnswer status = run(DeliverVerb::kStatus);
  EXPECT_FALSE(status.sound);
  EXPECT_TRUE(has(status.json, R"("queued":1,"done":2,)")) << status.json;
  EXPECT_TRUE(has(status.json, R"("breaker":"network:n1")")) << status.json;
  options_.verb = DeliverVerb::kReset;
  options_.named = "all";
  options_.by = "apo";
  options_.reason = "seen";
  EXPECT_TRUE(has(refused(), "no breaker 'all'"));
  options_.named = "network:n1";
  options_.by = "rui";
  EXPECT_TRUE(has(refused(), "approver"));
  options_.by = "nobody";
  EXPECT_TRUE(has(refused(), "nobody"));
  options_.by = "apo";
  (void)run();
  ++now_;
  options_.verb = DeliverVerb::kOnce;
  EXPECT_TRUE(run().sound);
  EXPECT_EQ(lines("actions.ndjson"), 3U);
  const auto steps = store_->breaker_steps().value();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[1].person, "apo");
  EXPECT_EQ(steps[1].words, "seen");
}

TEST_F(RunDeliverTest, DeadLettersAreListedAndReplayed) {
  const auto id = decide("clipper:1");
  QueuedAction action = store_->actions_of(id).value().at(0);
  action.state = ActionState::kDead;
  action.answer = "HTTP 500";
  ASSERT_TRUE(store_->record_delivery(std::vector<QueuedAction>{action}, {}).ok());
  const CommandAnswer dead = run(DeliverVerb::kDead);
  EXPECT_FALSE(dead.sound);
  EXPECT_TRUE(has(dead.text, action.key));
  EXPECT_TRUE(has(dead.json, "HTTP 500"));
  options_.verb = DeliverVerb::kReplay;
  options_.named = "nothing";
  options_.by = "apo";
  EXPECT_TRUE(has(refused(), "no action 'nothing'"));
  options_.named = action.key;
  options_.by = "ana";
  EXPECT_TRUE(has(refused(), "approver"));
  options_.by = "apo";
  EXPECT_TRUE(has(run().text, "1 queued again"));
  EXPECT_TRUE(has(refused(), "is queued"));
  EXPECT_TRUE(run(DeliverVerb::kOnce).sound);
  EXPECT_EQ(lines("actions.ndjson"), 1U);
  EXPECT_TRUE(has(run(DeliverVerb::kDead).text, "No dead letter"));
}

TEST_F(RunDeliverTest, OneAtATimeAndOnlyToASinkItKnows) {
  ASSERT_TRUE(store_->take_delivery_turn().ok());
  EXPECT_TRUE(has(refused(), "another process is delivering"));
  options_.sink = "somewhere";
  EXPECT_TRUE(has(refused(), "is not file:PATH"));
  options_.sink = "webhook:https://example.org";
  EXPECT_TRUE(has(refused(), "--secret-file"));
}

}  // namespace
}  // namespace overt
