// Which limits hold, from breakers.yaml to what goes out: stricter ones at once, looser ones by an
// approver, all of it in the ledger.

#include "pipeline/run_breakers.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "pipeline/decision_data.h"
#include "pipeline/deliver_breakers.h"
#include "pipeline/delivery_rules_book.h"
#include "pipeline/reconcile.h"
#include "pipeline/run_deliver.h"
#include "pipeline/run_ledger.h"

namespace overt {
namespace {

const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kApo{"apo", {StaffRole::kApprover}};

class RunBreakersTest : public testing::Test {
 protected:
  RunBreakersTest() {
    folder_ = testing::TempDir() + "/run-breakers-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    LedgerOptions ledger;
    ledger.verb = LedgerVerb::kInit;
    ledger.data = folder_;
    EXPECT_TRUE(run_ledger(ledger, no_progress()).ok());
    store_ = open_decisions(folder_, DecisionAccess::kWrite).value();
    for (const Person& person : {kAna, kRui, kApo}) EXPECT_TRUE(store_->put_person(person).ok());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text) const {
    std::ofstream(folder_ + "/breakers.yaml", std::ios::trunc) << text;
  }

  /// One account of network n, reach limited.
  std::string decide(const std::string& account) {
    const OpenDesk open = open_desk(folder_).value();
    auto desk = open.desk();
    DecisionDraft draft;
    draft.subject.id = account;
    draft.subject.network = "n";
    draft.policy = "covert";
    draft.mode = PolicyMode::kLive;
    LadderStep step;
    step.action = ActionKind::kLimitReach;
    draft.actions.push_back(step);
    const std::string id = desk.propose(draft, kAna, "why", ++now_).value().id;
    EXPECT_TRUE(desk.agree(id, kRui, ++now_).ok());
    return id;
  }

  DeliverOptions to_file() {
    DeliverOptions options;
    options.data = folder_;
    options.sink = "file:" + folder_ + "/actions.ndjson";
    options.clock = [this] { return ++now_; };
    return options;
  }

  CommandAnswer deliver() {
    auto answer = run_deliver(to_file(), no_progress());
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.ok() ? std::move(answer).value() : CommandAnswer{};
  }

  Result<CommandAnswer> breakers(BreakersVerb verb, const std::string& by = {}) {
    BreakersOptions options;
    options.verb = verb;
    options.data = folder_;
    options.by = by;
    options.reason = "a busy week";
    options.at = ++now_;
    return run_breakers(options, no_progress());
  }

  std::string told(BreakersVerb verb, const std::string& by = {}) {
    const auto answer = breakers(verb, by);
    return answer.ok() ? answer.value().text + answer.value().json : answer.error().message;
  }

  [[nodiscard]] std::vector<AcceptedRules> records() const {
    return read_accepted_rules(*store_).value();
  }

  void expect_sound() {
    const auto check = check_ledger(*store_, read_ledger_key(folder_).value().verifier).value();
    for (const Mismatch& one : check.mismatches) ADD_FAILURE() << one.what;
    const auto books = reconcile(*store_).value();
    for (const Mismatch& one : books.mismatches) {
      if (one.what.find("notice") == std::string::npos) ADD_FAILURE() << one.what;
    }
  }

  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  std::string folder_;
  std::unique_ptr<DecisionStore> store_;
  TimeUs now_ = 1'700'000'000'000'000;
};

TEST_F(RunBreakersTest, AStricterLimitHoldsAtOnceAndIsInTheLedger) {
  for (int i = 0; i < 3; ++i) (void)decide("clipper:" + std::to_string(i));
  write("per_network: 2\n");
  const CommandAnswer first = deliver();
  EXPECT_TRUE(has(first.text, "2 taken")) << first.text;
  EXPECT_TRUE(has(first.text, "Stricter limits of breakers.yaml hold: per_network from 300 to 2"))
      << first.text;
  EXPECT_TRUE(has(first.json, R"("limits_changed":["per_network from 300 to 2"])")) << first.json;
  EXPECT_TRUE(has(first.json, R"("breaker":"network:n")")) << first.json;
  ASSERT_EQ(records().size(), 1U);
  EXPECT_EQ(records()[0].rules.limits.network_accounts_per_day, 2U);
  EXPECT_EQ(records()[0].sha256, read_delivery_rules(folder_).value().sha256);
  EXPECT_EQ(records()[0].by, "");
  EXPECT_TRUE(has(deliver().json, R"("limits_changed":[])"));
  EXPECT_EQ(records().size(), 1U) << "once";
  expect_sound();
}

TEST_F(RunBreakersTest, ALooserLimitHoldsOnceAnApproverSaysSo) {
  write("per_network: 1\n");
  (void)deliver();
  (void)decide("clipper:1");
  write("# more\nper_network: 5\nper_hour: 900\n");
  const CommandAnswer stopped = deliver();
  EXPECT_FALSE(stopped.sound);
  EXPECT_TRUE(has(stopped.text, "0 taken")) << stopped.text;
  EXPECT_TRUE(has(stopped.text,
                  "breakers.yaml:2: per_network from 1 to 5: looser than what was "
                  "last accepted"))
      << stopped.text;
  EXPECT_TRUE(has(stopped.text, "overt breakers accept --by PERSON --reason TEXT"));
  EXPECT_EQ(records().size(), 1U) << "what is stricter in the same file waits too";
  EXPECT_FALSE(breakers(BreakersVerb::kShow).value().sound);
  EXPECT_TRUE(has(told(BreakersVerb::kAccept, "rui"), "needs an approver"));
  EXPECT_TRUE(has(told(BreakersVerb::kAccept, "nobody"), "nobody"));
  const std::string accepted = told(BreakersVerb::kAccept, "apo");
  EXPECT_TRUE(has(accepted, "per_hour from 1000 to 900, per_network from 1 to 5")) << accepted;
  EXPECT_TRUE(deliver().sound);
  ASSERT_EQ(records().size(), 2U);
  EXPECT_EQ(records()[1].by, "apo");
  EXPECT_EQ(records()[1].known_by, KnownBy::kFileAccess);
  EXPECT_EQ(records()[1].reason, "a busy week");
  EXPECT_TRUE(has(told(BreakersVerb::kAccept, "apo"), "nothing to accept"));
  EXPECT_TRUE(has(told(BreakersVerb::kHistory), "accepted by apo: a busy week"));
  EXPECT_TRUE(has(told(BreakersVerb::kShow), R"("limits":{"per_hour":900,)"));
  expect_sound();
}

TEST_F(RunBreakersTest, WithoutItsFileNothingBecomesLooser) {
  write("actions:\n  limit_reach: 3\n");
  (void)deliver();
  (void)decide("clipper:1");
  std::filesystem::remove(folder_ + "/breakers.yaml");
  const CommandAnswer stopped = deliver();
  EXPECT_TRUE(has(stopped.text, "there is no breakers.yaml")) << stopped.text;
  EXPECT_TRUE(has(stopped.text, "actions.limit_reach from 3 to no limit")) << stopped.text;
  EXPECT_TRUE(has(stopped.text, "0 taken")) << stopped.text;
  EXPECT_TRUE(breakers(BreakersVerb::kAccept, "apo").ok()) << "an approver may give it up";
  EXPECT_TRUE(has(deliver().text, "1 taken"));
  EXPECT_EQ(records().back().sha256, "");
}

TEST_F(RunBreakersTest, WhatCannotBeReadStopsEverythingButUndoing) {
  const std::string first = decide("clipper:1");
  (void)deliver();
  (void)decide("clipper:2");
  const OpenDesk open = open_desk(folder_).value();
  auto desk = open.desk();
  ASSERT_TRUE(desk.undo(first, kApo, "a mistake", ++now_).ok());
  write("per_hour: lots\n");
  const CommandAnswer stopped = deliver();
  EXPECT_TRUE(has(stopped.text, "breakers.yaml:1:")) << stopped.text;
  EXPECT_TRUE(has(stopped.json, R"("breaker":"limits")")) << stopped.json;
  EXPECT_TRUE(has(stopped.text, "1 taken")) << "the undoing: " << stopped.text;
  EXPECT_TRUE(has(stopped.text, "1 queued")) << stopped.text;
  EXPECT_TRUE(has(told(BreakersVerb::kAccept, "apo"), "breakers.yaml:1:"));
  DeliverOptions reset = to_file();
  reset.verb = DeliverVerb::kReset;
  reset.named = "limits";
  reset.by = "apo";
  reset.reason = "r";
  const auto refused = run_deliver(reset, no_progress());
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(has(refused.error().message, "overt breakers accept")) << refused.error().message;
  write("per_hour: 1000\n");
  EXPECT_TRUE(has(deliver().text, "1 taken"));
  EXPECT_TRUE(records().empty()) << "the same limits in other words are no change";
}

TEST_F(RunBreakersTest, AnOptionMayOnlyBeStricter) {
  write("per_hour: 10\npolicies:\n  covert: 4\ndelay: 1s\n");
  (void)deliver();
  const auto refusal = [&](const DeliverFlags& flags) {
    DeliverOptions options = to_file();
    options.flags = flags;
    const auto answer = run_deliver(options, no_progress());
    EXPECT_FALSE(answer.ok());
    return answer.ok() ? std::string() : answer.error().message;
  };
  DeliverFlags flags;
  flags.per_hour = 11;
  EXPECT_TRUE(has(refusal(flags), "--per-hour would change per_hour from 10 to 11"));
  flags = {};
  flags.delay_us_max = kMicrosPerSecond / 2;
  EXPECT_TRUE(has(refusal(flags), "--delay"));
  flags = {};
  flags.per_hour = 2;
  flags.per_policy = 400;
  for (int i = 0; i < 3; ++i) (void)decide("clipper:" + std::to_string(i));
  DeliverOptions options = to_file();
  options.flags = flags;
  (void)run_deliver(options, no_progress());
  now_ += kMicrosPerMinute;
  const auto answer = run_deliver(options, no_progress()).value();
  EXPECT_TRUE(has(answer.text, "2 taken")) << answer.text;
  EXPECT_TRUE(has(answer.text, "breaker all")) << answer.text;
  EXPECT_EQ(records().size(), 1U) << "an option is of one call, and changes no limit";
}

TEST_F(RunBreakersTest, KindsAndPoliciesAreCountedAndShown) {
  write("policies:\n  covert: 9\nactions:\n  limit_reach: 2\n");
  for (int i = 0; i < 3; ++i) (void)decide("clipper:" + std::to_string(i));
  const CommandAnswer stopped = deliver();
  EXPECT_TRUE(has(stopped.json, R"("breaker":"action:limit_reach")")) << stopped.json;
  EXPECT_TRUE(has(stopped.text, "2 taken")) << stopped.text;
  const std::string shown = told(BreakersVerb::kShow);
  EXPECT_TRUE(has(shown, "action:limit_reach: 2 of 2 actions of one kind within an hour")) << shown;
  EXPECT_TRUE(has(shown, "policy:covert: 2 of 9 actions of one policy within an hour")) << shown;
  EXPECT_TRUE(has(shown, "all: 2 of 1000")) << shown;
  EXPECT_TRUE(has(shown, R"({"breaker":"network:n","count":2,"max":300,)")) << shown;
  EXPECT_TRUE(has(shown, R"("tripped":[{"breaker":"action:limit_reach")")) << shown;
}

TEST_F(RunBreakersTest, TheSettingsToChangeAreTheLimitsThatHold) {
  write(breakers(BreakersVerb::kSettings).value().text);
  EXPECT_TRUE(breakers(BreakersVerb::kShow).value().sound);
  EXPECT_TRUE(has(deliver().json, R"("limits_changed":[])"));
  EXPECT_TRUE(has(told(BreakersVerb::kHistory), "never changed"));
}

TEST_F(RunBreakersTest, WhoeverSharesTheStoreSharesTheLimits) {
  // A second machine: the same store, a data folder of its own.
  const std::string other = folder_ + "/other";
  std::filesystem::create_directory(other);
  write("per_hour: 10\n");
  (void)deliver();
  const RulesStanding there = rules_standing(other, *store_).value();
  EXPECT_EQ(there.accepted.rules.limits.per_hour, 10U);
  EXPECT_TRUE(has(there.doubt, "per_hour from 10 to 1000")) << there.doubt;
  const auto tripped = tripped_breakers(other, *store_, now_).value();
  ASSERT_EQ(tripped.size(), 1U);
  EXPECT_EQ(tripped[0].breaker, kLimitsBreaker);
}

TEST_F(RunBreakersTest, ARecordSaysEverythingAndNothingElseIsOne) {
  AcceptedRules accepted;
  accepted.rules.limits.policies["covert"] = 3;
  accepted.rules.limits.actions[ActionKind::kTerminate] = 1;
  accepted.rules.delay_us_max = kMicrosPerHour;
  accepted.sha256 = "ab";
  accepted.at = now_;
  accepted.by = "apo";
  accepted.known_by = KnownBy::kToken;
  accepted.reason = "so \"that\" it is";
  accepted.changes = {"per_hour from 1 to 2"};
  const auto read = parse_accepted_rules(render_accepted_rules(accepted));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(render_accepted_rules(read.value()), render_accepted_rules(accepted));
  EXPECT_EQ(read.value().rules, accepted.rules);
  EXPECT_FALSE(parse_accepted_rules("{}").ok());
  EXPECT_FALSE(parse_accepted_rules("per_hour: 5").ok());
  std::string broken = render_accepted_rules(accepted);
  broken.replace(broken.find("per_network"), 3, "pre");
  EXPECT_FALSE(parse_accepted_rules(broken).ok());
}

TEST_F(RunBreakersTest, WithoutTheLedgersKeyOnlyUndoingGoesOn) {
  const std::string id = decide("clipper:1");
  (void)deliver();
  (void)decide("clipper:2");
  {
    const OpenDesk open = open_desk(folder_).value();
    auto desk = open.desk();
    ASSERT_TRUE(desk.undo(id, kApo, "a mistake", ++now_).ok());
  }
  write("per_hour: 10\n");
  std::filesystem::rename(folder_ + "/ledger.key", folder_ + "/elsewhere");
  const CommandAnswer stopped = deliver();
  EXPECT_TRUE(has(stopped.text, "1 taken")) << stopped.text;
  EXPECT_TRUE(has(stopped.text, "1 held by a breaker")) << stopped.text;
  EXPECT_TRUE(has(stopped.text, "are not in the ledger: ")) << stopped.text;
  EXPECT_FALSE(stopped.sound);
  std::filesystem::rename(folder_ + "/elsewhere", folder_ + "/ledger.key");
  EXPECT_TRUE(has(deliver().text, "Stricter limits of breakers.yaml hold"));
  EXPECT_EQ(records().size(), 1U);
}

TEST_F(RunBreakersTest, ThePastIsNotAddedTo) {
  write("per_hour: 10\n");
  (void)deliver();
  write("per_hour: 20\n");
  now_ -= kMicrosPerDay;
  EXPECT_TRUE(has(told(BreakersVerb::kAccept, "apo"), "the past is not added to"));
  write("per_hour: 5\n");
  EXPECT_TRUE(has(deliver().text, "per_hour from 10 to 5"))
      << "a clock that went back loosens nothing";
  EXPECT_GE(records()[1].at, records()[0].at);
}

}  // namespace
}  // namespace overt
