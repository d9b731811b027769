#include "stages/cases/case_queue.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "stages/cases/agreement.h"
#include "stages/cases/render_case.h"
#include "stages/cases/work_on_case.h"

namespace overt {
namespace {

constexpr TimeUs kNow = 1000 * kMicrosPerDay + 12 * kMicrosPerHour;
const Person kAna{"ana", {StaffRole::kAnalyst}};
const Person kRui{"rui", {StaffRole::kReviewer}};
const Person kVic{"vic", {StaffRole::kViewer}};

Case case_due(std::string id, TimeUs hours) {
  Case one = open_case({SubjectKind::kNetwork, id, "r1", "x"}, kAna, kNow - kMicrosPerDay,
                       kNow + hours * kMicrosPerHour)
                 .value();
  one.id = std::move(id);
  return one;
}

std::string next_for(const std::vector<Case>& cases, const CaseDesk& desk, const Person& person,
                     std::string_view queue = {}, TimeUs now = kNow) {
  const auto next = next_case(cases, desk, person, queue, now);
  return next.ok() ? next.value().one->id : std::string(name_of(next.error().code));
}

TEST(CaseQueueTest, DeadlinesAreBroughtForwardByWhatIsUrgentAndItIsSaid) {
  std::vector<Case> cases = {case_due("a", 60), case_due("b", 70), case_due("c", 90),
                             case_due("d", 200)};
  cases[1].reach = 150'000;                            // 12 h: 58
  cases[2].election = true, cases[2].tier = "review";  // 36 h: 54
  const auto order = queue_of(cases, kNow);
  ASSERT_EQ(order.size(), 4U);
  EXPECT_EQ(order[0].one->id, "c");
  EXPECT_EQ(order[1].one->id, "b");
  EXPECT_EQ(order[2].one->id, "a");
  EXPECT_EQ(order[0].reasons[1], "24 h earlier: an election period");
  EXPECT_EQ(order[1].reasons[1], "12 h earlier: reaches 150000 accounts");
  EXPECT_EQ(order[1].comes_at, kNow + 58 * kMicrosPerHour);
  const auto next = next_case(cases, {}, kRui, {}, kNow).value();
  EXPECT_NE(next.why.find("election"), std::string::npos);
  EXPECT_NE(queue_of(cases, kNow + 61 * kMicrosPerHour)[2].reasons[0].find("overdue"),
            std::string::npos);
}

TEST(CaseQueueTest, HandedOutIsWhatThePersonMayAndNobodyHas) {
  std::vector<Case> cases = {case_due("a", 1), case_due("b", 2), case_due("c", 3),
                             case_due("d", 4)};
  ASSERT_TRUE(take_case(cases[0], kAna, kNow, kNow + 100).ok());
  cases[1].touches = {"entity:e1"};
  ASSERT_TRUE(assign_case(cases[2], kAna, kAna, kNow).ok());
  Person rui{"rui", {StaffRole::kReviewer}};
  rui.interests = {"entity:e1"};
  EXPECT_EQ(next_for(cases, {}, rui), "d");
  EXPECT_EQ(next_for(cases, {}, kRui), "b");
  EXPECT_EQ(next_for(cases, {}, kAna), "a") << "what they have taken already";
  EXPECT_EQ(next_for(cases, {}, rui, {}, kNow + 100), "a") << "the lock has ended";
  EXPECT_EQ(next_for(cases, {}, kVic), name_of(ErrorCode::kPermissionDenied));
  cases[3].queue = "elections";
  EXPECT_EQ(next_for(cases, {}, kRui, "elections"), "d");
  cases.pop_back();
  const auto nothing = next_case(cases, {}, rui, {}, kNow);
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(nothing.error().message.find("in 1 rui has an interest"), std::string::npos)
      << nothing.error().message;
}

TEST(CaseQueueTest, WhatIsHardIsShownUpToTheDaysLimit) {
  CaseDesk desk;
  desk.rules.hard_items_max = 2;
  std::vector<Case> cases;
  for (int i = 0; i < 4; ++i) cases.push_back(case_due(fmt::format("h{}", i), i));
  for (Case& one : cases) one.hard = true;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(next_for(cases, desk, kRui), fmt::format("h{}", i));
    ASSERT_TRUE(take_case(cases[static_cast<std::size_t>(i)], kRui, kNow, kNow + 10).ok());
    ASSERT_TRUE(
        judge_case(cases[static_cast<std::size_t>(i)], kRui, CaseVerdict::kUnclear, "x", kNow + 1)
            .ok());
  }
  const auto spent = next_case(cases, desk, kRui, {}, kNow + 2);
  ASSERT_FALSE(spent.ok());
  EXPECT_EQ(spent.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(spent.error().message.find("tomorrow"), std::string::npos);
  EXPECT_EQ(next_for(cases, desk, kAna), "h2") << "each has a day of their own";
  EXPECT_EQ(next_for(cases, desk, kRui, {}, kNow + kMicrosPerDay), "h2");
  cases.push_back(case_due("soft", 90));
  EXPECT_EQ(next_for(cases, desk, kRui, {}, kNow + 2), "soft");
}

TEST(CaseQueueTest, TheTimeSpentOnHardCasesIsThatOfTheirLocks) {
  Case one = case_due("h", 1);
  one.hard = true;
  ASSERT_TRUE(take_case(one, kRui, kNow, kNow + 100).ok());
  EXPECT_EQ(exposure_of({one}, "rui", kNow + 40).time, 40);
  EXPECT_EQ(exposure_of({one}, "rui", kNow + 400).time, 100) << "no longer than the lock";
  ASSERT_TRUE(renew_case(one, kRui, kNow + 90, kNow + 300).ok());
  ASSERT_TRUE(release_case(one, kRui, kNow + 250).ok());
  EXPECT_EQ(exposure_of({one}, "rui", kNow + 400).time, 250);
  EXPECT_EQ(exposure_of({one}, "rui", kNow + 400).items, 1U);
  EXPECT_EQ(exposure_of({one}, "ana", kNow + 400).items, 0U);
  EXPECT_EQ(exposure_of({one}, "rui", kNow + kMicrosPerDay).items, 0U);
  CaseDesk desk;
  desk.rules.hard_time_max = 200;
  Case other = case_due("i", 2);
  other.hard = true;
  EXPECT_EQ(next_for({one, other}, desk, kRui, {}, kNow + 400), name_of(ErrorCode::kLimitExceeded));
}

// Drawn with the key: about as many as the rule says, others with another key, and none foreseen.
TEST(CaseQueueTest, SecondJudgementsAreDrawnInTheShareOfTheRule) {
  CaseDesk desk;
  desk.rules.key = "k1";
  desk.rules.second_share = .2;
  CaseDesk other = desk;
  other.rules.key = "k2";
  int twice = 0;
  int differ = 0;
  for (int i = 0; i < 2000; ++i) {
    const Case one = case_due(fmt::format("c{}", i), 1);
    twice += judges_needed(one, desk) == 2 ? 1 : 0;
    differ += judges_needed(one, desk) != judges_needed(one, other) ? 1 : 0;
  }
  EXPECT_NEAR(twice, 400, 80);
  EXPECT_GT(differ, 400);
  desk.rules.second_share = 0;
  EXPECT_EQ(judges_needed(case_due("c1", 1), desk), 1U);
}

// A reviewer works through a queue in which every tenth case has a known answer.
TEST(CaseQueueTest, CasesWithAKnownAnswerComeInTheirShareOnceEachAndLookLikeOthers) {
  CaseDesk desk;
  desk.rules.key = "k1";
  desk.rules.golden_share = .25;
  std::vector<Case> cases;
  for (int i = 0; i < 300; ++i) cases.push_back(case_due(fmt::format("c{:03}", i), i));
  for (int i = 0; i < 60; ++i) {
    cases.push_back(case_due(fmt::format("g{:03}", i), 1000 + i));
    desk.golden[cases.back().id] = i % 2 == 0 ? CaseVerdict::kInauthentic : CaseVerdict::kAuthentic;
  }
  int golden = 0;
  for (int i = 0; i < 160; ++i) {
    const TimeUs now = kNow + i;
    const auto next = next_case(cases, desk, kRui, {}, now);
    ASSERT_TRUE(next.ok());
    Case& one = cases[static_cast<std::size_t>(next.value().one - cases.data())];
    golden += desk.golden.contains(one.id) ? 1 : 0;
    EXPECT_EQ(next.value().why.find("known"), std::string::npos);
    ASSERT_TRUE(take_case(one, kRui, now, now + 1).ok());
    ASSERT_TRUE(judge_case(one, kRui, CaseVerdict::kInauthentic, "x", now).ok());
  }
  EXPECT_NEAR(golden, 40, 16);
  const AgreementReport report = agreement_of(cases, desk);
  ASSERT_EQ(report.golden.size(), 1U);
  EXPECT_EQ(report.golden[0].judged, static_cast<std::uint64_t>(golden));
  EXPECT_NEAR(static_cast<double>(report.golden[0].right), golden / 2.0, 1);
  for (const Case& one : cases) {
    if (!desk.golden.contains(one.id)) continue;
    EXPECT_EQ(told_events(one, desk).size(), 1U) << "as if nobody had judged it";
    EXPECT_EQ(case_in_full(one, desk, kNow + 500).find("rui"), std::string::npos);
  }
}

TEST(CaseQueueTest, TheSecondToJudgeIsNotToldOfTheFirst) {
  CaseDesk desk;
  desk.rules.second_share = 1;
  std::vector<Case> cases = {case_due("a", 1)};
  ASSERT_TRUE(take_case(cases[0], kRui, kNow, kNow + 9).ok());
  ASSERT_TRUE(judge_case(cases[0], kRui, CaseVerdict::kAuthentic, "fans", kNow + 1).ok());
  EXPECT_EQ(next_for(cases, desk, kRui, {}, kNow + 2), name_of(ErrorCode::kNotFound));
  EXPECT_EQ(next_for(cases, desk, kAna, {}, kNow + 2), "a");
  EXPECT_EQ(case_in_full(cases[0], desk, kNow + 2).find("fans"), std::string::npos);
  std::string json;
  JsonWriter writer(json);
  write_case(writer, cases[0], desk, kNow + 2);
  EXPECT_EQ(json.find("rui"), std::string::npos) << json;
  ASSERT_TRUE(judge_case(cases[0], kAna, CaseVerdict::kUnclear, "hm", kNow + 3).ok());
  EXPECT_NE(case_in_full(cases[0], desk, kNow + 4).find("fans"), std::string::npos);
  EXPECT_EQ(next_for(cases, desk, {"pia", {StaffRole::kAnalyst}}, {}, kNow + 4),
            name_of(ErrorCode::kNotFound));
  const AgreementReport report = agreement_of(cases, desk);
  EXPECT_EQ(report.disputed, 1U);
  ASSERT_EQ(report.pairs.size(), 1U);
  EXPECT_EQ(report.pairs[0].first, "ana");
  EXPECT_EQ(report.pairs[0].cases, 1U);
  EXPECT_EQ(report.pairs[0].agreed, 0U);
  EXPECT_NE(agreement_in_words(report).find("1 cases have two answers"), std::string::npos);
}

TEST(CaseDeskTest, IsWhatItsRecordsSay) {
  const std::vector<DeskRecord> records = {
      {DeskRecordKind::kRule, 1, "adm", "golden", "0.05", ""},
      {DeskRecordKind::kRule, 1, "adm", "lease", "60000000", ""},
      {DeskRecordKind::kRule, 2, "adm", "golden", "0.1", ""},
      {DeskRecordKind::kRule, 2, "adm", "hard-items", "7", ""},
      {DeskRecordKind::kInterest, 3, "rui", "rui", "country:ru", ""},
      {DeskRecordKind::kInterest, 3, "rui", "rui", "country:ru", ""},
      {DeskRecordKind::kInterest, 3, "rui", "rui", "account:x:1", ""},
      {DeskRecordKind::kInterestEnded, 4, "adm", "rui", "country:ru", ""},
      {DeskRecordKind::kGolden, 5, "adm", "c1", "authentic", ""},
      {DeskRecordKind::kGolden, 5, "adm", "c2", "unclear", ""},
      {DeskRecordKind::kGoldenEnded, 6, "adm", "c1", "", ""}};
  const CaseDesk desk = desk_of(records);
  EXPECT_DOUBLE_EQ(desk.rules.golden_share, .1);
  EXPECT_EQ(desk.rules.lease, kMicrosPerMinute);
  EXPECT_EQ(desk.rules.hard_items_max, 7U);
  EXPECT_EQ(with_interests(kRui, desk).interests, std::vector<std::string>{"account:x:1"});
  EXPECT_EQ(desk.golden.size(), 1U);
  EXPECT_NE(rules_in_words(desk.rules).find("10 %"), std::string::npos);
}

}  // namespace
}  // namespace overt
