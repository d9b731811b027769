#include "stages/policies/explain_verdict.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "stages/policies/decode_golden.h"
#include "stages/policies/policy_values_internal.h"

namespace overt {
namespace {

constexpr std::string_view kUnknown = "unknown";
using Values = std::vector<std::string>;

std::string in_words(const Values& values) {
  return values.empty() ? "none" : fmt::format("{}", fmt::join(values, ", "));
}

const GivenFact* fact_of(const std::vector<GivenFact>& facts, TermIndex term) {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [term](const GivenFact& fact) { return fact.term == term; });
  return found == facts.end() ? nullptr : &*found;
}

/// What conditions of one policy ask about one term.
struct Asked {
  std::set<double> bounds;
  std::set<std::string> words;
};

class Explaining {
 public:
  Explaining(const PolicyEvaluator& evaluator, const SubjectFacts& subject,
             const PolicyMoment& moment)
      : evaluator_(evaluator),
        subject_(subject),
        at_(evaluator.at(moment)),
        row_(evaluator.new_row()) {
    for (const Clause& clause : evaluator.policy().clauses) {
      if (clause.subject == subject.kind) note(clause);
    }
  }

  std::optional<std::size_t> ask(const std::vector<GivenFact>& facts) {
    row_.clear();
    set_facts(facts, row_);
    return at_.first_clause(subject_.kind, row_);
  }

  std::vector<FactChange> changes(const std::optional<std::size_t>& verdict) {
    std::vector<FactChange> found;
    for (const auto& [term, asked] : asked_) {
      const GivenFact* const known = fact_of(subject_.facts, term);
      for (const std::optional<Values>& values : alternatives(term, asked, known)) {
        std::vector<GivenFact> facts = subject_.facts;
        std::erase_if(facts, [term = term](const GivenFact& fact) { return fact.term == term; });
        if (values) facts.push_back({term, *values, 0});
        const auto other = ask(facts);
        if (other == verdict) continue;
        found.push_back({std::string(fact_terms()[term].name),
                         known == nullptr ? std::string(kUnknown) : in_words(known->values),
                         values ? in_words(*values) : std::string(kUnknown),
                         other ? evaluator_.policy().clauses[*other].id : std::string()});
      }
    }
    return found;
  }

 private:
  void note(const Clause& clause) {
    for (const ConditionGroup& group : clause.when) {
      for (const Condition& condition : group) {
        Asked& asked = asked_[condition.term];
        const FactType type = fact_terms()[condition.term].type;
        if (type == FactType::kTexts) {
          asked.words.insert(condition.texts.begin(), condition.texts.end());
        } else if (type == FactType::kNumber) {
          asked.bounds.insert(condition.number);
        }
      }
    }
  }

  /// nullopt among them: not known.
  static std::vector<std::optional<Values>> alternatives(TermIndex index, const Asked& asked,
                                                         const GivenFact* known) {
    const FactTerm& term = fact_terms()[index];
    std::vector<std::optional<Values>> others;
    if (term.type == FactType::kFlag) {
      for (const std::string value : {"true", "false"}) others.emplace_back(Values{value});
    } else if (term.type == FactType::kNumber) {
      add_numbers(asked, others);
    } else if (term.type == FactType::kTexts) {
      add_texts(asked, known, others);
    } else {
      for (const std::string_view value : term.values) {
        others.emplace_back(Values{std::string(value)});
      }
    }
    if (known != nullptr) {
      std::erase_if(others, [known](const auto& values) { return values == known->values; });
      others.emplace_back(std::nullopt);
    }
    return others;
  }

  static void add_numbers(const Asked& asked, std::vector<std::optional<Values>>& others) {
    std::set<double> tried;
    for (const double bound : asked.bounds) {
      // Counts step by one, shares do not leave 0 to 1.
      const double step = bound >= 1 ? 1 : bound / 2;
      tried.insert({std::max(0.0, bound - step), bound, bound + step});
    }
    for (const double value : tried) others.emplace_back(Values{fmt::format("{}", value)});
  }

  static void add_texts(const Asked& asked, const GivenFact* known,
                        std::vector<std::optional<Values>>& others) {
    const Values has = known == nullptr ? Values() : known->values;
    for (const std::string& word : asked.words) {
      Values values = has;
      if (std::erase(values, word) == 0) values.push_back(word);
      others.emplace_back(std::move(values));
    }
  }

  const PolicyEvaluator& evaluator_;
  const SubjectFacts& subject_;
  PolicyEvaluator::AtMoment at_;
  FactRow row_;
  std::map<TermIndex, Asked> asked_;
};

std::string missing_group(const SubjectFacts& subject, const std::vector<ConditionAnswer>& group) {
  Values words;
  for (const ConditionAnswer& one : group) {
    const GivenFact* const known = fact_of(subject.facts, one.condition.term);
    words.push_back(fmt::format("{} ({})", condition_in_words(one.condition),
                                known == nullptr ? kUnknown : in_words(known->values)));
  }
  return fmt::format("{}", fmt::join(words, " or "));
}

bool is_met(const std::vector<ConditionAnswer>& group) {
  return std::any_of(group.begin(), group.end(),
                     [](const ConditionAnswer& one) { return one.answer == Answer::kMet; });
}

void use_facts(const SubjectFacts& subject, const ClauseAnswer& answer,
               std::vector<GivenFact>& used) {
  std::set<TermIndex> terms;
  for (const auto& group : answer.groups) {
    for (const ConditionAnswer& one : group) {
      if (one.answer == Answer::kMet) terms.insert(one.condition.term);
    }
  }
  for (const TermIndex term : terms) {
    const GivenFact* const fact = fact_of(subject.facts, term);
    CHECK(fact != nullptr);
    used.push_back(*fact);
  }
}

}  // namespace

std::string condition_in_words(const Condition& condition) {
  const FactTerm& term = fact_terms()[condition.term];
  const std::string value = condition.texts.empty()
                                ? fmt::format("{}", condition.number)
                                : fmt::format("{}", fmt::join(condition.texts, " or "));
  std::string comparison(name_of(condition.comparison));
  std::replace(comparison.begin(), comparison.end(), '_', ' ');
  return fmt::format("{}{} {} {}", condition.negated ? "not " : "", term.name, comparison, value);
}

VerdictExplained explain_verdict(const PolicyEvaluator& evaluator, const SubjectFacts& subject,
                                 const PolicyMoment& moment) {
  VerdictExplained explained;
  Explaining explaining(evaluator, subject, moment);
  explained.clause = explaining.ask(subject.facts);
  explained.changes = explaining.changes(explained.clause);
  FactRow row = evaluator.new_row();
  set_facts(subject.facts, row);
  for (const ClauseAnswer& answer : evaluator.explain(subject.kind, row, moment)) {
    if (explained.clause == answer.clause) {
      use_facts(subject, answer, explained.used);
      break;
    }
    ClauseMissed& missed = explained.missed.emplace_back();
    missed.clause = evaluator.policy().clauses[answer.clause].id;
    missed.state = answer.state;
    for (const auto& group : answer.groups) {
      if (is_met(group)) {
        ++missed.met;
      } else {
        missed.conditions.push_back(missing_group(subject, group));
      }
    }
  }
  return explained;
}

std::string verdict_in_words(const Policy& policy, const SubjectFacts& subject,
                             const VerdictExplained& verdict) {
  std::string text = fmt::format("{} {}, under {} {}: ", name_of(subject.kind), subject.id,
                                 policy.id, policy.version);
  if (verdict.clause) {
    const Clause& clause = policy.clauses[*verdict.clause];
    text += fmt::format("clause {} ({})\n", clause.id, clause.title);
  } else {
    text += "no clause applies\n";
  }
  for (const GivenFact& fact : verdict.used) {
    text +=
        fmt::format("  because {} is {}\n", fact_terms()[fact.term].name, in_words(fact.values));
  }
  for (const ClauseMissed& missed : verdict.missed) {
    const std::string state = missed.state == ClauseState::kInForce
                                  ? std::string()
                                  : fmt::format(" ({})", name_of(missed.state));
    text +=
        fmt::format("  not {}{}{}\n", missed.clause, state, missed.conditions.empty() ? "" : ":");
    for (const std::string& one : missed.conditions) text += fmt::format("    {}\n", one);
  }
  for (const FactChange& change : verdict.changes) {
    text +=
        fmt::format("  would change it: {} {} instead of {} -> {}\n", change.fact, change.would_be,
                    change.is, change.clause.empty() ? "no clause" : change.clause);
  }
  return text;
}

void write_verdict(JsonWriter& json, const Policy& policy, const SubjectFacts& subject,
                   const VerdictExplained& verdict) {
  json.begin_object();
  json.field("subject", name_of(subject.kind));
  json.field("id", subject.id);
  json.field("network", subject.network);
  json.field("policy", policy.id);
  json.field("policy_version", policy.version);
  json.field("policy_hash", policy.hash);
  json.field("clause", verdict.clause ? policy.clauses[*verdict.clause].id : std::string());
  json.key("used");
  json.begin_object();
  for (const GivenFact& fact : verdict.used) {
    json.field(fact_terms()[fact.term].name, in_words(fact.values));
  }
  json.end_object();
  json.key("not_met");
  json.begin_array();
  for (const ClauseMissed& missed : verdict.missed) {
    json.begin_object();
    json.field("clause", missed.clause);
    json.field("state", name_of(missed.state));
    json.key("conditions");
    json.begin_array();
    for (const std::string& one : missed.conditions) json.value(one);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("would_change_it");
  json.begin_array();
  for (const FactChange& change : verdict.changes) {
    json.begin_object();
    json.field("fact", change.fact);
    json.field("is", change.is);
    json.field("would_be", change.would_be);
    json.field("clause", change.clause);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace overt
