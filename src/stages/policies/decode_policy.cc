#include "stages/policies/decode_policy.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"
#include "kernel/yaml/yaml_fields.h"
#include "stages/policies/policy_values_internal.h"

namespace overt {
namespace {

constexpr std::string_view kDateForm = "a date like 2024-09-04";
constexpr std::size_t kClausesMax = 1000;

// The members of the European Union.
constexpr std::string_view kUnion[] = {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
                                       "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
                                       "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};

bool all_of(std::string_view text, std::string_view accepted) {
  return !text.empty() && text.find_first_not_of(accepted) == text.npos;
}

constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";

std::optional<std::string> parse_id(std::string_view text) {
  if (!all_of(text, kIdLetters) || text.size() > 100) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> parse_version(std::string_view text) {
  if (!all_of(text, "0123456789.") || std::count(text.begin(), text.end(), '.') != 2 ||
      text.front() == '.' || text.back() == '.' || text.find("..") != text.npos) {
    return std::nullopt;
  }
  return std::string(text);
}

std::optional<std::uint32_t> parse_count(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > 100'000) {
    return std::nullopt;
  }
  return value;
}

/// "24h" or "3d", in hours.
std::optional<std::uint32_t> parse_hours(std::string_view text) {
  if (text.empty() || (text.back() != 'h' && text.back() != 'd')) return std::nullopt;
  const auto count = parse_count(text.substr(0, text.size() - 1));
  if (!count || *count == 0) return std::nullopt;
  return text.back() == 'd' ? *count * 24 : *count;
}

std::optional<Comparison> comparison_named(std::string_view name) {
  for (const auto comparison :
       {Comparison::kIs, Comparison::kAtLeast, Comparison::kAtMost, Comparison::kHas}) {
    if (name_of(comparison) == name) return comparison;
  }
  return std::nullopt;
}

bool is_country(std::string_view text) {
  return text.size() == 2 && all_of(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

/// Words far apart are not what was meant.
constexpr std::size_t kEditsMax = 4;

std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::string nearest_term(std::string_view name) {
  std::string_view nearest;
  std::size_t least = kEditsMax + 1;
  for (const FactTerm& term : fact_terms()) {
    const std::size_t edits = edits_between(name, term.name);
    if (edits >= least) continue;
    least = edits;
    nearest = term.name;
  }
  if (nearest.empty()) return "overt policy terms lists the facts that can be asked for";
  return fmt::format("did you mean {}? overt policy terms lists all", nearest);
}

class PolicyReader {
 public:
  PolicyReader(const YamlValue& root, std::string_view file)
      : root_(root), errors_(std::string(file)) {}

  Result<DecodedPolicy> read() {
    YamlFields fields(root_, "a policy", errors_);
    Policy& policy = made_.policy;
    policy.id = fields.parsed("policy", parse_id, "lower-case letters, digits and hyphens");
    policy.version = fields.parsed("version", parse_version, "three numbers, like 1.0.0");
    policy.title = fields.text("title");
    policy.summary = fields.optional_text("summary");
    policy.mode =
        fields.parsed_or("mode", PolicyMode::kShadow, policy_mode_named, "shadow, dry_run or live");
    policy.languages = texts(fields.list("languages"), "a language");
    const auto& clauses = fields.list("clauses").items;
    if (clauses.size() > kClausesMax) {
      fields.refuse("clauses", fmt::format("has more than {} clauses; split it", kClausesMax));
    }
    for (const YamlValue& one : clauses) read_clause(one);
    fields.finish();
    RETURN_IF_ERROR(errors_.result());
    std::stable_sort(made_.problems.begin(), made_.problems.end(),
                     [](const auto& x, const auto& y) { return x.line < y.line; });
    return std::move(made_);
  }

 private:
  std::vector<std::string> texts(const YamlValue& list, std::string_view what) {
    std::vector<std::string> read;
    for (const YamlValue& item : list.items) {
      if (item.kind != YamlValue::Kind::kText || item.text.empty()) {
        errors_.refuse(item.line, fmt::format("{} must be text", what));
        return read;
      }
      read.push_back(item.text);
    }
    return read;
  }

  void problem(std::size_t line, std::string message, std::string remedy) {
    made_.problems.push_back({true, line, clause_.id, std::move(message), std::move(remedy)});
  }

  void read_clause(const YamlValue& value) {
    clause_ = Clause{};
    clause_.line = value.line;
    YamlFields fields(value, "a clause", errors_);
    clause_.id = fields.parsed("id", parse_id, "lower-case letters, digits and hyphens");
    clause_.title = fields.text("title");
    clause_.subject =
        fields.parsed("subject", subject_kind_named, "account, network, entity or content");
    for (const YamlValue& one : fields.list("when").items) read_group(one);
    if (const auto* territory = fields.optional_list("territory")) read_territory(*territory);
    clause_.period = fields.optional_text("period");
    if (const auto* basis = fields.optional_map("legal_basis")) read_basis(*basis);
    for (const YamlValue& one : fields.list("actions").items) read_step(one);
    clause_.steps_left_out = fields.optional_text("why_not_milder");
    read_review(fields.map("review"));
    read_notices(fields.map("notices"));
    clause_.appeal_days = fields.parsed_or("appeal_days", 183U, parse_count, "a number of days");
    clause_.expires_day = optional_day(fields, "expires");
    fields.finish();
    made_.policy.clauses.push_back(std::move(clause_));
  }

  static std::optional<std::int32_t> optional_day(YamlFields& fields, std::string_view key) {
    const auto wrapped = [](std::string_view text) -> std::optional<std::optional<std::int32_t>> {
      const auto day = parse_day(text);
      if (!day) return std::nullopt;
      return day;
    };
    return fields.parsed_or(key, std::optional<std::int32_t>(), wrapped, kDateForm);
  }

  // "- term: value", "- term: {at_least: value}", "- not: {…}", "- any: […]".
  void read_group(const YamlValue& value) {
    if (errors_.any()) return;
    ConditionGroup group;
    if (const YamlValue* const any = value.find("any")) {
      if (value.fields.size() != 1 || any->kind != YamlValue::Kind::kList || any->items.empty()) {
        errors_.refuse(value.line, "'any' stands alone and has a list of conditions");
        return;
      }
      for (const YamlValue& one : any->items) read_condition(one, false, group);
    } else {
      read_condition(value, false, group);
    }
    clause_.when.push_back(std::move(group));
  }

  void read_condition(const YamlValue& value, bool negated, ConditionGroup& group) {
    if (value.kind != YamlValue::Kind::kMap || value.fields.size() != 1) {
      errors_.refuse(value.line,
                     "a condition is one 'fact: value', 'not: {fact: value}' or 'any:'");
      return;
    }
    const auto& [name, asked] = value.fields.front();
    if (name == "not") {
      if (negated) {
        errors_.refuse(value.line, "'not' within 'not'; take both away");
        return;
      }
      read_condition(asked, true, group);
      return;
    }
    Condition condition;
    condition.negated = negated;
    condition.line = value.line;
    read_asked(asked, condition);
    if (errors_.any()) return;
    const auto term = fact_term_named(name);
    if (!term) {
      problem(value.line, fmt::format("there is no fact '{}'", name), nearest_term(name));
      return;
    }
    condition.term = *term;
    const std::size_t before = made_.problems.size();
    check_asked(condition);
    if (made_.problems.size() == before) group.push_back(std::move(condition));
  }

  void read_asked(const YamlValue& asked, Condition& condition) {
    const YamlValue* given = &asked;
    if (asked.kind == YamlValue::Kind::kMap) {
      const auto comparison =
          asked.fields.size() == 1 ? comparison_named(asked.fields.front().first) : std::nullopt;
      if (!comparison) {
        errors_.refuse(asked.line, "a comparison is one of is, at_least, at_most, has");
        return;
      }
      condition.comparison = *comparison;
      given = &asked.fields.front().second;
    }
    if (given->kind == YamlValue::Kind::kText && !given->text.empty()) {
      condition.texts = {given->text};
    } else if (given->kind == YamlValue::Kind::kList && !given->items.empty()) {
      condition.texts = texts(*given, "a value");
    } else {
      errors_.refuse(asked.line, "a condition needs a value, or a list of them");
    }
  }

  // Whether the fact can have what is asked for.
  void check_asked(Condition& condition) {
    const FactTerm& term = fact_terms()[condition.term];
    if (!has_term(clause_.subject, term)) {
      problem(condition.line,
              fmt::format("{} is not a fact about {}s", term.name, name_of(clause_.subject)),
              "ask for another fact, or write the clause for another subject");
    }
    const bool bound =
        condition.comparison == Comparison::kAtLeast || condition.comparison == Comparison::kAtMost;
    const bool fits = term.type == FactType::kTexts ? condition.comparison == Comparison::kHas
                      : bound ? term.type == FactType::kNumber || term.type == FactType::kRank
                              : condition.comparison == Comparison::kIs;
    if (!fits || (bound && condition.texts.size() != 1)) {
      problem(condition.line,
              fmt::format("{} cannot be asked with '{}'{}", term.name,
                          name_of(condition.comparison), bound && fits ? " and a list" : ""),
              term.type == FactType::kTexts ? "use has" : "use is, or one value with at_least");
      return;
    }
    for (const std::string& text : condition.texts) check_value(term, text, condition);
  }

  void check_value(const FactTerm& term, const std::string& text, Condition& condition) {
    switch (term.type) {
      case FactType::kFlag:
        if (text != "true" && text != "false") {
          problem(condition.line, fmt::format("'{}' is neither true nor false", text),
                  fmt::format("write {}: true", term.name));
        }
        return;
      case FactType::kNumber: {
        const auto number = parse_number(text);
        condition.number = number.value_or(0);
        if (!number) {
          problem(condition.line, fmt::format("'{}' is not a number", text), "write a number");
        }
        return;
      }
      case FactType::kChoice:
      case FactType::kRank:
        if (std::find(term.values.begin(), term.values.end(), text) == term.values.end()) {
          problem(condition.line, fmt::format("{} is never '{}'", term.name, text),
                  fmt::format("it is one of {}", fmt::join(term.values, ", ")));
        }
        return;
      case FactType::kTexts:
        return;
    }
  }

  void read_territory(const YamlValue& list) {
    for (const std::string& text : texts(list, "a country")) {
      if (text == "EU") {
        clause_.territory.insert(clause_.territory.end(), std::begin(kUnion), std::end(kUnion));
      } else if (is_country(text)) {
        clause_.territory.push_back(text);
      } else {
        problem(list.line, fmt::format("'{}' is not a country", text),
                "use two capital letters (ISO 3166-1), or EU");
      }
    }
    auto& territory = clause_.territory;
    std::sort(territory.begin(), territory.end());
    territory.erase(std::unique(territory.begin(), territory.end()), territory.end());
  }

  void read_basis(const YamlValue& value) {
    YamlFields fields(value, "a legal basis", errors_);
    LegalBasis basis;
    basis.act = fields.text("act");
    basis.entry = fields.optional_text("entry");
    basis.url = fields.text("url");
    basis.from_day = fields.parsed("from", parse_day, kDateForm);
    basis.to_day = optional_day(fields, "to");
    if (const auto* stays = fields.optional_list("stays")) {
      for (const YamlValue& one : stays->items) basis.stays.push_back(read_stay(one));
    }
    fields.finish();
    clause_.legal_basis = std::move(basis);
  }

  Stay read_stay(const YamlValue& value) {
    YamlFields fields(value, "a stay", errors_);
    Stay stay;
    stay.court = fields.text("court");
    stay.url = fields.optional_text("url");
    stay.from_day = fields.parsed("from", parse_day, kDateForm);
    stay.to_day = optional_day(fields, "to");
    fields.finish();
    return stay;
  }

  // "- terminate", "- label: state-affiliated", "- limit_reach: abroad".
  void read_step(const YamlValue& value) {
    const bool plain = value.kind == YamlValue::Kind::kText;
    const bool with = value.kind == YamlValue::Kind::kMap && value.fields.size() == 1 &&
                      value.fields.front().second.kind == YamlValue::Kind::kText;
    if (!plain && !with) {
      errors_.refuse(value.line, "an action is its name, or 'label: …', or 'limit_reach: …'");
      return;
    }
    const std::string& name = plain ? value.text : value.fields.front().first;
    const std::string argument = plain ? std::string() : value.fields.front().second.text;
    const auto action = action_kind_named(name);
    if (!action) {
      problem(value.line, fmt::format("there is no action '{}'", name),
              "overt policy terms lists the actions");
      return;
    }
    LadderStep step;
    step.action = *action;
    step.line = value.line;
    (step.action == ActionKind::kLabel ? step.label : step.audience) = argument;
    check_argument(step, argument);
    clause_.ladder.push_back(std::move(step));
  }

  void check_argument(const LadderStep& step, const std::string& argument) {
    if (step.action == ActionKind::kLabel) {
      if (parse_id(argument)) return;
      problem(step.line, "a label needs its value, of lower-case letters and hyphens",
              "write label: state-affiliated");
    } else if (step.action == ActionKind::kLimitReach) {
      if (argument == "abroad" || argument == "all") return;
      problem(step.line, "limit_reach needs its audience", "write limit_reach: abroad, or all");
    } else if (!argument.empty()) {
      problem(step.line, fmt::format("{} takes nothing", name_of(step.action)),
              "write its name alone");
    }
  }

  void read_review(const YamlValue& value) {
    YamlFields fields(value, "a review rule", errors_);
    clause_.review.line = value.line;
    clause_.review.people = fields.parsed("people", parse_count, "a number of people");
    clause_.review.within_hours = fields.parsed("within", parse_hours, "hours or days: 24h, 3d");
    fields.finish();
  }

  void read_notices(const YamlValue& value) {
    for (const auto& [language, text] : value.fields) {
      if (text.kind != YamlValue::Kind::kText || text.text.empty()) {
        errors_.refuse(text.line, "a notice is 'language: text'");
        return;
      }
      clause_.notices.emplace_back(language, text.text);
    }
    std::sort(clause_.notices.begin(), clause_.notices.end());
  }

  const YamlValue& root_;
  YamlErrors errors_;
  DecodedPolicy made_;
  Clause clause_;  // the one being read
};

}  // namespace

Result<DecodedPolicy> decode_policy(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  ASSIGN_OR_RETURN(DecodedPolicy decoded, PolicyReader(root, file).read());
  decoded.policy.hash = sha256_hex(text);
  return decoded;
}

Result<std::vector<CalendarEntry>> decode_calendar(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  YamlErrors errors{std::string(file)};
  YamlFields fields(root, "a calendar", errors);
  std::vector<CalendarEntry> entries;
  for (const YamlValue& one : fields.list("periods").items) {
    YamlFields entry(one, "a period", errors);
    CalendarEntry& made = entries.emplace_back();
    made.id = entry.parsed("id", parse_id, "lower-case letters, digits and hyphens");
    made.title = entry.text("title");
    for (const YamlValue& country : entry.list("territory").items) {
      if (!is_country(country.text))
        errors.refuse(country.line, "a country has two capital letters");
      made.territory.push_back(country.text);
    }
    std::sort(made.territory.begin(), made.territory.end());
    made.from_day = entry.parsed("from", parse_day, kDateForm);
    made.to_day = entry.parsed("to", parse_day, kDateForm);
    made.url = entry.optional_text("url");
    if (made.to_day < made.from_day) entry.refuse("to", "is before 'from'");
    entry.finish();
  }
  fields.finish();
  RETURN_IF_ERROR(errors.result());
  return entries;
}

}  // namespace overt
