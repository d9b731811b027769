#include "pipeline/case_work.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/postgres/test_postgres.h"
#include "adapters/sqlite/sqlite_database.h"
#include "pipeline/case_openings.h"
#include "pipeline/reconcile.h"
#include "pipeline/run_cases.h"
#include "pipeline/run_ledger.h"
#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

constexpr TimeUs kNow = 1000 * kMicrosPerDay;

class CaseWorkTest : public testing::Test {
 protected:
  CaseWorkTest() {
    folder_ = testing::TempDir() + "/work-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  ~CaseWorkTest() override { std::filesystem::remove_all(folder_); }

  void make() const {
    LedgerOptions init;
    init.verb = LedgerVerb::kInit;
    init.data = folder_;
    const auto made = run_ledger(init, no_progress());
    ASSERT_TRUE(made.ok()) << made.error().message;
    const auto people = open_decisions(folder_, DecisionAccess::kWrite);
    ASSERT_TRUE(people.ok()) << people.error().message;
    for (const Person& person :
         {Person{"ana", {StaffRole::kAnalyst}}, Person{"rui", {StaffRole::kReviewer}},
          Person{"aud", {StaffRole::kAuditor}}, Person{"adm", {StaffRole::kAdmin}},
          Person{"ada", {StaffRole::kAdmin}}}) {
      ASSERT_TRUE(people.value()->put_person(person).ok());
    }
  }
  [[nodiscard]] CaseWork work(DecisionAccess access = DecisionAccess::kWrite) const {
    auto opened = CaseWork::open(folder_, access);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  void open_many(int count) const {
    CaseWork here = work();
    const Person ana = here.person("ana").value();
    std::vector<Case> cases;
    for (int i = 0; i < count; ++i) {
      cases.push_back(open_case({SubjectKind::kNetwork, fmt::format("n{}", i), "r1", "x"}, ana,
                                kNow, kNow + (1 + i) * kMicrosPerHour)
                          .value());
      cases.back().touches = {fmt::format("network:n{}", i)};
    }
    ASSERT_TRUE(here.add(cases).ok());
  }

  [[nodiscard]] std::string mismatches() const {
    const auto store = open_decisions(folder_, DecisionAccess::kRead).value();
    const auto cases = open_cases(folder_, DecisionAccess::kRead).value();
    std::string all;
    const auto of_cases = reconcile_cases(*store, *cases);
    for (const Mismatch& one : of_cases.value()) all += one.what + "\n";
    const auto books = reconcile(*store);
    for (const Mismatch& one : books.value().mismatches) all += one.what + "\n";
    return all;
  }

  // Every opening is in the ledger, and tells nobody what it is about.
  void is_on_record() const {
    const auto store = open_decisions(folder_, DecisionAccess::kRead).value();
    EXPECT_EQ(store->ledger_size().value(), 3U);
    EXPECT_EQ(mismatches(), "");
    const Case first = work(DecisionAccess::kRead).all().value().front();
    const std::string subject = opening_of(*store, first.id).value();
    const auto record = store->find_record(RecordKind::kCase, subject, 0).value();
    ASSERT_TRUE(record.has_value());
    EXPECT_NE(record->text.find(R"("subject":"n0")"), std::string::npos) << record->text;
    EXPECT_EQ(subject.find(first.id), std::string::npos);
    CaseWork here = work();
    EXPECT_EQ(here.add({first}).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(store->ledger_size().value(), 3U) << "what is not opened is not on record";
  }

  // What must hold wherever they are kept.
  void works() {
    make();
    open_many(3);
    is_on_record();
    CaseWork here = work();
    const Person rui = here.person("rui").value();
    const Person ana = here.person("ana").value();
    const auto first = here.next(rui, {}, kNow + 1).value();
    EXPECT_EQ(first.one.subject, "n0");
    EXPECT_EQ(here.next(rui, {}, kNow + 2).value().one.id, first.one.id) << "the same again";
    EXPECT_EQ(here.next(ana, {}, kNow + 2).value().one.subject, "n1");
    EXPECT_EQ(here.renew(first.one.id, rui, kNow + 3).value().events.back().until,
              kNow + 3 + 30 * kMicrosPerMinute);
    EXPECT_FALSE(here.renew(first.one.id, ana, kNow + 3).ok());
    // Rules are an admin's, interests one's own.
    const DeskRecord rule{DeskRecordKind::kRule, kNow, {}, "second", "1", ""};
    EXPECT_EQ(here.record(rule, rui).error().code, ErrorCode::kPermissionDenied);
    const Person adm = here.person("adm").value();
    ASSERT_TRUE(here.record(rule, adm).ok());
    EXPECT_EQ(here.desk().value().rules.key.size(), 64U) << "made with the first rule";
    const DeskRecord interest{DeskRecordKind::kInterest, kNow, {}, "rui", "network:n2", ""};
    EXPECT_FALSE(here.record(interest, ana).ok());
    ASSERT_TRUE(here.record(interest, rui).ok());
    DeskRecord ended = interest;
    ended.kind = DeskRecordKind::kInterestEnded;
    EXPECT_FALSE(here.record(ended, rui).ok()) << "not by oneself";
    ASSERT_TRUE(here.change(first.one.id,
                            [&](Case& one) {
                              return judge_case(one, rui, CaseVerdict::kUnclear, "hm", kNow + 4);
                            })
                    .ok());
    EXPECT_EQ(here.next(here.person("rui").value(), {}, kNow + 5).error().code,
              ErrorCode::kNotFound)
        << "one is judged, one taken, and in one there is an interest";
    ASSERT_TRUE(here.record(ended, adm).ok());
    EXPECT_EQ(here.next(here.person("rui").value(), {}, kNow + 5).value().one.subject, "n2");
    EXPECT_EQ(here.agreement(rui).error().code, ErrorCode::kPermissionDenied);
    EXPECT_TRUE(here.agreement(here.person("aud").value()).ok());
    EXPECT_EQ(here.must_be_decision("none").error().code, ErrorCode::kNotFound);
    EXPECT_EQ(work(DecisionAccess::kRead).all().value().size(), 3U);
  }

  std::string folder_;
};

TEST_F(CaseWorkTest, WorksInAFile) { works(); }

TEST_F(CaseWorkTest, WorksOnPostgres) {
  if (!TestPostgres::installed()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
  TestPostgres server;
  std::ofstream(decision_places(folder_).database_url) << server.new_database() << "\n";
  std::filesystem::permissions(decision_places(folder_).database_url, std::filesystem::perms(0600));
  works();
}

// Several processes take cases at once, and some die with one in their hands: no case is two
// people's at a time, and none is lost.
TEST_F(CaseWorkTest, ManyWhoTakeAtOnceEachGetAnother) {
  make();
  constexpr int kPeople = 4;
  constexpr int kEach = 5;
  {
    const auto people = make_decisions(folder_).value();
    for (int i = 0; i < kPeople; ++i) {
      ASSERT_TRUE(people->put_person({fmt::format("p{}", i), {StaffRole::kAnalyst}}).ok());
    }
  }
  open_many(kPeople * kEach);
  std::vector<pid_t> children;
  for (int i = 0; i < kPeople; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      CaseWork here = work();
      const Person person = here.person(fmt::format("p{}", i)).value();
      for (int n = 0; n < kEach;) {
        const auto handed = here.next(person, {}, kNow + 1);
        if (!handed.ok()) {
          if (handed.error().code == ErrorCode::kUnavailable) continue;
          _exit(1);  // tidy: allow(exiting): the child of a fork
        }
        const auto judged = here.change(handed.value().one.id, [&](Case& one) {
          return judge_case(one, person, CaseVerdict::kUnclear, "x", kNow + 1);
        });
        if (judged.ok()) ++n;
      }
      _exit(0);  // tidy: allow(exiting): the child of a fork
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  const auto cases = work().all().value();
  for (const Case& one : cases) {
    EXPECT_EQ(judgements_of(one).size(), 1U) << one.id;
    EXPECT_EQ(one.events.size(), 3U) << "opened, taken once, judged once";
  }
}

TEST_F(CaseWorkTest, WhoDiesHoldingACaseHoldsItNoLongerThanTheLease) {
  make();
  open_many(1);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    CaseWork here = work();
    const bool taken = here.next(here.person("rui").value(), {}, kNow).ok();
    if (taken) kill(getpid(), SIGKILL);
    _exit(1);  // tidy: allow(exiting): the child of a fork
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  CaseWork here = work();
  const Person ana = here.person("ana").value();
  EXPECT_FALSE(here.next(ana, {}, kNow + kMicrosPerMinute).ok());
  EXPECT_TRUE(here.next(ana, {}, kNow + 30 * kMicrosPerMinute).ok());
}

TEST_F(CaseWorkTest, WhatWasOpenedPastTheLedgerIsNamed) {
  make();
  const auto by_hand = [&](const std::string& sql) {
    auto database =
        SqliteDatabase::open(decision_places(folder_).database, SqliteDatabase::Access::kWrite, 0)
            .value();
    ASSERT_TRUE(database->run(sql).ok()) << sql;
  };
  const std::string put =
      "INSERT INTO case_file(id, kind, subject, run, title, due_at) SELECT '{0}', 1, '{0}', 'r', "
      "'t', 9; INSERT INTO case_event(file, number, kind, at, by, whom, said) SELECT number, 0, 0, "
      "5, 'ana', '', '' FROM case_file WHERE id = '{0}'";
  (void)work();  // makes the tables
  by_hand(fmt::format(fmt::runtime(put), "old"));
  open_many(2);
  EXPECT_EQ(mismatches(), "") << "one from before openings were on record";
  by_hand(fmt::format(fmt::runtime(put), "new"));
  EXPECT_EQ(mismatches(), "case new is not in the ledger\n");
  by_hand(
      "DELETE FROM case_event WHERE file = (SELECT number FROM case_file WHERE id = 'new'); "
      "DELETE FROM case_file WHERE id = 'new'; UPDATE case_file SET title = 'other' WHERE "
      "subject = 'n0'");
  EXPECT_NE(mismatches().find("is not what the ledger says was opened"), std::string::npos);
  by_hand(
      "UPDATE case_file SET title = 'x' WHERE subject = 'n0'; DELETE FROM case_event WHERE "
      "file = (SELECT number FROM case_file WHERE subject = 'n1'); DELETE FROM case_file WHERE "
      "subject = 'n1'");
  EXPECT_NE(mismatches().find("was opened, which is not kept"), std::string::npos);
}

TEST_F(CaseWorkTest, AnInterestKeepsSomebodyOutOfDecisionsToo) {
  make();
  CaseWork here = work();
  const DeskRecord interest{DeskRecordKind::kInterest, kNow, {}, "rui", "account:x:1", ""};
  ASSERT_TRUE(here.record(interest, here.person("adm").value()).ok());
  const auto people = open_decisions(folder_, DecisionAccess::kWrite).value();
  const CaseDesk cases = here.desk().value();
  const merkle::SignerKey key;
  DecisionDesk desk(
      *people, key, [](std::size_t count) { return std::string(count, 'x'); }, &cases);
  DecisionDraft draft;
  draft.subject.id = "x:1";
  draft.actions.push_back({});
  const auto proposed = desk.propose(draft, {"rui", {StaffRole::kReviewer}}, "why", kNow);
  ASSERT_FALSE(proposed.ok());
  EXPECT_NE(proposed.error().message.find("account:x:1"), std::string::npos)
      << proposed.error().message;
}

TEST_F(CaseWorkTest, TheCommandsSayWhatIsWrongWithAWord) {
  make();
  open_many(1);
  CasesOptions options;
  options.data = folder_;
  options.at = kNow + 1;
  options.verb = CasesVerb::kNext;
  options.by = "rui";
  const auto handed = run_cases(options, no_progress());
  ASSERT_TRUE(handed.ok()) << handed.error().message;
  EXPECT_NE(handed.value().text.find("Next because: due"), std::string::npos);
  EXPECT_NE(handed.value().json.find("\"why\":"), std::string::npos);
  options.id = work().all().value().front().id;
  options.verb = CasesVerb::kJudge;
  options.text = "x";
  options.verdict = "guilty";
  EXPECT_NE(run_cases(options, no_progress()).error().message.find("inauthentic, authentic"),
            std::string::npos);
  options.verb = CasesVerb::kHypothesis;
  options.about = "fans";
  options.likelihood = "likely";
  options.confidence = "sure";
  EXPECT_NE(run_cases(options, no_progress()).error().message.find("low, moderate or high"),
            std::string::npos);
  options.confidence = "low";
  const auto stated = run_cases(options, no_progress());
  ASSERT_TRUE(stated.ok()) << stated.error().message;
  EXPECT_NE(stated.value().text.find("fans: likely (low confidence), rui"), std::string::npos)
      << stated.value().text;
  options.verb = CasesVerb::kRules;
  options.by = "adm";
  options.golden_share = .1;
  const auto rules = run_cases(options, no_progress());
  ASSERT_TRUE(rules.ok()) << rules.error().message;
  EXPECT_EQ(rules.value().json.find("key"), std::string::npos);
  EXPECT_NE(rules.value().text.find("10 %"), std::string::npos);
  options.verb = CasesVerb::kQueue;
  EXPECT_NE(run_cases(options, no_progress()).value().text.find("due"), std::string::npos);
}

}  // namespace
}  // namespace overt
