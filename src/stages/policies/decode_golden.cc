#include "stages/policies/decode_golden.h"

#include <fmt/format.h>

#include "kernel/yaml/yaml_fields.h"
#include "stages/policies/policy_values_internal.h"

namespace overt {
namespace {

GivenFact read_fact(const std::string& name, const YamlValue& value, SubjectKind subject,
                    YamlErrors& errors) {
  GivenFact fact;
  fact.line = value.line;
  const auto term = fact_term_named(name);
  if (!term || !has_term(subject, fact_terms()[*term])) {
    errors.refuse(value.line,
                  fmt::format("'{}' is no fact about {}s; overt policy terms lists them", name,
                              name_of(subject)));
    return fact;
  }
  fact.term = *term;
  if (value.kind == YamlValue::Kind::kText) fact.values = {value.text};
  for (const YamlValue& item : value.items) fact.values.push_back(item.text);
  if (!fits(fact_terms()[*term], fact.values)) {
    errors.refuse(value.line, fmt::format("{} cannot have that value", name));
  }
  return fact;
}

}  // namespace

Result<std::vector<GoldenDecision>> decode_golden(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  YamlErrors errors{std::string(file)};
  YamlFields fields(root, "a file of golden decisions", errors);
  std::vector<GoldenDecision> golden;
  for (const YamlValue& one : fields.list("golden").items) {
    YamlFields entry(one, "a golden decision", errors);
    GoldenDecision& made = golden.emplace_back();
    made.line = one.line;
    made.name = entry.text("name");
    made.subject =
        entry.parsed("subject", subject_kind_named, "account, network, entity or content");
    made.moment.day = entry.parsed("day", parse_day, "a date like 2024-09-04");
    made.moment.region = entry.optional_text("region");
    for (const auto& [name, value] : entry.map("facts").fields) {
      made.facts.push_back(read_fact(name, value, made.subject, errors));
    }
    const std::string clause = entry.text("clause");
    if (clause != "none") made.clause = clause;
    entry.finish();
  }
  fields.finish();
  RETURN_IF_ERROR(errors.result());
  return golden;
}

void set_facts(const std::vector<GivenFact>& facts, FactRow& row) {
  for (const GivenFact& fact : facts) {
    switch (fact_terms()[fact.term].type) {
      case FactType::kFlag:
        row.set_flag(fact.term, fact.values.front() == "true");
        break;
      case FactType::kNumber:
        row.set_number(fact.term, parse_number(fact.values.front()).value_or(-1));
        break;
      case FactType::kTexts:
        row.set_texts(fact.term, fact.values);
        break;
      default:
        row.set_choice(fact.term, fact.values.front());
    }
  }
}

std::vector<GoldenMiss> run_golden(const PolicyEvaluator& evaluator,
                                   const std::vector<GoldenDecision>& golden) {
  std::vector<GoldenMiss> misses;
  for (const GoldenDecision& one : golden) {
    FactRow row = evaluator.new_row();
    set_facts(one.facts, row);
    const auto clause = evaluator.at(one.moment).first_clause(one.subject, row);
    const std::string got = clause ? evaluator.policy().clauses[*clause].id : std::string();
    if (got != one.clause) misses.push_back({one.line, one.name, one.clause, got});
  }
  return misses;
}

}  // namespace overt
