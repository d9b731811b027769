#include "pipeline/reconcile_labels.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/labeler/label_store.h"
#include "adapters/labeler/labeler_sink.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/decision_desk.h"
#include "stages/decisions/decide.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};
constexpr TimeUs kBegin = 1'757'000'000'000'000;
const std::string kDid = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

class ReconcileLabelsTest : public testing::Test {
 protected:
  ReconcileLabelsTest() {
    folder_ = testing::TempDir() + "/labels-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    store_ = open_sqlite_decision_store(folder_ + "/decisions.db").value();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void open_labeler(TimeUs holds_us = 0) {
    ASSERT_TRUE(make_labeler(folder_, "did:web:labels.example", holds_us, kBegin).ok());
    labels_ = LabelStore::open(labeler_places(folder_).store, LabelStore::Access::kWrite).value();
  }

  [[nodiscard]] DecisionDesk desk() {
    return {*store_, key_, [this](std::size_t bytes) {
              return std::string(bytes - 1, 's') + static_cast<char>(salts_++);
            }};
  }

  std::string decide(const std::string& subject, PolicyMode mode = PolicyMode::kLive) {
    DecisionDraft draft;
    draft.subject.id = subject;
    draft.policy = "p";
    draft.clause = "c";
    draft.mode = mode;
    draft.actions.push_back({ActionKind::kLabel, "state-affiliated", "", 0});
    const auto proposed = desk().propose(draft, kAna, "why", now_ += 10).value();
    EXPECT_TRUE(desk().agree(proposed.id, kRui, ++now_).ok());
    return proposed.id;
  }

  /// As the labeler's sink does, `said` being whether its store hears of it.
  void carry_out(const std::string& id, bool said = true) {
    const LabelKey key = read_labeler_key(folder_, *labels_).value();
    const Decision decision = desk().find(id).value();
    auto queued = store_->actions_of(id).value();
    for (const PlatformAction& action : actions_of(decision)) {
      for (QueuedAction& one : queued) {
        if (one.key != action.key || one.state != ActionState::kQueued) continue;
        WantedLabel wanted{action.key,        id,          label_uri_of(action.subject.id),
                           action.step.label, action.undo, now_};
        if (said && !wanted.uri.empty()) {
          ASSERT_TRUE(labels_->put(wanted, key).ok());
        }
        one.state = ActionState::kDone;
      }
    }
    ASSERT_TRUE(store_->record_delivery(queued, {}).ok());
  }

  std::string mismatches() {
    const LabelCheck check = reconcile_labels(*store_, folder_).value();
    std::string all;
    for (const Mismatch& one : check.mismatches) all += one.what + "\n";
    return all;
  }

  std::string folder_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
  std::unique_ptr<LabelStore> labels_;
  TimeUs now_ = kBegin;
  int salts_ = 0;
};

TEST_F(ReconcileLabelsTest, WithoutALabelerNothingIsAskedFor) {
  decide("atproto:" + kDid);
  const LabelCheck check = reconcile_labels(*store_, folder_).value();
  EXPECT_FALSE(check.checked);
  EXPECT_TRUE(check.mismatches.empty());
}

TEST_F(ReconcileLabelsTest, WhatWasDecidedAndCarriedOutHoldsUntilItIsTakenBack) {
  open_labeler();
  const std::string decision = decide("atproto:" + kDid);
  EXPECT_EQ(mismatches(), "") << "it was not carried out yet";
  carry_out(decision);
  EXPECT_EQ(mismatches(), "");
  EXPECT_EQ(reconcile_labels(*store_, folder_).value().held, 1);
  ASSERT_TRUE(desk().undo(decision, kApo, "a mistake", ++now_).ok());
  EXPECT_EQ(mismatches(), "") << "until the undoing is carried out too";
  carry_out(decision);
  EXPECT_EQ(mismatches(), "");
  EXPECT_EQ(reconcile_labels(*store_, folder_).value().decided, 0);
}

TEST_F(ReconcileLabelsTest, TwoDecisionsMayAskForOneLabel) {
  open_labeler();
  const std::string first = decide("atproto:" + kDid);
  const std::string second = decide("atproto:" + kDid);
  carry_out(first);
  carry_out(second);
  ASSERT_TRUE(desk().undo(first, kApo, "one too many", ++now_).ok());
  carry_out(first);
  EXPECT_EQ(mismatches(), "");
  EXPECT_EQ(reconcile_labels(*store_, folder_).value().held, 1);
}

TEST_F(ReconcileLabelsTest, WhatIsMissingIsNamed) {
  open_labeler();
  carry_out(decide("atproto:" + kDid), false);
  EXPECT_EQ(mismatches(), "label 'state-affiliated' of " + kDid +
                              " was carried out, and the labeler does not have it\n");
}

TEST_F(ReconcileLabelsTest, WhatTheLabelerTookBackOrSaysByItselfIsNamed) {
  open_labeler();
  const std::string decision = decide("atproto:" + kDid);
  carry_out(decision);
  const LabelKey key = read_labeler_key(folder_, *labels_).value();
  const std::string action = store_->actions_of(decision).value().front().key;
  ASSERT_TRUE(
      labels_->put({action + "x", decision, kDid, "state-affiliated", true, ++now_}, key).ok());
  EXPECT_NE(mismatches().find("has taken it back"), std::string::npos);
  ASSERT_TRUE(labels_->put({"stray", "d", kDid, "other", false, ++now_}, key).ok());
  EXPECT_NE(mismatches().find("says 'other' of " + kDid), std::string::npos);
}

TEST_F(ReconcileLabelsTest, WhatIsNoLabelThereIsNotAskedFor) {
  open_labeler();
  carry_out(decide("clipper:1"));
  carry_out(decide("atproto:" + kDid, PolicyMode::kDryRun), false);
  EXPECT_EQ(mismatches(), "");
}

TEST_F(ReconcileLabelsTest, OfLabelsThatEndByThemselvesNoneIsMissed) {
  open_labeler(kMicrosPerDay);
  carry_out(decide("atproto:" + kDid), false);
  EXPECT_EQ(mismatches(), "");
}

}  // namespace
}  // namespace overt
