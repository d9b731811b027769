#include "stages/policies/evaluate_policy.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/time.h"
#include "stages/policies/check_policy.h"
#include "stages/policies/condition_set.h"
#include "stages/policies/decode_golden.h"
#include "stages/policies/decode_policy.h"

namespace overt {
namespace {

TermIndex term(std::string_view name) {
  const auto found = fact_term_named(name);
  EXPECT_TRUE(found.has_value()) << name;
  return found.value_or(0);
}

Condition asks(std::string_view name, Comparison comparison, std::vector<std::string> texts,
               bool negated = false) {
  Condition condition;
  condition.term = term(name);
  condition.comparison = comparison;
  condition.negated = negated;
  if (fact_terms()[condition.term].type == FactType::kNumber) {
    condition.number = std::stod(texts.front());
  }
  condition.texts = std::move(texts);
  return condition;
}

Policy policy_of(std::vector<std::vector<ConditionGroup>> clauses) {
  Policy policy;
  policy.id = "p";
  for (auto& when : clauses) {
    Clause& clause = policy.clauses.emplace_back();
    clause.id = "clause-" + std::to_string(policy.clauses.size());
    clause.subject = SubjectKind::kAccount;
    clause.when = std::move(when);
  }
  return policy;
}

std::int32_t day(std::string_view text) {
  return static_cast<std::int32_t>(parse_rfc3339(std::string(text) + "T00:00:00Z").value() /
                                   kMicrosPerDay);
}

TEST(EvaluatePolicyTest, TermsAreInOrderAndFit) {
  const auto terms = fact_terms();
  ASSERT_LE(terms.size(), kFactTermsMax);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    EXPECT_EQ(fact_term_named(terms[i].name), i) << terms[i].name;
    EXPECT_NE(terms[i].subjects, 0) << terms[i].name;
    EXPECT_FALSE(terms[i].meaning.empty()) << terms[i].name;
  }
}

TEST(EvaluatePolicyTest, TheFirstClauseThatAppliesDecides) {
  const auto evaluator = PolicyEvaluator::compile(
                             policy_of({{{asks("finding.standing", Comparison::kIs, {"member"})},
                                         {asks("finding.families", Comparison::kAtLeast, {"3"})}},
                                        {{asks("finding.standing", Comparison::kIs, {"member"})}}}),
                             {})
                             .value();
  const auto now = evaluator.at({});
  FactRow row = evaluator.new_row();
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), std::nullopt);
  row.set_choice(term("finding.standing"), "member");
  row.set_number(term("finding.families"), 2);
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), 1U);
  row.set_number(term("finding.families"), 3);
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), 0U);
  EXPECT_EQ(now.first_clause(SubjectKind::kNetwork, row), std::nullopt);
  row.set_choice(term("finding.standing"), "adjacent");
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), std::nullopt);
}

TEST(EvaluatePolicyTest, WhatIsNotKnownMeetsNothingNegatedOrNot) {
  const auto evaluator =
      PolicyEvaluator::compile(
          policy_of({{{asks("account.protected", Comparison::kIs, {"true"}, true)}},
                     {{asks("account.protected", Comparison::kIs, {"true"})}}}),
          {})
          .value();
  const auto now = evaluator.at({});
  FactRow row = evaluator.new_row();
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), std::nullopt);
  row.set_flag(term("account.protected"), false);
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), 0U);
  row.set_flag(term("account.protected"), true);
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), 1U);
  row.clear();
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), std::nullopt);
}

TEST(EvaluatePolicyTest, ValuesOutsideTheFactLeaveItUnknown) {
  const auto evaluator = PolicyEvaluator::compile(policy_of({}), {}).value();
  FactRow row = evaluator.new_row();
  row.set_choice(term("finding.status"), "guilty");
  row.set_number(term("finding.q"), std::nan(""));
  row.set_number(term("audience.abroad"), -1);
  EXPECT_FALSE(row.knows(term("finding.status")));
  EXPECT_FALSE(row.knows(term("finding.q")));
  EXPECT_FALSE(row.knows(term("audience.abroad")));
  row.set_number(term("audience.abroad"), 0);
  EXPECT_TRUE(row.knows(term("audience.abroad")));
}

TEST(EvaluatePolicyTest, HavingNoneOfTheWordsIsKnownToo) {
  const auto evaluator =
      PolicyEvaluator::compile(
          policy_of({{{asks("label.values", Comparison::kHas, {"a", "b"}, true)}},
                     {{asks("label.values", Comparison::kHas, {"b"})}}}),
          {})
          .value();
  const auto now = evaluator.at({});
  FactRow row = evaluator.new_row();
  const std::vector<std::string> none;
  row.set_texts(term("label.values"), none);
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), 0U);
  const std::vector<std::string> both = {"b", "unheard-of"};
  row.set_texts(term("label.values"), both);
  EXPECT_EQ(now.first_clause(SubjectKind::kAccount, row), 1U);
}

TEST(EvaluatePolicyTest, AClauseHoldsInItsPlaceAndTimeAndNotWhileACourtStaysIt) {
  Clause clause;
  clause.territory = {"US"};
  LegalBasis basis;
  basis.from_day = day("2020-09-27");
  basis.to_day = day("2021-06-08");
  Stay stay;
  stay.from_day = day("2020-10-01");
  stay.to_day = day("2020-10-31");
  basis.stays.push_back(stay);
  clause.legal_basis = basis;
  clause.expires_day = day("2021-01-31");
  const auto state = [&](std::string_view at, std::string region = "US") {
    return state_of(clause, {day(at), std::move(region)}, {});
  };
  EXPECT_EQ(state("2020-09-26"), ClauseState::kNotYetLaw);
  EXPECT_EQ(state("2020-09-27"), ClauseState::kInForce);
  EXPECT_EQ(state("2020-10-01"), ClauseState::kStayed);
  EXPECT_EQ(state("2020-10-31"), ClauseState::kStayed);
  EXPECT_EQ(state("2020-11-01"), ClauseState::kInForce);
  EXPECT_EQ(state("2020-11-01", "FR"), ClauseState::kElsewhere);
  EXPECT_EQ(state("2020-11-01", ""), ClauseState::kElsewhere);
  EXPECT_EQ(state("2021-02-01"), ClauseState::kExpired);
  clause.expires_day.reset();
  EXPECT_EQ(state("2021-06-09"), ClauseState::kNoLongerLaw);
}

TEST(EvaluatePolicyTest, APeriodHoldsInItsDaysAndItsPlace) {
  Clause clause;
  clause.period = "election";
  const std::vector<CalendarEntry> calendar = {
      {"election", "t", {"US"}, day("2024-09-05"), day("2024-11-12"), ""}};
  EXPECT_EQ(state_of(clause, {day("2024-09-05"), "US"}, calendar), ClauseState::kInForce);
  EXPECT_EQ(state_of(clause, {day("2024-11-13"), "US"}, calendar), ClauseState::kOutOfPeriod);
  EXPECT_EQ(state_of(clause, {day("2024-09-05"), "MX"}, calendar), ClauseState::kOutOfPeriod);
  EXPECT_EQ(state_of(clause, {day("2024-09-05"), "US"}, {}), ClauseState::kOutOfPeriod);
}

TEST(EvaluatePolicyTest, ExplainingGivesEveryConditionsAnswer) {
  const auto evaluator = PolicyEvaluator::compile(
                             policy_of({{{asks("finding.standing", Comparison::kIs, {"member"})},
                                         {asks("finding.families", Comparison::kAtLeast, {"3"}),
                                          asks("account.protected", Comparison::kIs, {"false"})}}}),
                             {})
                             .value();
  FactRow row = evaluator.new_row();
  row.set_choice(term("finding.standing"), "member");
  row.set_number(term("finding.families"), 1);
  const auto answers = evaluator.explain(SubjectKind::kAccount, row, {});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_FALSE(answers[0].met);
  EXPECT_EQ(answers[0].groups[0][0].answer, Answer::kMet);
  EXPECT_EQ(answers[0].groups[1][0].answer, Answer::kNotMet);
  EXPECT_EQ(answers[0].groups[1][1].answer, Answer::kUnknown);
}

TEST(EvaluatePolicyTest, TooManyWordsAreALimitThatIsNamed) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i <= kWordsMax; ++i) words.push_back("w" + std::to_string(i));
  const auto evaluator =
      PolicyEvaluator::compile(policy_of({{{asks("label.values", Comparison::kHas, words)}}}), {});
  ASSERT_FALSE(evaluator.ok());
  EXPECT_EQ(evaluator.error().code, ErrorCode::kLimitExceeded);
  EXPECT_NE(evaluator.error().message.find("label.values"), std::string::npos);
}

// What conditions accept as sets agrees with what the evaluator answers.
RC_GTEST_PROP(EvaluatePolicyTest, ConditionsThatExcludeOrImplyEachOtherAnswerSo, ()) {
  const auto terms = fact_terms();
  const auto index = static_cast<TermIndex>(*rc::gen::inRange<std::size_t>(0, terms.size()));
  const FactTerm& asked = terms[index];
  std::vector<std::string> values(asked.values.begin(), asked.values.end());
  if (asked.type == FactType::kFlag) values = {"false", "true"};
  if (asked.type == FactType::kNumber) values = {"0", "1", "2", "3"};
  if (asked.type == FactType::kTexts) values = {"a", "b", "c"};
  const auto condition = [&] {
    Condition made;
    made.term = index;
    made.negated = *rc::gen::arbitrary<bool>();
    const bool bound = (asked.type == FactType::kNumber || asked.type == FactType::kRank) &&
                       *rc::gen::arbitrary<bool>();
    made.comparison = asked.type == FactType::kTexts ? Comparison::kHas
                      : !bound                       ? Comparison::kIs
                      : *rc::gen::arbitrary<bool>()  ? Comparison::kAtLeast
                                                     : Comparison::kAtMost;
    made.texts = {*rc::gen::elementOf(values)};
    if (!bound && *rc::gen::arbitrary<bool>()) made.texts.push_back(*rc::gen::elementOf(values));
    if (asked.type == FactType::kNumber) made.number = std::stod(made.texts.front());
    return made;
  };
  const Condition first = condition();
  const Condition second = condition();
  const auto evaluator = PolicyEvaluator::compile(policy_of({{{first}}, {{second}}}), {}).value();
  AcceptedValues both(first);
  both.narrow(AcceptedValues(second));
  bool ever_both = false;
  bool always = true;
  const std::size_t subsets = asked.type == FactType::kTexts ? 8 : values.size();
  for (std::size_t i = 0; i < subsets; ++i) {
    FactRow row = evaluator.new_row();
    if (asked.type == FactType::kTexts) {
      std::vector<std::string> held;
      for (std::size_t j = 0; j < 3; ++j) {
        if ((i >> j & 1U) != 0) held.push_back(values[j]);
      }
      row.set_texts(index, held);
    } else {
      set_facts({{index, {values[i]}, 0}}, row);
    }
    SubjectKind subject = SubjectKind::kAccount;
    const auto answers = evaluator.explain(subject, row, {});
    ever_both = ever_both || (answers[0].met && answers[1].met);
    always = always && (!answers[0].met || answers[1].met);
  }
  if (both.empty()) RC_ASSERT(!ever_both);
  if (AcceptedValues(first).within(AcceptedValues(second))) RC_ASSERT(always);
  const bool closed = asked.type != FactType::kNumber && asked.type != FactType::kTexts;
  if (closed) {
    RC_ASSERT(both.empty() == !ever_both);
    RC_ASSERT(AcceptedValues(first).within(AcceptedValues(second)) == always);
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(ShippedPoliciesTest, EveryPolicyIsInOrderAndMakesItsGoldenDecisions) {
  const std::filesystem::path folder = std::filesystem::path(OVERT_SOURCE_DIR) / "policies";
  const auto calendar = decode_calendar(read_file(folder / "elections.yaml"), "elections.yaml");
  ASSERT_TRUE(calendar.ok()) << calendar.error().message;
  std::size_t policies = 0;
  std::size_t decisions = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".yaml" || name == "elections.yaml") continue;
    const auto decoded = decode_policy(read_file(entry.path()), name);
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    for (const auto& problem : decoded.value().problems) ADD_FAILURE() << name << problem.message;
    for (const auto& problem : check_policy(decoded.value().policy, calendar.value())) {
      ADD_FAILURE() << name << ":" << problem.line << ": " << problem.message;
    }
    const auto evaluator =
        PolicyEvaluator::compile(decoded.value().policy, calendar.value()).value();
    const auto golden = decode_golden(read_file(folder / "golden" / name), name);
    ASSERT_TRUE(golden.ok()) << golden.error().message;
    for (const auto& miss : run_golden(evaluator, golden.value())) {
      ADD_FAILURE() << "golden/" << name << ":" << miss.line << ": " << miss.name << ": expected '"
                    << miss.expected << "', got '" << miss.got << "'";
    }
    ++policies;
    decisions += golden.value().size();
  }
  EXPECT_EQ(policies, 7U);
  EXPECT_GE(decisions, 28U);
}

}  // namespace
}  // namespace overt
