#include "stages/disclosures/statement_of_reasons.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "stages/disclosures/csv_writing_internal.h"
#include "stages/disclosures/dsa_columns_internal.h"
#include "stages/disclosures/measures.h"
#include "stages/disclosures/reasons_schema_internal.h"
#include "stages/disclosures/scrub_personal.h"

namespace overt {
namespace {

constexpr std::size_t kPuidDigits = 32;
constexpr std::size_t kGroundMax = 500;
constexpr std::size_t kExplanationMax = 2000;
constexpr std::size_t kFactsMax = 5000;
constexpr std::size_t kRoomForMark = 20;

const DecisionEvent* last_event(const Decision& decision,
                                std::initializer_list<DecisionEventKind> kinds) {
  for (auto event = decision.events.rbegin(); event != decision.events.rend(); ++event) {
    if (std::find(kinds.begin(), kinds.end(), event->kind) != kinds.end()) return &*event;
  }
  return nullptr;
}

const DecisionEvent* effect_of(const Decision& decision) {
  return last_event(decision, {DecisionEventKind::kTakenEffect});
}

std::string_view bare(std::string_view id) {
  const std::size_t colon = id.rfind(':');
  return colon == id.npos ? id : id.substr(colon + 1);
}

/// Everything of the record that says who somebody is.
std::vector<std::string> known_names(const Decision& decision) {
  const DecisionSubject& subject = decision.draft.subject;
  std::vector<std::string> names;
  if (subject.kind != SubjectKind::kNetwork) {
    names.push_back(subject.id);
    names.emplace_back(bare(subject.id));
  }
  for (const AffectedAccount& one : decision.draft.affected) {
    names.push_back(one.id);
    names.emplace_back(bare(one.id));
  }
  for (const DecisionEvent& event : decision.events) {
    if (event.by != "affected") names.push_back(event.by);
  }
  for (const UsedFact& fact : decision.draft.facts) {
    if (fact.name != "attribution.entities") continue;
    std::string_view rest = fact.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(", "), rest.size());
      names.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }
  return names;
}

/// What a statement on one of the accounts is about.
std::string_view account_in_words(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kAccount:
      return "user account";
    case SubjectKind::kNetwork:
      return "user account of a network";
    case SubjectKind::kEntity:
      return "user account of one entity";
    case SubjectKind::kContent:
      return "item of content";
  }
  CHECK(false);
}

/// The first `max` characters, ending in … where there were more.
std::string cut(const std::string& text, std::size_t max) {
  std::size_t characters = 0;
  std::size_t at = 0;
  std::size_t last = 0;  // where a text of max - 1 characters ends
  while (at < text.size()) {
    if (characters + 1 == max) last = at;
    if (++characters > max) return text.substr(0, last) + "…";
    at += std::max<std::size_t>(utf8_sequence_length(std::string_view(text).substr(at)), 1);
  }
  return text;
}

class Composer {
 public:
  Composer(const Decision& decision, StatementOfReasons& said)
      : decision_(decision), draft_(decision.draft), said_(said), names_(known_names(decision)) {}

  void compose(const LadderStep& step) {
    said_.territory = stated_territory(draft_, step);
    take_restriction(step);
    take_ground();
    take_dates();
    switch (draft_.subject.kind) {
      case SubjectKind::kAccount:
        said_.content_other = "user account";
        break;
      case SubjectKind::kNetwork:
        said_.content_other = "network of user accounts";
        break;
      case SubjectKind::kEntity:
        said_.content_other = "user accounts of one entity";
        break;
      case SubjectKind::kContent:
        said_.content_other = "item of content";
        break;
    }
    said_.facts = free_text(facts(), kFactsMax);
    said_.automated_detection = draft_.automated_detection;
    said_.automated_decision = draft_.automated_detection ? "AUTOMATED_DECISION_PARTIALLY"
                                                          : "AUTOMATED_DECISION_NOT_AUTOMATED";
    const bool told = std::any_of(draft_.facts.begin(), draft_.facts.end(),
                                  [](const auto& fact) { return fact.name == "disclosure.peers"; });
    said_.source_type = told ? "SOURCE_TYPE_OTHER_NOTIFICATION" : "SOURCE_VOLUNTARY";
  }

 private:
  std::string free_text(std::string_view text, std::size_t max) {
    ScrubbedText scrubbed = scrub_personal(text, names_);
    said_.taken_out += scrubbed.taken_out;
    std::string shorter = cut(scrubbed.text, max);
    if (shorter == scrubbed.text) return shorter;
    // What was cut through at the end may read as something else now.
    return scrub_personal(cut(scrubbed.text, max - kRoomForMark)).text;
  }

  void take_restriction(const LadderStep& step) {
    switch (step.action) {
      case ActionKind::kRequestDisclosure:
        CHECK(false);
      case ActionKind::kLabel:
        said_.visibility = "DECISION_VISIBILITY_CONTENT_LABELLED";
        break;
      case ActionKind::kLimitReach:
        said_.visibility = "DECISION_VISIBILITY_CONTENT_DEMOTED";
        break;
      case ActionKind::kNoAds:
        said_.monetary = "DECISION_MONETARY_OTHER";
        said_.monetary_other = "May not advertise";
        break;
      case ActionKind::kDemonetise:
        said_.monetary = "DECISION_MONETARY_SUSPENSION";
        break;
      case ActionKind::kGeoRestrict:
        said_.visibility = "DECISION_VISIBILITY_CONTENT_DISABLED";
        break;
      case ActionKind::kRemoveContent:
        said_.visibility = "DECISION_VISIBILITY_CONTENT_REMOVED";
        break;
      case ActionKind::kSuspend:
        said_.account = "DECISION_ACCOUNT_SUSPENDED";
        break;
      case ActionKind::kTerminate:
        said_.account = "DECISION_ACCOUNT_TERMINATED";
        break;
    }
  }

  void take_ground() {
    const DsaGround ground = dsa_ground(draft_);
    said_.illegal = ground.illegal;
    said_.category = ground.category;
    said_.keyword = ground.keyword;
    const std::string clause =
        fmt::format("{} {}, clause {}", draft_.policy, draft_.policy_version, draft_.clause);
    said_.ground = free_text(
        ground.illegal
            ? "Council Regulation (EU) No 833/2014, article 2f and Annex XV; applied as policy " +
                  clause
            : "Policy " + clause,
        kGroundMax);
    said_.explanation = free_text(explanation(clause), kExplanationMax);
  }

  /// What the clause says to the affected up to the first thing that is filled in: why.
  [[nodiscard]] std::string explanation(const std::string& clause) const {
    const auto& notices = draft_.notices;
    auto found = std::find_if(notices.begin(), notices.end(),
                              [](const auto& notice) { return notice.first == "en"; });
    if (found == notices.end()) found = notices.begin();
    if (found != notices.end()) {
      std::string why = found->second.substr(0, found->second.find('{'));
      while (!why.empty() && (why.back() == ' ' || why.back() == '\n')) why.pop_back();
      if (!why.empty()) return why;
    }
    return fmt::format("What was found meets the conditions of {}.", clause);
  }

  [[nodiscard]] std::string facts() const {
    std::string text = draft_.facts_text;
    if (text.find_first_not_of(" \t\r\n") == text.npos) text = "The conditions of the clause hold.";
    std::vector<std::string> used;
    for (const UsedFact& fact : draft_.facts) {
      // Who is assessed to be behind it is no reason here, and may be a person.
      if (fact.name == "attribution.entities") continue;
      used.push_back(fmt::format("{}: {}", fact.name, fact.value));
    }
    if (!used.empty()) text += fmt::format(" Facts used: {}.", fmt::join(used, "; "));
    return text;
  }

  void take_dates() {
    const DecisionEvent* const effect = effect_of(decision_);
    CHECK(effect != nullptr);
    said_.application_date = format_date(effect->at);
    // When the account was opened or the content posted is not of the record: it was there when
    // the decision was proposed.
    said_.content_date = format_date(decision_.events.front().at);
    const DecisionEvent* const end =
        last_event(decision_, {DecisionEventKind::kUndone, DecisionEventKind::kReversed});
    if (end != nullptr) said_.ended = format_date(end->at);
  }

  const Decision& decision_;
  const DecisionDraft& draft_;
  StatementOfReasons& said_;
  std::vector<std::string> names_;
};

void write_list(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.key(key);
  json.begin_array();
  for (const std::string& value : values) json.value(value);
  json.end_array();
}

void write_one(JsonWriter& json, std::string_view key, std::string_view value) {
  write_list(json, key, {std::string(value)});
}

void write_said(JsonWriter& json, std::string_view key, std::string_view value) {
  if (!value.empty()) json.field(key, value);
}

void write_restriction(JsonWriter& json, const StatementOfReasons& statement) {
  if (!statement.visibility.empty()) {
    write_one(json, "decision_visibility", statement.visibility);
    write_said(json, "end_date_visibility_restriction", statement.ended);
  }
  if (!statement.monetary.empty()) {
    json.field("decision_monetary", statement.monetary);
    write_said(json, "decision_monetary_other", statement.monetary_other);
    write_said(json, "end_date_monetary_restriction", statement.ended);
  }
  if (!statement.account.empty()) {
    json.field("decision_account", statement.account);
    write_said(json, "end_date_account_restriction", statement.ended);
  }
}

}  // namespace

std::vector<std::string> stated_territory(const DecisionDraft& draft, const LadderStep& step) {
  std::vector<std::string> stated;
  std::string_view home;
  if (step.action == ActionKind::kLimitReach && step.audience == "abroad") {
    for (const UsedFact& fact : draft.facts) {
      if (fact.name == "account.region") home = fact.value;
    }
  }
  for (const std::string_view country : kEeaCountries) {
    const auto& held = draft.territory;
    const bool holds = held.empty() || std::find(held.begin(), held.end(), country) != held.end();
    if (holds && country != home) stated.emplace_back(country);
  }
  return stated;
}

bool needs_statement(const Decision& decision, const LadderStep& step) {
  return decision.draft.mode == PolicyMode::kLive && restricts(step.action) &&
         effect_of(decision) != nullptr && !stated_territory(decision.draft, step).empty();
}

std::string statement_puid(std::string_view salt, std::string_view action_key,
                           std::string_view account) {
  std::string named = fmt::format("{}statement of reasons {}", salt, action_key);
  if (!account.empty()) named += fmt::format(" to {}", account);
  return sha256_hex(named).substr(0, kPuidDigits);
}

StatementOfReasons state_reasons(const Decision& decision, const PlatformAction& action,
                                 std::string_view salt) {
  CHECK(needs_statement(decision, action.step));
  StatementOfReasons said;
  said.decision = decision.id;
  said.action_key = action.key;
  said.step = action.step;
  said.puid = statement_puid(salt, action.key);
  Composer(decision, said).compose(action.step);
  return said;
}

std::vector<StatementOfReasons> state_reasons_each(const Decision& decision,
                                                   const PlatformAction& action,
                                                   std::string_view salt) {
  const DecisionDraft& draft = decision.draft;
  // Composed once: nothing of it is about one of the accounts, and there may be thousands.
  StatementOfReasons said = state_reasons(decision, action, salt);
  if (draft.subject.kind == SubjectKind::kAccount || draft.affected.empty()) {
    return {std::move(said)};
  }
  said.content_other = account_in_words(draft.subject.kind);
  std::vector<StatementOfReasons> each;
  std::set<std::string_view> seen;
  std::map<std::string_view, TimeUs> reversed;
  for (const DecisionEvent& event : decision.events) {
    if (event.kind == DecisionEventKind::kReversedFor) reversed.emplace(event.account, event.at);
  }
  const std::string ended = said.ended;
  for (std::size_t i = 0; i < draft.affected.size(); ++i) {
    const std::string& account = draft.affected[i].id;
    if (!seen.insert(account).second) continue;
    const auto earlier = reversed.find(account);
    said.ended = earlier == reversed.end() ? ended : format_date(earlier->second);
    said.puid = statement_puid(salt, action.key, account);
    said.owed_to = i + 1;
    each.push_back(said);
  }
  return each;
}

std::string render_reasons(const StatementOfReasons& statement) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("puid", statement.puid);
  write_restriction(json, statement);
  const bool illegal = statement.illegal;
  json.field("decision_ground",
             illegal ? "DECISION_GROUND_ILLEGAL_CONTENT" : "DECISION_GROUND_INCOMPATIBLE_CONTENT");
  json.field(illegal ? "illegal_content_legal_ground" : "incompatible_content_ground",
             statement.ground);
  json.field(illegal ? "illegal_content_explanation" : "incompatible_content_explanation",
             statement.explanation);
  write_one(json, "content_type", "CONTENT_TYPE_OTHER");
  json.field("content_type_other", statement.content_other);
  json.field("category", statement.category);
  write_one(json, "category_specification", statement.keyword);
  write_list(json, "territorial_scope", statement.territory);
  json.field("content_date", statement.content_date);
  json.field("application_date", statement.application_date);
  json.field("decision_facts", statement.facts);
  json.field("source_type", statement.source_type);
  json.field("automated_detection", statement.automated_detection ? "Yes" : "No");
  json.field("automated_decision", statement.automated_decision);
  json.end_object();
  return out;
}

std::string reasons_csv(const std::vector<StatementOfReasons>& statements) {
  std::string out;
  append_csv_row(out, {"puid", "decision", "action", "restriction", "ended", "decision_ground",
                       "ground", "explanation", "category", "category_specification",
                       "territorial_scope", "content_date", "application_date", "decision_facts",
                       "source_type", "automated_detection", "automated_decision"});
  for (const StatementOfReasons& one : statements) {
    append_csv_row(
        out, {one.puid, one.decision, std::string(name_of(one.step.action)),
              fmt::format("{}{}{}", one.visibility, one.monetary, one.account), one.ended,
              one.illegal ? "illegal content" : "incompatible content", one.ground, one.explanation,
              std::string(one.category), std::string(one.keyword),
              fmt::format("{}", fmt::join(one.territory, " ")), one.content_date,
              one.application_date, one.facts, std::string(one.source_type),
              one.automated_detection ? "Yes" : "No", std::string(one.automated_decision)});
  }
  return out;
}

}  // namespace overt
