#include "model/subject_facts.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace overt {
namespace {

bool is_number(const std::string& text) {
  double value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 && value < 1e300;
}

}  // namespace

bool fits(const FactTerm& term, const std::vector<std::string>& values) {
  if (term.type == FactType::kTexts) return true;
  if (values.size() != 1) return false;
  const std::string& value = values.front();
  if (term.type == FactType::kFlag) return value == "true" || value == "false";
  if (term.type == FactType::kNumber) return is_number(value);
  return std::find(term.values.begin(), term.values.end(), value) != term.values.end();
}

const GivenFact* find_fact(const SubjectFacts& subject, std::string_view name) {
  const auto found =
      std::find_if(subject.facts.begin(), subject.facts.end(),
                   [name](const GivenFact& fact) { return fact_terms()[fact.term].name == name; });
  return found == subject.facts.end() ? nullptr : &*found;
}

void set_fact(SubjectFacts& subject, std::string_view name, std::vector<std::string> values) {
  const auto term = fact_term_named(name);
  CHECK(term.has_value());
  CHECK(has_term(subject.kind, fact_terms()[*term]));
  CHECK(fits(fact_terms()[*term], values));
  std::erase_if(subject.facts, [&](const GivenFact& fact) { return fact.term == *term; });
  subject.facts.push_back({*term, std::move(values), 0});
}

std::string fact_in_words(const SubjectFacts& subject, std::string_view name) {
  const GivenFact* const fact = find_fact(subject, name);
  if (fact == nullptr) return {};
  std::string words;
  for (const std::string& value : fact->values) {
    if (!words.empty()) words += ", ";
    words += value;
  }
  return words;
}

}  // namespace overt
