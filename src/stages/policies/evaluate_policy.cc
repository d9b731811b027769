#include "stages/policies/evaluate_policy.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/check.h"

namespace overt {
namespace {

std::uint64_t bit(std::size_t value) { return std::uint64_t{1} << value; }

std::optional<std::size_t> place_of(const FactTerm& term, std::string_view value) {
  const auto found = std::find(term.values.begin(), term.values.end(), value);
  if (found == term.values.end()) return std::nullopt;
  return static_cast<std::size_t>(found - term.values.begin());
}

double number_of(const std::string& text) {
  double value = -1;  // no fact is negative
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool contains(const std::vector<std::string>& territory, std::string_view region) {
  return territory.empty() ||
         std::binary_search(territory.begin(), territory.end(), region, std::less<>());
}

bool is_stayed(const LegalBasis& basis, std::int32_t day) {
  return std::any_of(basis.stays.begin(), basis.stays.end(), [day](const Stay& stay) {
    return day >= stay.from_day && (!stay.to_day || day <= *stay.to_day);
  });
}

}  // namespace

std::string_view name_of(ClauseState state) {
  static constexpr std::string_view kNames[] = {"in force",      "expired", "not yet law",
                                                "no longer law", "stayed",  "elsewhere",
                                                "out of period"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view name_of(Answer answer) {
  static constexpr std::string_view kNames[] = {"met", "not met", "unknown"};
  return kNames[static_cast<std::size_t>(answer)];
}

ClauseState state_of(const Clause& clause, const PolicyMoment& moment,
                     std::span<const CalendarEntry> calendar) {
  if (clause.expires_day && moment.day > *clause.expires_day) return ClauseState::kExpired;
  if (!contains(clause.territory, moment.region)) return ClauseState::kElsewhere;
  if (clause.legal_basis) {
    const LegalBasis& basis = *clause.legal_basis;
    if (moment.day < basis.from_day) return ClauseState::kNotYetLaw;
    if (basis.to_day && moment.day > *basis.to_day) return ClauseState::kNoLongerLaw;
    if (is_stayed(basis, moment.day)) return ClauseState::kStayed;
  }
  if (clause.period.empty()) return ClauseState::kInForce;
  const bool running = std::any_of(calendar.begin(), calendar.end(), [&](const auto& entry) {
    return entry.id == clause.period && moment.day >= entry.from_day &&
           moment.day <= entry.to_day && contains(entry.territory, moment.region);
  });
  return running ? ClauseState::kInForce : ClauseState::kOutOfPeriod;
}

void FactRow::clear() { known_ = 0; }

void FactRow::set_flag(TermIndex term, bool value) {
  CHECK(fact_terms()[term].type == FactType::kFlag);
  known_ |= 1U << term;
  values_[term] = value ? 1 : 0;
}

void FactRow::set_number(TermIndex term, double value) {
  CHECK(fact_terms()[term].type == FactType::kNumber);
  if (!(value >= 0)) {
    known_ &= ~(1U << term);
    return;
  }
  known_ |= 1U << term;
  values_[term] = value;
}

void FactRow::set_choice(TermIndex term, std::string_view value) {
  const FactTerm& asked = fact_terms()[term];
  CHECK(asked.type == FactType::kChoice || asked.type == FactType::kRank);
  const auto place = place_of(asked, value);
  if (!place) {
    known_ &= ~(1U << term);
    return;
  }
  known_ |= 1U << term;
  values_[term] = static_cast<double>(*place);
}

void FactRow::set_texts(TermIndex term, std::span<const std::string> values) {
  CHECK(fact_terms()[term].type == FactType::kTexts);
  known_ |= 1U << term;
  Words& words = words_[term];
  words.fill(0);
  const auto& ids = evaluator_->word_ids_[term];
  if (ids.empty()) return;
  for (const std::string& value : values) {
    if (const auto found = ids.find(value); found != ids.end()) {
      words[found->second / 64] |= bit(found->second % 64);
    }
  }
}

Result<PolicyEvaluator> PolicyEvaluator::compile(const Policy& policy,
                                                 std::vector<CalendarEntry> calendar) {
  CHECK_LE(fact_terms().size(), kFactTermsMax);
  PolicyEvaluator evaluator;
  evaluator.policy_ = policy;
  evaluator.calendar_ = std::move(calendar);
  for (const Clause& clause : policy.clauses) {
    CompiledClause compiled;
    for (const ConditionGroup& group : clause.when) {
      for (const Condition& condition : group) {
        ASSIGN_OR_RETURN(Test test, evaluator.compile_condition(condition));
        compiled.tests.push_back(std::move(test));
      }
      compiled.group_end.push_back(static_cast<std::uint32_t>(compiled.tests.size()));
    }
    evaluator.clauses_.push_back(std::move(compiled));
  }
  return evaluator;
}

Result<PolicyEvaluator::Test> PolicyEvaluator::compile_condition(const Condition& condition) {
  const FactTerm& term = fact_terms()[condition.term];
  Test test;
  test.term = condition.term;
  test.type = term.type;
  test.comparison = condition.comparison;
  test.negated = condition.negated;
  test.number = condition.number;
  for (const std::string& text : condition.texts) {
    switch (term.type) {
      case FactType::kFlag:
        test.values |= bit(text == "true" ? 1 : 0);
        break;
      case FactType::kNumber:
        test.numbers.push_back(condition.texts.size() == 1 ? condition.number : number_of(text));
        break;
      case FactType::kChoice:
      case FactType::kRank:
        if (const auto place = place_of(term, text)) test.values |= bit(*place);
        break;
      case FactType::kTexts: {
        auto& ids = word_ids_[condition.term];
        const auto [at, added] = ids.emplace(text, static_cast<std::uint32_t>(ids.size()));
        if (at->second >= kWordsMax) {
          return Error{ErrorCode::kLimitExceeded,
                       fmt::format("the conditions of policy '{}' on {} ask for more than {} "
                                   "different values; split the policy",
                                   policy_.id, term.name, kWordsMax)};
        }
        test.words[at->second / 64] |= bit(at->second % 64);
        break;
      }
    }
  }
  const bool ranked =
      test.comparison == Comparison::kAtLeast || test.comparison == Comparison::kAtMost;
  if (term.type == FactType::kRank && ranked && test.values != 0) {
    const std::uint64_t all = bit(term.values.size()) - 1;
    const std::uint64_t below = test.values - 1;
    test.values = test.comparison == Comparison::kAtLeast ? all & ~below : below | test.values;
  }
  const bool by_value = term.type != FactType::kNumber && term.type != FactType::kTexts;
  test.never = by_value && test.values == 0;
  return test;
}

// The hottest function of all: once a condition and subject.
Answer PolicyEvaluator::answer(const Test& test, const FactRow& row) {
  if (!row.knows(test.term)) return Answer::kUnknown;
  if (test.never) return Answer::kNotMet;
  const double value = row.values_[test.term];
  bool met = false;
  switch (test.type) {
    case FactType::kTexts: {
      const FactRow::Words& words = row.words_[test.term];
      for (std::size_t i = 0; i < words.size(); ++i) met = met || (words[i] & test.words[i]) != 0;
      break;
    }
    case FactType::kNumber:
      met = test.comparison == Comparison::kAtLeast ? value >= test.number
            : test.comparison == Comparison::kAtMost
                ? value <= test.number
                : std::find(test.numbers.begin(), test.numbers.end(), value) != test.numbers.end();
      break;
    default:
      met = (test.values >> static_cast<unsigned>(value) & 1U) != 0;
  }
  return met != test.negated ? Answer::kMet : Answer::kNotMet;
}

bool PolicyEvaluator::applies(const CompiledClause& clause, const FactRow& row) {
  std::size_t begin = 0;
  for (const std::uint32_t end : clause.group_end) {
    bool met = false;
    for (std::size_t i = begin; i < end && !met; ++i) {
      met = answer(clause.tests[i], row) == Answer::kMet;
    }
    if (!met) return false;
    begin = end;
  }
  return !clause.group_end.empty();
}

PolicyEvaluator::AtMoment PolicyEvaluator::at(const PolicyMoment& moment) const {
  AtMoment at;
  at.evaluator_ = this;
  for (std::uint32_t i = 0; i < policy_.clauses.size(); ++i) {
    const Clause& clause = policy_.clauses[i];
    if (state_of(clause, moment, calendar_) != ClauseState::kInForce) continue;
    at.clauses_[static_cast<std::size_t>(clause.subject)].push_back(i);
  }
  return at;
}

std::optional<std::size_t> PolicyEvaluator::AtMoment::first_clause(SubjectKind subject,
                                                                   const FactRow& row) const {
  CHECK(row.evaluator_ == evaluator_);
  for (const std::uint32_t clause : clauses_[static_cast<std::size_t>(subject)]) {
    if (applies(evaluator_->clauses_[clause], row)) return clause;
  }
  return std::nullopt;
}

std::vector<ClauseAnswer> PolicyEvaluator::explain(SubjectKind subject, const FactRow& row,
                                                   const PolicyMoment& moment) const {
  std::vector<ClauseAnswer> answers;
  for (std::size_t i = 0; i < policy_.clauses.size(); ++i) {
    const Clause& clause = policy_.clauses[i];
    if (clause.subject != subject) continue;
    ClauseAnswer& made = answers.emplace_back();
    made.clause = i;
    made.state = state_of(clause, moment, calendar_);
    made.met = applies(clauses_[i], row);
    std::size_t test = 0;
    for (const ConditionGroup& group : clause.when) {
      auto& group_answers = made.groups.emplace_back();
      for (const Condition& condition : group) {
        group_answers.push_back({condition, answer(clauses_[i].tests[test++], row)});
      }
    }
  }
  return answers;
}

}  // namespace overt
