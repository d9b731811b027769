#include "stages/decisions/decision_json.h"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/json_writer.h"
#include "stages/decisions/decide.h"

namespace overt {
namespace {

using simdjson::dom::element;

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.key(name);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_step(JsonWriter& json, const LadderStep& step) {
  json.begin_object();
  json.field("action", name_of(step.action));
  if (!step.label.empty()) json.field("label", step.label);
  if (!step.audience.empty()) json.field("audience", step.audience);
  json.end_object();
}

void write_subject(JsonWriter& json, const DecisionSubject& subject) {
  json.key("subject");
  json.begin_object();
  json.field("kind", name_of(subject.kind));
  json.field("id", subject.id);
  json.field("network", subject.network);
  json.field("protected", subject.protected_account);
  json.field("deceived", subject.deceived);
  json.field("lang", subject.lang);
  json.end_object();
}

void write_law(JsonWriter& json, const LegalBasis& law) {
  json.key("legal_basis");
  json.begin_object();
  json.field("act", law.act);
  json.field("entry", law.entry);
  json.field("url", law.url);
  json.field("from", format_date(law.from_day * kMicrosPerDay));
  if (law.to_day) json.field("to", format_date(*law.to_day * kMicrosPerDay));
  json.end_object();
}

/// What drafts did not always have: written where there is something, so that an older one keeps
/// its bytes, to which the ledger is committed.
void write_more(JsonWriter& json, const DecisionDraft& draft) {
  if (!draft.clause_title.empty()) json.field("clause_title", draft.clause_title);
  if (draft.legal_basis) write_law(json, *draft.legal_basis);
  if (!draft.facts_in.empty()) {
    json.key("facts_in");
    json.begin_object();
    for (const auto& [language, text] : draft.facts_in) json.field(language, text);
    json.end_object();
  }
  if (draft.affected.empty()) return;
  json.key("affected");
  json.begin_array();
  for (const AffectedAccount& one : draft.affected) {
    json.begin_object();
    json.field("id", one.id);
    if (!one.lang.empty()) json.field("lang", one.lang);
    if (one.deceived) json.field("deceived", true);
    json.end_object();
  }
  json.end_array();
}

void write_draft(JsonWriter& json, const DecisionDraft& draft) {
  json.begin_object();
  write_subject(json, draft.subject);
  json.field("policy", draft.policy);
  json.field("policy_version", draft.policy_version);
  json.field("policy_hash", draft.policy_hash);
  json.field("clause", draft.clause);
  json.field("mode", name_of(draft.mode));
  json.key("actions");
  json.begin_array();
  for (const LadderStep& step : draft.actions) write_step(json, step);
  json.end_array();
  write_texts(json, "territory", draft.territory);
  json.key("facts");
  json.begin_object();
  for (const UsedFact& fact : draft.facts) json.field(fact.name, fact.value);
  json.end_object();
  json.field("evidence", draft.evidence);
  json.field("facts_text", draft.facts_text);
  json.field("people", draft.people);
  json.field("within_hours", draft.within_hours);
  json.field("appeal_days", draft.appeal_days);
  json.key("notices");
  json.begin_object();
  for (const auto& [language, text] : draft.notices) json.field(language, text);
  json.end_object();
  json.field("automated_detection", draft.automated_detection);
  write_more(json, draft);
  json.end_object();
}

void write_event(JsonWriter& json, const DecisionEvent& event) {
  json.begin_object();
  json.field("kind", name_of(event.kind));
  json.field("at", format_rfc3339(event.at));
  json.field("by", event.by);
  json.field("reason", event.reason);
  if (event.known_by != KnownBy::kNotAsked) json.field("known_by", name_of(event.known_by));
  if (!event.account.empty()) json.field("account", event.account);
  json.end_object();
}

/// Reads fields; the first that is missing or wrong is kept.
class Reader {
 public:
  explicit Reader(std::string_view what) : what_(what) {}

  std::string text(element object, const char* name) {
    std::string_view value;
    if (object[name].get(value) != simdjson::SUCCESS) wrong(name);
    return std::string(value);
  }
  std::uint32_t number(element object, const char* name) {
    std::uint64_t value = 0;
    if (object[name].get(value) != simdjson::SUCCESS || value > 0xFFFF'FFFFU) wrong(name);
    return static_cast<std::uint32_t>(value);
  }
  bool flag(element object, const char* name) {
    bool value = false;
    if (object[name].get(value) != simdjson::SUCCESS) wrong(name);
    return value;
  }
  simdjson::dom::array list(element object, const char* name) {
    simdjson::dom::array value;
    if (object[name].get(value) != simdjson::SUCCESS) wrong(name);
    return value;
  }
  simdjson::dom::object map(element object, const char* name) {
    simdjson::dom::object value;
    if (object[name].get(value) != simdjson::SUCCESS) wrong(name);
    return value;
  }
  template <typename Named>
  auto named(element object, const char* name, const Named& find) {
    const auto value = find(text(object, name));
    if (!value) wrong(name);
    return value.value_or(typename decltype(find(std::string_view()))::value_type{});
  }
  void wrong(std::string_view name) {
    if (error_.empty()) error_ = fmt::format("{}: '{}' is missing or wrong", what_, name);
  }
  [[nodiscard]] bool ok() const { return error_.empty(); }
  [[nodiscard]] Error error() const { return {ErrorCode::kBadInput, error_}; }

 private:
  std::string_view what_;
  std::string error_;
};

std::string optional_text(element object, const char* name) {
  std::string_view value;
  return object[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

LadderStep read_step(element object, Reader& reader) {
  LadderStep step;
  step.action = reader.named(object, "action", action_kind_named);
  step.label = optional_text(object, "label");
  step.audience = optional_text(object, "audience");
  return step;
}

DecisionSubject read_subject(element object, Reader& reader) {
  DecisionSubject subject;
  subject.kind = reader.named(object, "kind", subject_kind_named);
  subject.id = reader.text(object, "id");
  subject.network = reader.text(object, "network");
  subject.protected_account = reader.flag(object, "protected");
  subject.deceived = reader.flag(object, "deceived");
  subject.lang = reader.text(object, "lang");
  return subject;
}

std::vector<std::string> read_territory(element object, Reader& reader) {
  std::vector<std::string> countries;
  const auto list = reader.list(object, "territory");
  if (!reader.ok()) return countries;
  for (const element country : list) {
    std::string_view value;
    if (country.get(value) != simdjson::SUCCESS) reader.wrong("territory");
    countries.emplace_back(value);
  }
  return countries;
}

std::optional<std::int32_t> read_day(std::string_view text) {
  const auto time = parse_rfc3339(std::string(text) + "T00:00:00Z");
  if (!time) return std::nullopt;
  return static_cast<std::int32_t>(*time / kMicrosPerDay);
}

LegalBasis read_law(element object, Reader& reader) {
  LegalBasis law;
  law.act = reader.text(object, "act");
  law.entry = reader.text(object, "entry");
  law.url = reader.text(object, "url");
  law.from_day = reader.named(object, "from", read_day);
  if (!optional_text(object, "to").empty()) law.to_day = reader.named(object, "to", read_day);
  return law;
}

void read_more(element object, Reader& reader, DecisionDraft& draft) {
  draft.clause_title = optional_text(object, "clause_title");
  element law;
  if (object["legal_basis"].get(law) == simdjson::SUCCESS) {
    draft.legal_basis = read_law(law, reader);
  }
  simdjson::dom::object facts;
  if (object["facts_in"].get(facts) == simdjson::SUCCESS) {
    for (const auto& [language, value] : facts) {
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) reader.wrong("facts_in");
      draft.facts_in.emplace_back(std::string(language), std::string(text));
    }
  }
  simdjson::dom::array affected;
  if (object["affected"].get(affected) != simdjson::SUCCESS) return;
  for (const element one : affected) {
    bool deceived = false;
    if (one["deceived"].get(deceived) != simdjson::SUCCESS) deceived = false;
    draft.affected.push_back({reader.text(one, "id"), optional_text(one, "lang"), deceived});
  }
}

DecisionDraft read_draft(element object, Reader& reader) {
  DecisionDraft draft;
  element subject;
  if (object["subject"].get(subject) != simdjson::SUCCESS) {
    reader.wrong("subject");
    return draft;
  }
  draft.subject = read_subject(subject, reader);
  draft.policy = reader.text(object, "policy");
  draft.policy_version = reader.text(object, "policy_version");
  draft.policy_hash = reader.text(object, "policy_hash");
  draft.clause = reader.text(object, "clause");
  draft.mode = reader.named(object, "mode", policy_mode_named);
  draft.evidence = reader.text(object, "evidence");
  draft.facts_text = reader.text(object, "facts_text");
  draft.people = reader.number(object, "people");
  draft.within_hours = reader.number(object, "within_hours");
  draft.appeal_days = reader.number(object, "appeal_days");
  draft.automated_detection = reader.flag(object, "automated_detection");
  const auto actions = reader.list(object, "actions");
  draft.territory = read_territory(object, reader);
  const auto facts = reader.map(object, "facts");
  const auto notices = reader.map(object, "notices");
  read_more(object, reader, draft);
  if (!reader.ok()) return draft;
  for (const element step : actions) draft.actions.push_back(read_step(step, reader));
  const auto read_pairs = [&](const simdjson::dom::object& pairs, auto add) {
    for (const auto& [name, value] : pairs) {
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) reader.wrong(name);
      add(std::string(name), std::string(text));
    }
  };
  read_pairs(facts, [&](std::string name, std::string value) {
    draft.facts.push_back({std::move(name), std::move(value)});
  });
  read_pairs(notices, [&](std::string language, std::string text) {
    draft.notices.emplace_back(std::move(language), std::move(text));
  });
  return draft;
}

template <typename Value, typename Read>
Result<Value> parse(std::string_view json, std::string_view what, const Read& read) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return Error{ErrorCode::kBadInput, fmt::format("{}: not a JSON object", what)};
  }
  Reader reader(what);
  Value value = read(root, reader);
  if (!reader.ok()) return reader.error();
  return value;
}

std::optional<DecisionEventKind> event_kind_named(std::string_view name) {
  for (std::size_t i = 0; i < kDecisionEventKindCount; ++i) {
    const auto kind = static_cast<DecisionEventKind>(i);
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

std::string render_draft(const DecisionDraft& draft) {
  std::string out;
  JsonWriter json(out);
  write_draft(json, draft);
  return out;
}

Result<DecisionDraft> parse_draft(std::string_view json) {
  return parse<DecisionDraft>(json, "a decision's draft", read_draft);
}

std::string render_event(const DecisionEvent& event) {
  std::string out;
  JsonWriter json(out);
  write_event(json, event);
  return out;
}

Result<DecisionEvent> parse_event(std::string_view json) {
  return parse<DecisionEvent>(json, "a decision's event", [](element object, Reader& reader) {
    DecisionEvent event;
    event.kind = reader.named(object, "kind", event_kind_named);
    event.at = reader.named(object, "at", parse_rfc3339);
    event.by = reader.text(object, "by");
    event.reason = reader.text(object, "reason");
    event.account = optional_text(object, "account");
    if (!optional_text(object, "known_by").empty()) {
      event.known_by = reader.named(object, "known_by", known_by_named);
    }
    return event;
  });
}

Result<RecordFile> parse_record_file(std::string_view json) {
  return parse<RecordFile>(json, "a record", [](element object, Reader& reader) {
    RecordFile file;
    file.record = reader.text(object, "record");
    file.salt = reader.text(object, "salt");
    return file;
  });
}

namespace {

/// Who waits for an answer, and whom it falls on still.
void write_standing(JsonWriter& json, const Decision& decision) {
  json.key("open_appeals");
  json.begin_array();
  if (state_of(decision) == DecisionState::kAppealed) {
    for (const DecisionEvent& one : open_appeals(decision)) {
      json.begin_object();
      json.field("account", one.account);
      json.field("at", format_rfc3339(one.at));
      json.field("reason", one.reason);
      json.end_object();
    }
  }
  json.end_array();
  json.field("accounts_held", std::uint64_t{held_accounts(decision).size()});
  json.field("divisible", is_divisible(decision));
}

}  // namespace

std::string render_decision(const Decision& decision) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("decision", decision.id);
  json.field("state", name_of(state_of(decision)));
  json.field("people_needed", people_needed(decision.draft));
  json.field("review_due_at", format_rfc3339(review_due_at(decision)));
  write_standing(json, decision);
  json.key("draft");
  write_draft(json, decision.draft);
  json.key("events");
  json.begin_array();
  for (const DecisionEvent& event : decision.events) write_event(json, event);
  json.end_array();
  json.end_object();
  return out;
}

std::string render_action(const PlatformAction& action) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("key", action.key);
  json.field("decision", action.decision);
  write_subject(json, action.subject);
  json.key("step");
  write_step(json, action.step);
  json.field("undo", action.undo);
  write_texts(json, "territory", action.territory);
  json.field("mode", name_of(action.mode));
  json.end_object();
  return out;
}

Result<PlatformAction> parse_action(std::string_view json) {
  return parse<PlatformAction>(json, "an action", [](element object, Reader& reader) {
    PlatformAction action;
    action.key = reader.text(object, "key");
    action.decision = reader.text(object, "decision");
    element subject;
    element step;
    if (object["subject"].get(subject) != simdjson::SUCCESS) reader.wrong("subject");
    if (object["step"].get(step) != simdjson::SUCCESS) reader.wrong("step");
    if (!reader.ok()) return action;
    action.subject = read_subject(subject, reader);
    action.step = read_step(step, reader);
    action.undo = reader.flag(object, "undo");
    action.mode = reader.named(object, "mode", policy_mode_named);
    action.territory = read_territory(object, reader);
    return action;
  });
}

}  // namespace overt
