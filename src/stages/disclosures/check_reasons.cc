#include "stages/disclosures/check_reasons.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "base/time.h"
#include "base/utf8.h"
#include "model/disclosure.h"
#include "stages/disclosures/reasons_schema_internal.h"
#include "stages/disclosures/scrub_personal.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::size_t kStatementBytesMax = 256 << 10;

enum class FieldKind : std::uint8_t { kWord, kWords, kText, kDay, kUrl, kPuid };

/// When a field must be there, and when it may not.
enum class Presence : std::uint8_t {
  kOptional,
  kRequired,
  kOnlyWith,     // exactly where `with` has `with_value`
  kAllowedWith,  // nowhere but where `with` has `with_value`, or where `with` is there at all
  kNotWith,      // nowhere where `with` has `with_value`
};

struct FieldRule {
  std::string_view name;
  FieldKind kind = FieldKind::kText;
  Presence presence = Presence::kOptional;
  std::span<const std::string_view> words{};
  std::size_t characters_max = 0;
  std::string_view with{};
  std::string_view with_value{};
  bool free_text = false;
};

constexpr std::string_view kIllegal = "DECISION_GROUND_ILLEGAL_CONTENT";
constexpr std::string_view kIncompatible = "DECISION_GROUND_INCOMPATIBLE_CONTENT";
constexpr std::string_view kFirstContentDay = "2000-01-01";
constexpr std::string_view kFirstApplicationDay = "2020-01-01";
constexpr std::string_view kLastDay = "2038-01-01";

constexpr FieldRule word(std::string_view name, Presence presence,
                         std::span<const std::string_view> words) {
  return {name, FieldKind::kWord, presence, words};
}
constexpr FieldRule words(std::string_view name, Presence presence,
                          std::span<const std::string_view> words) {
  return {name, FieldKind::kWords, presence, words};
}
constexpr FieldRule text(std::string_view name, Presence presence, std::size_t max,
                         std::string_view with = {}, std::string_view with_value = {}) {
  return {name, FieldKind::kText, presence, {}, max, with, with_value, true};
}
constexpr FieldRule end_day(std::string_view name, std::string_view with) {
  return {name, FieldKind::kDay, Presence::kAllowedWith, {}, 0, with};
}

constexpr FieldRule kRules[] = {
    words("decision_visibility", Presence::kOptional, kDecisionVisibilities),
    text("decision_visibility_other", Presence::kOnlyWith, 500, "decision_visibility",
         "DECISION_VISIBILITY_OTHER"),
    word("decision_monetary", Presence::kOptional, kDecisionMonetaries),
    text("decision_monetary_other", Presence::kOnlyWith, 500, "decision_monetary",
         "DECISION_MONETARY_OTHER"),
    word("decision_provision", Presence::kOptional, kDecisionProvisions),
    word("decision_account", Presence::kOptional, kDecisionAccounts),
    word("account_type", Presence::kOptional, kAccountTypes),
    word("decision_ground", Presence::kRequired, kDecisionGrounds),
    {"decision_ground_reference_url", FieldKind::kUrl, Presence::kOptional, {}, 500},
    text("illegal_content_legal_ground", Presence::kOnlyWith, 500, "decision_ground", kIllegal),
    text("illegal_content_explanation", Presence::kOnlyWith, 2000, "decision_ground", kIllegal),
    text("incompatible_content_ground", Presence::kOnlyWith, 500, "decision_ground", kIncompatible),
    text("incompatible_content_explanation", Presence::kOnlyWith, 2000, "decision_ground",
         kIncompatible),
    {"incompatible_content_illegal", FieldKind::kWord, Presence::kAllowedWith, kYesNo, 0,
     "decision_ground", kIncompatible},
    words("content_type", Presence::kRequired, kContentTypes),
    text("content_type_other", Presence::kOnlyWith, 500, "content_type", "CONTENT_TYPE_OTHER"),
    word("category", Presence::kRequired, kStatementCategories),
    words("category_addition", Presence::kOptional, kStatementCategories),
    words("category_specification", Presence::kOptional, kKeywords),
    text("category_specification_other", Presence::kAllowedWith, 500, "category_specification",
         "KEYWORD_OTHER"),
    words("territorial_scope", Presence::kRequired, kEeaCountries),
    word("content_language", Presence::kOptional, kLanguages),
    {"content_date", FieldKind::kDay, Presence::kRequired},
    {"application_date", FieldKind::kDay, Presence::kRequired},
    end_day("end_date_visibility_restriction", "decision_visibility"),
    end_day("end_date_monetary_restriction", "decision_monetary"),
    end_day("end_date_service_restriction", "decision_provision"),
    end_day("end_date_account_restriction", "decision_account"),
    text("decision_facts", Presence::kRequired, 5000),
    word("source_type", Presence::kRequired, kSourceTypes),
    text("source_identity", Presence::kNotWith, 500, "source_type", "SOURCE_VOLUNTARY"),
    word("automated_detection", Presence::kRequired, kYesNo),
    word("automated_decision", Presence::kRequired, kAutomatedDecisions),
    {"puid", FieldKind::kPuid, Presence::kRequired, {}, 500},
};

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1;
  return count;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == text.npos; }

bool is_puid(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

bool is_day(std::string_view text) {
  constexpr std::size_t kDayLength = 10;
  const auto period = text.size() == kDayLength ? parse_period(text) : std::nullopt;
  return period && period->first_day == period->last_day;
}

bool is_url(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    return host.find('.') != host.npos && host.front() != '.' && host.back() != '.' &&
           std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c <= '~'; });
  }
  return false;
}

class Check {
 public:
  explicit Check(const element& statement) : statement_(statement) {}

  std::vector<ReasonsFault> run() {
    for (const FieldRule& rule : kRules) check(rule);
    const bool restricts = value("decision_visibility") || value("decision_monetary") ||
                           value("decision_provision") || value("decision_account");
    if (!restricts) {
      fault("decision_visibility",
            "there is no restriction: one of decision_visibility, decision_monetary, "
            "decision_provision and decision_account must be there");
    }
    check_order_of_days();
    check_unknown();
    return std::move(faults_);
  }

 private:
  void fault(std::string_view field, std::string what) {
    faults_.push_back({std::string(field), std::move(what)});
  }

  /// null is as good as nothing.
  [[nodiscard]] std::optional<element> value(std::string_view name) const {
    element found;
    if (statement_[name].get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
    return found;
  }

  [[nodiscard]] std::vector<std::string_view> texts(std::string_view name) const {
    std::vector<std::string_view> texts;
    const auto found = value(name);
    if (!found) return texts;
    simdjson::dom::array list;
    std::string_view one;
    if (found->get(list) == simdjson::SUCCESS) {
      for (const element item : list) {
        if (item.get(one) == simdjson::SUCCESS) texts.push_back(one);
      }
    } else if (found->get(one) == simdjson::SUCCESS) {
      texts.push_back(one);
    }
    return texts;
  }

  [[nodiscard]] bool is_there(std::string_view name) const {
    const auto said = texts(name);
    return std::any_of(said.begin(), said.end(), [](auto one) { return !is_blank(one); });
  }

  [[nodiscard]] bool has(std::string_view name, std::string_view wanted) const {
    const auto said = texts(name);
    return std::find(said.begin(), said.end(), wanted) != said.end();
  }

  void check(const FieldRule& rule) {
    const auto found = value(rule.name);
    const bool with =
        !rule.with.empty() &&
        (rule.with_value.empty() ? is_there(rule.with) : has(rule.with, rule.with_value));
    const bool wanted =
        rule.presence == Presence::kRequired || (rule.presence == Presence::kOnlyWith && with);
    if (!found) {
      if (wanted) fault(rule.name, missing(rule));
      return;
    }
    const bool unwanted =
        ((rule.presence == Presence::kOnlyWith || rule.presence == Presence::kAllowedWith) &&
         !with) ||
        (rule.presence == Presence::kNotWith && with);
    if (unwanted) {
      return fault(rule.name, fmt::format("it does not go with {}; the database would drop it: "
                                          "leave it out",
                                          rule.presence == Presence::kNotWith
                                              ? fmt::format("{} {}", rule.with, rule.with_value)
                                              : fmt::format("this {}", rule.with)));
    }
    rule.kind == FieldKind::kWords ? check_list(rule, *found) : check_single(rule, *found);
  }

  static std::string missing(const FieldRule& rule) {
    if (rule.presence == Presence::kRequired) return "it is missing, and always required";
    return fmt::format("it is missing, and required with {}", rule.with_value);
  }

  void check_list(const FieldRule& rule, const element& found) {
    simdjson::dom::array list;
    if (found.get(list) != simdjson::SUCCESS) {
      return fault(rule.name, "it is no list; write [\"…\"]");
    }
    if (list.size() == 0) return fault(rule.name, "the list is empty; leave it out or fill it");
    std::vector<std::string_view> said;
    for (const element item : list) {
      std::string_view one;
      if (item.get(one) != simdjson::SUCCESS) return fault(rule.name, "it holds what is no text");
      check_word(rule, one);
      said.push_back(one);
    }
    std::sort(said.begin(), said.end());
    if (std::adjacent_find(said.begin(), said.end()) != said.end()) {
      fault(rule.name, "it says the same twice");
    }
  }

  void check_word(const FieldRule& rule, std::string_view one) {
    if (std::find(rule.words.begin(), rule.words.end(), one) != rule.words.end()) return;
    constexpr std::size_t kNamedMax = 8;
    constexpr std::size_t kShownMax = 80;
    const auto first = rule.words.first(std::min(rule.words.size(), kNamedMax));
    fault(rule.name,
          fmt::format("'{}' is not one of {}{}", one.substr(0, kShownMax), fmt::join(first, ", "),
                      rule.words.size() > kNamedMax ? ", …" : ""));
  }

  void check_single(const FieldRule& rule, const element& found) {
    std::string_view said;
    if (found.get(said) != simdjson::SUCCESS) return fault(rule.name, "it is no text");
    if (is_blank(said)) {
      const bool optional = rule.presence != Presence::kRequired;
      return fault(rule.name, optional ? "it is empty; leave it out" : "it is empty");
    }
    if (rule.characters_max > 0 && characters(said) > rule.characters_max) {
      fault(rule.name, fmt::format("it has {} characters, {} at most: shorten it", characters(said),
                                   rule.characters_max));
    }
    switch (rule.kind) {
      case FieldKind::kWord:
        return check_word(rule, said);
      case FieldKind::kDay:
        return check_day(rule.name, said);
      case FieldKind::kUrl:
        if (!is_url(said)) fault(rule.name, "it is no URL like https://example.org/terms");
        return;
      case FieldKind::kPuid:
        if (!is_puid(said)) fault(rule.name, "it has other characters than a-z, A-Z, 0-9, - and _");
        return;
      case FieldKind::kText:
        if (rule.free_text && scrub_personal(said).text != said) {
          fault(rule.name,
                "it has what reads as personal data (an address, a handle, an id of an "
                "account, a number): take it out");
        }
        return;
      case FieldKind::kWords:
        return;
    }
  }

  void check_day(std::string_view field, std::string_view said) {
    if (!is_day(said)) return fault(field, "it is no day like 2025-07-01");
    const std::string_view first =
        field == "content_date" ? kFirstContentDay : kFirstApplicationDay;
    if (said < first || said > kLastDay) {
      fault(field, fmt::format("it is not from {} to {}", first, kLastDay));
    }
  }

  void check_order_of_days() {
    const auto begun = texts("application_date");
    if (begun.size() != 1 || !is_day(begun.front())) return;
    for (const FieldRule& rule : kRules) {
      if (rule.kind != FieldKind::kDay || !rule.name.starts_with("end_date_")) continue;
      const auto ended = texts(rule.name);
      if (ended.size() == 1 && is_day(ended.front()) && ended.front() < begun.front()) {
        fault(rule.name, "it is before application_date");
      }
    }
  }

  void check_unknown() {
    simdjson::dom::object fields;
    if (statement_.get(fields) != simdjson::SUCCESS) return;
    std::vector<std::string_view> seen;
    for (const auto& [key, unused] : fields) {
      (void)unused;
      const bool known =
          std::any_of(std::begin(kRules), std::end(kRules),
                      [name = key](const FieldRule& rule) { return rule.name == name; });
      if (!known) fault(key, "the database has no such field: leave it out");
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) fault(key, "it is there twice");
      seen.push_back(key);
    }
  }

  const element& statement_;
  std::vector<ReasonsFault> faults_;
};

}  // namespace

std::vector<ReasonsFault> check_reasons(std::string_view json) {
  if (json.size() > kStatementBytesMax) {
    return {{"", fmt::format("it has over {} bytes: shorten its texts", kStatementBytesMax)}};
  }
  simdjson::dom::parser parser;
  element statement;
  if (parser.parse(simdjson::padded_string(json)).get(statement) != simdjson::SUCCESS ||
      !statement.is_object()) {
    return {{"", "it is no JSON object"}};
  }
  return Check(statement).run();
}

}  // namespace overt
