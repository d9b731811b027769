#include "stages/policies/check_policy.h"

#include <gtest/gtest.h>

#include "stages/policies/evaluate_policy.h"

namespace overt {
namespace {

constexpr std::string_view kHead =
    "policy: p\nversion: 1.0.0\ntitle: t\nlanguages: [en]\nclauses:\n";

// A clause that is in order but for what a test changes.
struct ClauseText {
  std::string id = "one";
  std::string subject = "network";
  std::string when = "      - finding.status: confirmed\n";
  std::string actions = "[limit_reach: all]";
  std::string people = "2";
  std::string notice = "{action} {facts} {appeal}";
  std::string more;

  [[nodiscard]] std::string yaml() const {
    return "  - id: " + id + "\n    title: t\n    subject: " + subject + "\n    when:\n" + when +
           "    actions: " + actions + "\n    review: {people: " + people +
           ", within: 24h}\n    notices:\n      en: \"" + notice + "\"\n" + more;
  }
};

std::vector<PolicyProblem> problems_of(const std::vector<ClauseText>& clauses) {
  std::string text(kHead);
  for (const ClauseText& clause : clauses) text += clause.yaml();
  auto decoded = decode_policy(text, "p.yaml");
  EXPECT_TRUE(decoded.ok()) << decoded.error().message;
  if (!decoded.ok()) return {};
  auto problems = decoded.value().problems;
  for (auto& more : check_policy(decoded.value().policy, {})) problems.push_back(std::move(more));
  return problems;
}

std::string only_problem(const std::vector<ClauseText>& clauses) {
  const auto problems = problems_of(clauses);
  std::string all;
  for (const auto& one : problems) all += one.message + " | ";
  EXPECT_EQ(problems.size(), 1U) << all;
  return problems.size() == 1 ? problems.front().message : all;
}

TEST(CheckPolicyTest, AClauseInOrderHasNoProblem) {
  EXPECT_TRUE(problems_of({ClauseText{}}).empty());
}

TEST(CheckPolicyTest, AFactThatNobodyHoldsIsNamedWithTheNearestOne) {
  ClauseText clause;
  clause.when += "      - finding.statu: confirmed\n";
  const auto problems = problems_of({clause});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].line, 11U);
  EXPECT_NE(problems[0].message.find("finding.statu"), std::string::npos);
  EXPECT_NE(problems[0].remedy.find("finding.status"), std::string::npos);
}

TEST(CheckPolicyTest, AValueThatTheFactCannotHaveIsNamedWithThoseItCan) {
  ClauseText clause;
  clause.when += "      - finding.explanation: guilty\n";
  const auto problems = problems_of({clause});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_NE(problems[0].remedy.find("undisclosed"), std::string::npos);
}

TEST(CheckPolicyTest, AFactOfAnotherSubjectIsRefused) {
  ClauseText clause;
  clause.when += "      - account.protected: false\n";
  EXPECT_NE(only_problem({clause}).find("not a fact about networks"), std::string::npos);
}

TEST(CheckPolicyTest, AComparisonThatDoesNotFitTheFactIsRefused) {
  ClauseText clause;
  clause.when += "      - finding.explanation: {at_least: fandom}\n";
  EXPECT_NE(only_problem({clause}).find("cannot be asked"), std::string::npos);
}

TEST(CheckPolicyTest, ConditionsThatNoValueMeetsContradict) {
  for (const auto* when :
       {"      - finding.status: confirmed\n      - not: {finding.status: confirmed}\n",
        "      - finding.status: confirmed\n      - finding.families: {at_least: 3}\n"
        "      - finding.families: {at_most: 2}\n",
        "      - finding.status: confirmed\n      - finding.tier: {at_least: review}\n"
        "      - finding.tier: {at_most: watch}\n",
        "      - finding.status: confirmed\n      - label.values: {has: [a, b]}\n"
        "      - not: {label.values: {has: [a, b, c]}}\n"}) {
    ClauseText clause;
    clause.when = when;
    EXPECT_NE(only_problem({clause}).find("no value of"), std::string::npos) << when;
  }
}

TEST(CheckPolicyTest, BoundsThatTouchDoNotContradict) {
  ClauseText clause;
  clause.when +=
      "      - finding.families: {at_least: 2}\n      - finding.families: {at_most: 2}\n";
  EXPECT_TRUE(problems_of({clause}).empty());
}

TEST(CheckPolicyTest, AClauseBehindAWiderOneIsUnreachable) {
  ClauseText wide;
  ClauseText narrow;
  narrow.id = "two";
  narrow.when += "      - finding.families: {at_least: 3}\n";
  EXPECT_NE(only_problem({wide, narrow}).find("unreachable"), std::string::npos);
  EXPECT_TRUE(problems_of({narrow, wide}).empty());
  ClauseText elsewhere = wide;
  elsewhere.more = "    territory: [FR]\n";
  EXPECT_TRUE(problems_of({elsewhere, narrow}).empty()) << "the wider one holds in France alone";
  ClauseText ending = wide;
  ending.more = "    expires: 2024-01-01\n";
  EXPECT_TRUE(problems_of({ending, narrow}).empty()) << "the wider one ends";
}

TEST(CheckPolicyTest, RemovalNeedsTwoPeople) {
  ClauseText clause;
  clause.actions = "[limit_reach: all, terminate]";
  clause.people = "1";
  EXPECT_NE(only_problem({clause}).find("one person alone"), std::string::npos);
}

TEST(CheckPolicyTest, ALadderGoesUpFromMildOrSaysWhyNot) {
  ClauseText clause;
  clause.actions = "[terminate]";
  EXPECT_NE(only_problem({clause}).find("begins with terminate"), std::string::npos);
  clause.more = "    why_not_milder: because\n";
  EXPECT_TRUE(problems_of({clause}).empty());
  clause.more.clear();
  clause.actions = "[suspend, limit_reach: all]";
  EXPECT_EQ(problems_of({clause}).size(), 2U);
}

TEST(CheckPolicyTest, AdjacentAccountsAreNotRemoved) {
  ClauseText clause;
  clause.subject = "account";
  clause.actions = "[limit_reach: all, terminate]";
  EXPECT_NE(only_problem({clause}).find("adjacent"), std::string::npos);
  clause.when += "      - finding.standing: member\n";
  EXPECT_TRUE(problems_of({clause}).empty());
}

TEST(CheckPolicyTest, RemovalWithoutAFindingAListingOrALawIsRefused) {
  ClauseText clause;
  clause.when = "      - audience.abroad: {at_least: 0.5}\n";
  clause.actions = "[limit_reach: all, terminate]";
  EXPECT_NE(only_problem({clause}).find("without a confirmed finding"), std::string::npos);
}

TEST(CheckPolicyTest, ANoticeSaysWhatWhyAndHowToObject) {
  ClauseText clause;
  clause.notice = "{action} {facts}";
  EXPECT_NE(only_problem({clause}).find("{appeal}"), std::string::npos);
}

TEST(CheckPolicyTest, APeriodMustBeInTheCalendar) {
  ClauseText clause;
  clause.more = "    period: us-2024\n";
  EXPECT_NE(only_problem({clause}).find("us-2024"), std::string::npos);
}

TEST(CheckPolicyTest, WrongFormsNameFileAndLine) {
  for (const auto& [text, line] : std::vector<std::pair<std::string, std::string>>{
           {"policy: p\nversion: 1\n", "p.yaml:2"},
           {std::string(kHead) + "  - id: One\n", "p.yaml:6"},
           {std::string(kHead) + "  - id: one\n    titel: t\n", "p.yaml:6"}}) {
    const auto decoded = decode_policy(text, "p.yaml");
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.error().message.substr(0, line.size()), line) << decoded.error().message;
  }
}

}  // namespace
}  // namespace overt
