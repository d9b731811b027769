#include "pipeline/decision_desk.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_database.h"
#include "adapters/sqlite/sqlite_decision_store.h"
#include "pipeline/reconcile.h"
#include "stages/decisions/decide.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kRia{"ria", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};

DecisionDraft draft_about(const std::string& account) {
  DecisionDraft draft;
  draft.subject.id = account;
  draft.subject.lang = "en";
  draft.policy = "p";
  draft.clause = "c";
  draft.mode = PolicyMode::kLive;
  LadderStep step;
  step.action = ActionKind::kLimitReach;
  step.audience = "all";
  draft.actions.push_back(step);
  step.action = ActionKind::kTerminate;
  step.audience.clear();
  draft.actions.push_back(step);
  draft.notices = {{"en", "{facts} {action} {appeal}"}};
  return draft;
}

class DecisionDeskTest : public testing::Test {
 protected:
  DecisionDeskTest() {
    folder_ = testing::TempDir() + "/desk-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/decisions.db";
    key_ = merkle::make_key("overt.example/ledger", merkle::KeyType::kEd25519, std::string(32, 'k'))
               .value();
    reopen();
  }
  ~DecisionDeskTest() override { std::filesystem::remove_all(folder_); }

  void reopen() {
    store_.reset();
    auto opened = open_sqlite_decision_store(path_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
  }

  [[nodiscard]] DecisionDesk desk() {
    // Salts must differ; here they need not be secret.
    return {*store_, key_, [this](std::size_t bytes) {
              std::string salt(bytes, 's');
              for (std::size_t i = 0; i < 8; ++i) salt[i] = static_cast<char>(salts_ >> (8 * i));
              ++salts_;
              return salt;
            }};
  }

  [[nodiscard]] Decision in_effect(const std::string& account) {
    auto at_desk = desk();
    const auto proposed = at_desk.propose(draft_about(account), kAna, "why", ++now_);
    EXPECT_TRUE(proposed.ok()) << proposed.error().message;
    EXPECT_TRUE(at_desk.agree(proposed.value().id, kRui, ++now_).ok());
    auto agreed = at_desk.agree(proposed.value().id, kApo, ++now_);
    EXPECT_TRUE(agreed.ok()) << agreed.error().message;
    return agreed.value();
  }

  void expect_sound(std::string_view when) {
    const auto check = check_ledger(*store_, key_.verifier);
    ASSERT_TRUE(check.ok()) << when << ": " << check.error().message;
    for (const auto& one : check.value().mismatches) ADD_FAILURE() << when << ": " << one.what;
    const auto books = reconcile(*store_);
    ASSERT_TRUE(books.ok()) << when << ": " << books.error().message;
    for (const auto& one : books.value().mismatches) ADD_FAILURE() << when << ": " << one.what;
  }

  void change_by_hand(const std::string& sql) {
    auto database = SqliteDatabase::open(path_, SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database->run(sql).ok());
  }

  std::string folder_;
  std::string path_;
  merkle::SignerKey key_;
  std::unique_ptr<DecisionStore> store_;
  std::uint64_t salts_ = 0;
  TimeUs now_ = 1'700'000'000'000'000;
};

TEST_F(DecisionDeskTest, ADecisionItsEntriesAndItsActionsAreKeptTogether) {
  const Decision decision = in_effect("clipper:1");
  EXPECT_EQ(state_of(decision), DecisionState::kInEffect);
  reopen();
  EXPECT_EQ(desk().find(decision.id).value(), decision);
  const auto books = reconcile(*store_).value();
  EXPECT_EQ(books.decisions, 1U);
  EXPECT_EQ(books.events, 4U);
  EXPECT_EQ(books.ledger_entries, 5U) << "and that nobody could be told";
  EXPECT_EQ(books.blocked.size(), 1U);
  EXPECT_EQ(books.actions, 2U);
  expect_sound("after reopening");
}

TEST_F(DecisionDeskTest, AReceiptVerifiesWithThePublicKeyAlone) {
  for (int i = 0; i < 70; ++i) (void)in_effect("clipper:" + std::to_string(i));
  const Decision decision = in_effect("clipper:last");
  auto at_desk = desk();
  const auto made = at_desk.receipt(decision.id, 3);
  ASSERT_TRUE(made.ok()) << made.error().message;
  const std::string sent = merkle::format_receipt(made.value().receipt);
  const auto got = merkle::parse_receipt(sent).value();
  EXPECT_TRUE(merkle::verify_receipt(got, made.value().line.entry, {key_.verifier, {}, 0}).ok());
  EXPECT_FALSE(merkle::verify_receipt(got, "another", {key_.verifier, {}, 0}).ok());
  EXPECT_FALSE(at_desk.receipt(decision.id, 4).ok());
  EXPECT_FALSE(at_desk.receipt("no such", 0).ok());
  expect_sound("with two tiles");
}

LedgerRecord record_about(RecordKind kind, const std::string& subject, std::uint32_t number) {
  LedgerRecord record;
  record.kind = kind;
  record.subject = subject;
  record.number = number;
  record.text = R"({"said":"something"})";
  return record;
}

TEST_F(DecisionDeskTest, RecordsOfOtherKindsAreInTheLedgerToo) {
  const Decision decision = in_effect("clipper:1");
  DecisionBatch batch;
  batch.records = {record_about(RecordKind::kLabel, "n1", 0),
                   record_about(RecordKind::kPolicy, "covert-influence", 0)};
  batch.records.front().decision = decision.id;
  const auto random = [](std::size_t bytes) { return std::string(bytes, 'r'); };
  ASSERT_TRUE(commit_to_ledger(*store_, key_, random, batch).ok());
  const auto again = commit_to_ledger(*store_, key_, random, batch);
  ASSERT_FALSE(again.ok()) << "each number once";
  EXPECT_EQ(again.error().code, ErrorCode::kUnavailable);
  expect_sound("with records");
  EXPECT_EQ(reconcile(*store_).value().records, 3U) << "with the notice that is blocked";
  auto at_desk = desk();
  const auto made = at_desk.receipt("policy:covert-influence", 0).value();
  EXPECT_EQ(made.receipt.index, 6U);
  EXPECT_EQ(made.line.record, R"({"kind":"policy","subject":"covert-influence","number":0,"said":)"
                              R"({"said":"something"}})");
  EXPECT_TRUE(merkle::verify_receipt(made.receipt, made.line.entry, {key_.verifier, {}, 0}).ok());
  EXPECT_FALSE(at_desk.receipt("policy:covert-influence", 1).ok());
  ASSERT_TRUE(store_->erase_records(decision.id).ok());
  expect_sound("after erasing a decision with a record");
  EXPECT_EQ(check_ledger(*store_, key_.verifier).value().erased, 6U);
  EXPECT_TRUE(desk().receipt("label:n1", 0).value().line.salt.empty());
  store_.reset();
  change_by_hand("UPDATE record SET said = '{}' WHERE kind = 4");
  reopen();
  auto books = reconcile(*store_).value();
  ASSERT_EQ(books.mismatches.size(), 1U);
  EXPECT_EQ(books.mismatches.front().decision, "policy:covert-influence");
  store_.reset();
  change_by_hand("DELETE FROM record WHERE kind = 4");
  reopen();
  books = reconcile(*store_).value();
  ASSERT_EQ(books.mismatches.size(), 1U);
  EXPECT_EQ(books.mismatches.front().decision, "policy:covert-influence");
}

TEST_F(DecisionDeskTest, TheSameProposalTwiceIsOne) {
  auto at_desk = desk();
  const auto once = at_desk.propose(draft_about("clipper:1"), kAna, "why", 5).value();
  const auto twice = at_desk.propose(draft_about("clipper:1"), kAna, "why", 5).value();
  EXPECT_EQ(once, twice);
  EXPECT_EQ(store_->ledger_size().value(), 1U);
}

TEST_F(DecisionDeskTest, ARefusedStepLeavesNoTrace) {
  auto at_desk = desk();
  const auto decision = at_desk.propose(draft_about("clipper:1"), kAna, "why", 5).value();
  EXPECT_FALSE(at_desk.agree(decision.id, kAna, 6).ok());
  EXPECT_FALSE(at_desk.undo(decision.id, kApo, "why", 6).ok());
  EXPECT_EQ(store_->ledger_size().value(), 1U);
  EXPECT_FALSE(at_desk.agree("nothing", kRui, 6).ok());
  expect_sound("after refusals");
}

TEST_F(DecisionDeskTest, UndoingANetworkIsAllOrNothing) {
  const Decision one = in_effect("clipper:1");
  const Decision two = in_effect("clipper:2");
  auto at_desk = desk();
  const auto open = at_desk.propose(draft_about("clipper:3"), kAna, "why", ++now_).value();
  EXPECT_FALSE(at_desk.undo_all({one.id, open.id, two.id}, kApo, "why", ++now_).ok());
  EXPECT_EQ(state_of(desk().find(one.id).value()), DecisionState::kInEffect);
  ASSERT_TRUE(at_desk.undo_all({one.id, two.id}, kApo, "a fan club", ++now_).ok());
  EXPECT_EQ(state_of(desk().find(two.id).value()), DecisionState::kUndone);
  EXPECT_EQ(store_->actions_of(one.id).value().size(), 4U);
  expect_sound("after undoing");
}

TEST_F(DecisionDeskTest, AnAppealThatIsRightUndoesTheDecision) {
  const Decision decision = in_effect("clipper:1");
  auto at_desk = desk();
  ASSERT_TRUE(at_desk.appeal(decision.id, "no", ++now_).ok());
  EXPECT_FALSE(at_desk.hear_appeal(decision.id, kRui, {true}, "why", ++now_).ok());
  ASSERT_TRUE(at_desk.hear_appeal(decision.id, kRia, {true}, "they are right", ++now_).ok());
  EXPECT_EQ(store_->actions_of(decision.id).value().size(), 4U);
  expect_sound("after an appeal");
}

TEST_F(DecisionDeskTest, AnAppealThatIsRightForOneAccountLeavesTheOthers) {
  DecisionDraft draft = draft_about("n1");
  draft.subject.kind = SubjectKind::kNetwork;
  draft.affected = {{"clipper:1", "", false}, {"clipper:2", "", false}, {"clipper:3", "", false}};
  auto at_desk = desk();
  const std::string id = at_desk.propose(draft, kAna, "why", ++now_).value().id;
  ASSERT_TRUE(at_desk.agree(id, kRui, ++now_).ok());
  ASSERT_TRUE(at_desk.agree(id, kApo, ++now_).ok());
  const std::uint64_t entries = store_->ledger_size().value();
  ASSERT_TRUE(at_desk.appeal(id, "not me", ++now_, {"clipper:2", 0}).ok());
  ASSERT_TRUE(at_desk.hear_appeal(id, kRia, {true}, "a fan", ++now_).ok());
  expect_sound("for one account");
  reopen();
  const Decision kept = desk().find(id).value();
  EXPECT_EQ(kept.events.back().kind, DecisionEventKind::kReversedFor);
  EXPECT_EQ(state_of(kept), DecisionState::kInEffect);
  EXPECT_EQ(store_->ledger_size().value(), entries + 3) << "appeal, outcome, the notice of it";
  const auto receipt = desk().receipt(id, static_cast<std::uint32_t>(kept.events.size() - 1));
  ASSERT_TRUE(receipt.ok());
  EXPECT_NE(receipt.value().line.record.find("reversed_for"), std::string::npos);
  EXPECT_EQ(receipt.value().line.entry.find("clipper"), std::string::npos);
  auto queued = store_->actions_of(id).value();
  ASSERT_EQ(queued.size(), 4U);
  for (const QueuedAction& one : queued) EXPECT_EQ(one.state, ActionState::kQueued);
  // Somebody else objects, and later all of the rest is undone.
  ASSERT_TRUE(desk().appeal(id, "nor me", ++now_, {"clipper:1", 0}).ok());
  ASSERT_TRUE(desk().hear_appeal(id, kRia, {false}, "a member", ++now_).ok());
  queued = store_->actions_of(id).value();
  for (const QueuedAction& one : queued) {
    EXPECT_EQ(one.state, ActionState::kQueued) << "an answer to another withdraws nothing";
  }
  ASSERT_TRUE(desk().undo(id, kApo, "the rest", ++now_).ok());
  queued = store_->actions_of(id).value();
  ASSERT_EQ(queued.size(), 8U);
  for (std::size_t i = 0; i < queued.size(); ++i) {
    EXPECT_EQ(queued[i].state, i < 2 ? ActionState::kWithdrawn : ActionState::kQueued) << i;
  }
  expect_sound("and undone for the rest");
}

TEST_F(DecisionDeskTest, OfTwoDesksTheSlowerOneIsToldToReadAgain) {
  const auto decision = desk().propose(draft_about("clipper:1"), kAna, "why", 5).value();
  DecisionBatch stale;
  stale.ledger_size = 0;
  const auto refused = store_->commit(stale);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  DecisionBatch skipping;
  skipping.ledger_size = 1;
  skipping.events.push_back({decision.id, 2, "{}", {}});
  skipping.lines.emplace_back();
  EXPECT_FALSE(store_->commit(skipping).ok());
  expect_sound("after refused batches");
}

TEST_F(DecisionDeskTest, ErasedDecisionsLeaveEveryProofValid) {
  const Decision kept = in_effect("clipper:1");
  const Decision erased = in_effect("clipper:2");
  const auto before = desk().receipt(erased.id, 0).value();
  ASSERT_TRUE(store_->erase_records(erased.id).ok());
  expect_sound("after erasing");
  EXPECT_EQ(reconcile(*store_).value().erased, 1U);
  EXPECT_EQ(check_ledger(*store_, key_.verifier).value().erased, 5U) << "events and a notice";
  EXPECT_FALSE(desk().find(erased.id).ok());
  EXPECT_TRUE(desk().find(kept.id).ok());
  const auto after = desk().receipt(erased.id, 0).value();
  EXPECT_EQ(after.line.entry, before.line.entry);
  EXPECT_TRUE(after.line.record.empty());
  EXPECT_TRUE(merkle::verify_receipt(after.receipt, after.line.entry, {key_.verifier, {}, 0}).ok());
  EXPECT_FALSE(store_->erase_records("nothing").ok());
}

TEST_F(DecisionDeskTest, WhateverIsChangedByHandIsNamed) {
  const Decision decision = in_effect("clipper:1");
  (void)in_effect("clipper:2");
  const std::string copy = path_ + ".copy";
  const auto tried = [&](const std::string& sql) {
    store_.reset();
    for (const auto* suffix : {"-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
    std::filesystem::copy_file(copy, path_, std::filesystem::copy_options::overwrite_existing);
    change_by_hand(sql);
    reopen();
    const auto check = check_ledger(*store_, key_.verifier);
    const auto books = reconcile(*store_);
    const bool found = !check.ok() || !books.ok() || !check.value().mismatches.empty() ||
                       !books.value().mismatches.empty();
    EXPECT_TRUE(found) << sql;
  };
  store_.reset();
  change_by_hand("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(path_, copy);
  for (const auto* sql :
       {"DELETE FROM event WHERE number = 3", "DELETE FROM line WHERE number = 7",
        "DELETE FROM line WHERE number = 2", "DELETE FROM action WHERE number = 1",
        "DELETE FROM decision WHERE number = 2",
        "UPDATE action SET said = replace(said, 'terminate', 'label') WHERE number = 2",
        "UPDATE event SET said = replace(said, 'why', 'because') WHERE number = 0",
        "UPDATE decision SET draft = replace(draft, 'clipper:1', 'clipper:9')",
        "UPDATE line SET record = record || ' ' WHERE number = 1",
        "UPDATE line SET entry = replace(entry, '\"event\":1', '\"event\":9') WHERE number = 1",
        "UPDATE tile SET hashes = zeroblob(256)", "DELETE FROM tile",
        "UPDATE checkpoint SET note = replace(note, '8', '7') WHERE number = 6",
        "DELETE FROM checkpoint WHERE number = 6",
        "INSERT INTO action(key, decision, said, state, tries, next_at, answer) SELECT 'k', id, "
        "'{}', 0, 0, 0, '' FROM decision LIMIT 1"}) {
    tried(sql);
  }
}

TEST_F(DecisionDeskTest, AnEntryThatWasChangedIsNamedByItsPlaceAndItsDecision) {
  const Decision decision = in_effect("clipper:1");
  store_.reset();
  change_by_hand(
      "UPDATE line SET entry = replace(entry, 'commitment', 'Commitment') WHERE number = 2");
  reopen();
  const auto check = check_ledger(*store_, key_.verifier).value();
  ASSERT_FALSE(check.mismatches.empty());
  EXPECT_EQ(check.mismatches.front().decision, decision.id);
  EXPECT_EQ(check.mismatches.front().what, "entry 2 is not the one that was logged");
}

TEST_F(DecisionDeskTest, AnActionThatWasChangedIsNamed) {
  const Decision decision = in_effect("clipper:1");
  store_.reset();
  change_by_hand(
      "UPDATE action SET said = replace(said, 'clipper:1', 'clipper:2') WHERE number = 1");
  reopen();
  const auto books = reconcile(*store_).value();
  ASSERT_EQ(books.mismatches.size(), 1U);
  EXPECT_EQ(books.mismatches.front().decision, decision.id);
  EXPECT_NE(books.mismatches.front().what.find("limit_reach"), std::string::npos);
  EXPECT_NE(books.mismatches.front().what.find("otherwise than it was decided"), std::string::npos);
}

TEST_F(DecisionDeskTest, ManyStepsInOneBatchAreAllOrNothing) {
  auto at_desk = desk();
  const auto proposed =
      at_desk.propose_all({draft_about("clipper:1"), draft_about("clipper:2")}, kAna, "why", 5);
  ASSERT_TRUE(proposed.ok()) << proposed.error().message;
  const std::vector<std::string> ids = {proposed.value()[0].id, proposed.value()[1].id};
  ASSERT_TRUE(at_desk.agree_all(ids, kRui, 6).ok());
  ASSERT_TRUE(at_desk.agree(ids[0], kApo, 7).ok());
  EXPECT_FALSE(at_desk.agree_all({ids[1], ids[0]}, kApo, 8).ok()) << "one is in effect already";
  EXPECT_EQ(state_of(desk().find(ids[1]).value()), DecisionState::kOpen);
  ASSERT_TRUE(at_desk.refuse_all({ids[1]}, kRia, "no", 9).ok());
  const auto refused =
      at_desk.select([](const Decision& one) { return state_of(one) == DecisionState::kRefused; });
  ASSERT_EQ(refused.value().size(), 1U);
  EXPECT_EQ(refused.value().front().id, ids[1]);
  EXPECT_TRUE(at_desk.propose_all({}, kAna, "why", 10).value().empty());
  expect_sound("after batches");
}

TEST_F(DecisionDeskTest, AKilledDeskLosesNothingThatItSaidWasDone) {
  constexpr int kKills = 40;
  std::uint64_t told_at_most = 0;
  for (int kill_after = 0; kill_after < kKills; ++kill_after) {
    store_.reset();
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      reopen();
      salts_ = 1000U * static_cast<std::uint64_t>(kill_after);
      now_ += 1000 * kill_after;
      for (int i = 0;; ++i) {
        (void)in_effect("clipper:" + std::to_string(kill_after) + "-" + std::to_string(i));
        const char done = 1;
        if (write(pipe_ends[1], &done, 1) != 1) raise(SIGKILL);
      }
    }
    close(pipe_ends[1]);
    char done = 0;
    int told = 0;
    while (told < kill_after % 4 && read(pipe_ends[0], &done, 1) == 1) ++told;
    kill(child, SIGKILL);
    while (read(pipe_ends[0], &done, 1) == 1) ++told;
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    told_at_most += static_cast<std::uint64_t>(told);
    reopen();
    expect_sound("kill " + std::to_string(kill_after));
    EXPECT_GE(reconcile(*store_).value().decisions, told_at_most);
  }
}

}  // namespace
}  // namespace overt
