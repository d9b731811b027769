#include "stages/policies/decode_facts.h"

#include <fmt/format.h>
#include <simdjson.h>

namespace overt {
namespace {

using simdjson::dom::element;

class LineReader {
 public:
  explicit LineReader(std::string_view file) : file_(file) {}

  Result<SubjectFacts> read(std::string_view line, std::size_t number) {
    line_ = number;
    element root;
    if (parser_.parse(line.data(), line.size()).get(root) != simdjson::SUCCESS) {
      return wrong("not a JSON object; one a line");
    }
    SubjectFacts subject;
    std::string_view kind;
    std::string_view id;
    if (root["subject"].get(kind) != simdjson::SUCCESS || !subject_kind_named(kind)) {
      return wrong("\"subject\" is account, network, entity or content");
    }
    if (root["id"].get(id) != simdjson::SUCCESS || id.empty()) {
      return wrong("\"id\" is missing: the subject's id, a text");
    }
    simdjson::dom::object facts;
    if (root["facts"].get(facts) != simdjson::SUCCESS) {
      return wrong("\"facts\" is missing: an object of facts");
    }
    subject.kind = *subject_kind_named(kind);
    subject.id = id;
    std::string_view lang;
    if (root["lang"].get(lang) == simdjson::SUCCESS) subject.lang = lang;
    simdjson::dom::array accounts;
    if (root["accounts"].get(accounts) == simdjson::SUCCESS) {
      for (const element one : accounts) {
        subject.accounts.push_back(word_of(one));
        if (subject.accounts.back().empty()) return wrong("\"accounts\" is a list of accounts");
      }
    }
    for (const auto& [name, value] : facts) {
      ASSIGN_OR_RETURN(GivenFact fact, read_fact(subject.kind, name, value));
      subject.facts.push_back(std::move(fact));
    }
    return subject;
  }

 private:
  Result<GivenFact> read_fact(SubjectKind kind, std::string_view name, const element& value) {
    const auto term = fact_term_named(name);
    if (!term || !has_term(kind, fact_terms()[*term])) {
      return wrong(fmt::format("'{}' is no fact about {}s; overt policy terms lists them", name,
                               name_of(kind)));
    }
    GivenFact fact{*term, {}, line_};
    if (simdjson::dom::array list; value.get(list) == simdjson::SUCCESS) {
      for (const element item : list) fact.values.push_back(word_of(item));
    } else {
      fact.values.push_back(word_of(value));
    }
    if (fits(fact_terms()[*term], fact.values)) return fact;
    return wrong(fmt::format("{} cannot have that value", name));
  }

  static std::string word_of(const element& value) {
    if (std::string_view text; value.get(text) == simdjson::SUCCESS) return std::string(text);
    if (bool flag = false; value.get(flag) == simdjson::SUCCESS) return flag ? "true" : "false";
    if (double number = -1; value.get(number) == simdjson::SUCCESS) {
      return fmt::format("{}", number);
    }
    return {};
  }

  [[nodiscard]] Error wrong(std::string_view message) const {
    return {ErrorCode::kBadInput, fmt::format("{}:{}: {}", file_, line_, message)};
  }

  std::string_view file_;
  std::size_t line_ = 0;
  simdjson::dom::parser parser_;
};

}  // namespace

Result<std::vector<SubjectFacts>> decode_facts(std::string_view text, std::string_view file) {
  std::vector<SubjectFacts> subjects;
  LineReader reader(file);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    ASSIGN_OR_RETURN(SubjectFacts subject, reader.read(line, number));
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

}  // namespace overt
