#include "pipeline/delivery_stall.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/decision_desk.h"

namespace overt {
namespace {

constexpr TimeUs kNow = 1'700'000'000'000'000;

class DeliveryStallTest : public testing::Test {
 protected:
  DeliveryStallTest() {
    folder_ = testing::TempDir() + "/stall-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// In effect at that time, with one action queued.
  void decide(TimeUs at) {
    DecisionDesk desk(*store_, key_, [](std::size_t bytes) { return std::string(bytes, 's'); });
    DecisionDraft draft;
    draft.subject.id = "clipper:1";
    draft.policy = "covert";
    draft.clause = "c";
    draft.mode = PolicyMode::kLive;
    draft.actions.emplace_back().action = ActionKind::kLabel;
    const auto made = desk.propose(draft, {"ana", {StaffRole::kAnalyst}}, "why", at - 2).value();
    ASSERT_TRUE(desk.agree(made.id, {"rui", {StaffRole::kReviewer}}, at - 1).ok());
    if (store_->count_actions(ActionState::kQueued).value() == 0) {
      ASSERT_TRUE(desk.agree(made.id, {"apo", {StaffRole::kApprover}}, at).ok());
    }
    ASSERT_EQ(store_->count_actions(ActionState::kQueued).value(), 1U);
  }

  void step(DeliveryStepKind kind, TimeUs at, const std::string& breaker = "") {
    DeliveryStep one;
    one.kind = kind;
    one.at = at;
    one.breaker = breaker;
    if (breaker.empty()) {
      one.key = store_->actions_in(ActionState::kQueued, 1).value().front().key;
    }
    ASSERT_TRUE(store_->record_delivery({}, std::vector<DeliveryStep>{one}).ok());
  }

  std::optional<TimeUs> since(TimeUs now, OutboxLane lane = OutboxLane::kPlatform) {
    return stalled_since(*store_, lane, now).value();
  }

  std::string folder_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
};

TEST_F(DeliveryStallTest, SaysSinceWhenNobodyDelivers) {
  EXPECT_EQ(since(kNow), std::nullopt) << "nothing waits";
  decide(kNow);
  EXPECT_EQ(since(kNow + kStalledAfter - kMicrosPerSecond), std::nullopt) << "not yet";
  const auto stalled = since(kNow + kStalledAfter + kMicrosPerSecond);
  ASSERT_TRUE(stalled.has_value());
  EXPECT_LE(kNow - *stalled, 2) << "since it was decided";
  EXPECT_EQ(since(kNow + kMicrosPerDay, OutboxLane::kNotices), std::nullopt) << "another lane";
}

TEST_F(DeliveryStallTest, WhoTriesIsThereWhetherOrNotItWorks) {
  decide(kNow);
  step(DeliveryStepKind::kTried, kNow + kMicrosPerHour);
  EXPECT_EQ(since(kNow + kMicrosPerHour + kMicrosPerMinute), std::nullopt);
  EXPECT_TRUE(since(kNow + 2 * kMicrosPerHour).has_value()) << "gone again";
}

TEST_F(DeliveryStallTest, ATrippedBreakerSpeaksForItself) {
  decide(kNow);
  step(DeliveryStepKind::kTripped, kNow + kMicrosPerMinute, "network");
  EXPECT_EQ(since(kNow + kMicrosPerHour), std::nullopt);
  step(DeliveryStepKind::kReset, kNow + kMicrosPerHour, "network");
  EXPECT_TRUE(since(kNow + 2 * kMicrosPerHour).has_value());
}

}  // namespace
}  // namespace overt
