#include "stages/policies/explain_verdict.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"
#include "stages/policies/decode_facts.h"
#include "stages/policies/decode_golden.h"
#include "stages/policies/decode_policy.h"

namespace overt {
namespace {

constexpr std::string_view kPolicy = R"(policy: example
version: 1.0.0
title: Example
mode: shadow
languages: [en]
clauses:
  - id: listed
    title: Listed
    subject: account
    when:
      - label.values: {has: [state-affiliated, party]}
    actions: [label: listed]
    review: {people: 1, within: 72h}
    notices: {en: "{facts} {action} {appeal}"}
  - id: member
    title: A member
    subject: account
    when:
      - finding.tier: review
      - finding.families: {at_least: 2}
      - not: {account.protected: true}
      - any:
          - attribution.confidence: {at_least: moderate}
          - account.declares_entity: false
    actions: [limit_reach: all]
    review: {people: 1, within: 72h}
    notices: {en: "{facts} {action} {appeal}"}
)";

PolicyEvaluator evaluator() {
  const auto decoded = decode_policy(kPolicy, "example.yaml");
  EXPECT_TRUE(decoded.ok()) << decoded.error().message;
  return PolicyEvaluator::compile(decoded.value().policy, {}).value();
}

SubjectFacts a_member() {
  SubjectFacts subject;
  subject.id = "clipper:1";
  set_fact(subject, "finding.tier", {"review"});
  set_fact(subject, "finding.families", {"2"});
  set_fact(subject, "account.protected", {"false"});
  set_fact(subject, "account.declares_entity", {"false"});
  set_fact(subject, "label.values", {"quiet"});
  return subject;
}

bool has(const VerdictExplained& verdict, const FactChange& change) {
  return std::find(verdict.changes.begin(), verdict.changes.end(), change) != verdict.changes.end();
}

TEST(ExplainVerdictTest, NamesTheClauseTheFactsItUsedAndWhatWouldChangeIt) {
  const auto policy = evaluator();
  const auto verdict = explain_verdict(policy, a_member(), {});
  ASSERT_EQ(verdict.clause, 1U);
  std::vector<std::string> used;
  for (const GivenFact& fact : verdict.used) used.emplace_back(fact_terms()[fact.term].name);
  EXPECT_EQ(used, (std::vector<std::string>{"account.declares_entity", "account.protected",
                                            "finding.families", "finding.tier"}));
  EXPECT_TRUE(has(verdict, {"account.protected", "false", "true", ""}));
  EXPECT_TRUE(has(verdict, {"account.protected", "false", "unknown", ""}));
  EXPECT_TRUE(has(verdict, {"finding.families", "2", "1", ""}));
  EXPECT_FALSE(has(verdict, {"finding.families", "2", "3", ""}));
  EXPECT_TRUE(has(verdict, {"label.values", "quiet", "quiet, party", "listed"}));
  EXPECT_FALSE(has(verdict, {"label.values", "quiet", "unknown", ""}));
  ASSERT_EQ(verdict.missed.size(), 1U) << "the clause before it";
  EXPECT_EQ(verdict.missed.front().clause, "listed");
  const std::string words = verdict_in_words(policy.policy(), a_member(), verdict);
  EXPECT_NE(words.find("clause member (A member)"), std::string::npos);
  EXPECT_NE(words.find("would change it: account.protected true instead of false -> no clause"),
            std::string::npos);
}

TEST(ExplainVerdictTest, SaysWhatKeepsEveryClauseFromApplying) {
  SubjectFacts subject = a_member();
  set_fact(subject, "account.declares_entity", {"true"});
  const auto verdict = explain_verdict(evaluator(), subject, {});
  EXPECT_FALSE(verdict.clause.has_value());
  ASSERT_EQ(verdict.missed.size(), 2U);
  ASSERT_EQ(verdict.missed[1].conditions.size(), 1U);
  EXPECT_EQ(verdict.missed[1].conditions.front(),
            "attribution.confidence at least moderate (unknown) or account.declares_entity is "
            "false (true)");
  EXPECT_TRUE(has(verdict, {"attribution.confidence", "unknown", "high", "member"}));
  EXPECT_TRUE(has(verdict, {"account.declares_entity", "true", "false", "member"}));
}

// Every change that is told holds when the policy is asked, and none of one flag is missed.
TEST(ExplainVerdictTest, ChangesAreWhatThePolicySaysWhenAsked) {
  const auto policy = evaluator();
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    SubjectFacts subject;
    const auto flip = [&] { return random.below(2) == 0; };
    if (flip()) set_fact(subject, "finding.tier", {flip() ? "review" : "watch"});
    if (flip()) set_fact(subject, "finding.families", {flip() ? "2" : "1"});
    if (flip()) set_fact(subject, "account.protected", {flip() ? "true" : "false"});
    if (flip()) set_fact(subject, "account.declares_entity", {flip() ? "true" : "false"});
    if (flip()) set_fact(subject, "label.values", {flip() ? "party" : "quiet"});
    const auto ask = [&](const SubjectFacts& about) {
      FactRow row = policy.new_row();
      set_facts(about.facts, row);
      const auto clause = policy.at({}).first_clause(about.kind, row);
      return clause ? policy.policy().clauses[*clause].id : std::string();
    };
    const auto verdict = explain_verdict(policy, subject, {});
    const std::string is = ask(subject);
    EXPECT_EQ(verdict.clause ? policy.policy().clauses[*verdict.clause].id : "", is);
    for (const FactChange& change : verdict.changes) EXPECT_NE(change.clause, is);
    for (const std::string value : {"true", "false"}) {
      SubjectFacts other = subject;
      set_fact(other, "account.protected", {value});
      if (ask(other) == is) continue;
      const auto known = fact_in_words(subject, "account.protected");
      EXPECT_TRUE(has(verdict,
                      {"account.protected", known.empty() ? "unknown" : known, value, ask(other)}));
    }
  }
}

TEST(DecodeFactsTest, ReadsWhoIsToldAndInWhichLanguage) {
  const auto facts = decode_facts(
      R"({"subject":"content","id":"v","lang":"fr","accounts":["clipper:1"],"facts":{}})", "f");
  ASSERT_TRUE(facts.ok()) << facts.error().message;
  EXPECT_EQ(facts.value().front().lang, "fr");
  EXPECT_EQ(facts.value().front().accounts, std::vector<std::string>{"clipper:1"});
  EXPECT_FALSE(
      decode_facts(R"({"subject":"content","id":"v","accounts":[[]],"facts":{}})", "f").ok());
}

TEST(DecodeFactsTest, ReadsEveryKindOfValue) {
  const auto facts = decode_facts(
      "{\"subject\":\"account\",\"id\":\"a\",\"facts\":{\"account.protected\":true,"
      "\"account.followers\":1200,\"audience.regions\":[\"US\",\"CA\"],"
      "\"attribution.confidence\":\"high\"}}\n\n"
      "{\"subject\":\"entity\",\"id\":\"e\",\"facts\":{\"disclosure.peers\":[]}}",
      "facts.ndjson");
  ASSERT_TRUE(facts.ok()) << facts.error().message;
  ASSERT_EQ(facts.value().size(), 2U);
  const SubjectFacts& account = facts.value().front();
  EXPECT_EQ(fact_in_words(account, "account.protected"), "true");
  EXPECT_EQ(fact_in_words(account, "account.followers"), "1200");
  EXPECT_EQ(fact_in_words(account, "audience.regions"), "US, CA");
  EXPECT_EQ(fact_in_words(account, "attribution.confidence"), "high");
  EXPECT_NE(find_fact(facts.value().back(), "disclosure.peers"), nullptr) << "none is known";
}

TEST(DecodeFactsTest, NamesFileAndLineOfWhatIsWrong) {
  const std::vector<std::string> wrong = {
      "no json",
      R"({"subject":"planet","id":"a","facts":{}})",
      R"({"subject":"account","facts":{}})",
      R"({"subject":"account","id":"a"})",
      R"({"subject":"account","id":"a","facts":{"account.protekted":true}})",
      R"({"subject":"entity","id":"a","facts":{"account.protected":true}})",
      R"({"subject":"account","id":"a","facts":{"account.protected":"perhaps"}})",
      R"({"subject":"account","id":"a","facts":{"account.followers":-1}})",
      R"({"subject":"account","id":"a","facts":{"finding.tier":["review","watch"]}})"};
  for (const std::string& line : wrong) {
    const auto facts = decode_facts("\n" + line + "\n", "facts.ndjson");
    ASSERT_FALSE(facts.ok()) << line;
    EXPECT_EQ(facts.error().message.find("facts.ndjson:2: "), 0U) << facts.error().message;
  }
}

}  // namespace
}  // namespace overt
