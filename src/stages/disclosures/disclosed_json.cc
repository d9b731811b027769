#include "stages/disclosures/disclosed_json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "stages/disclosures/json_reading_internal.h"

namespace overt {
namespace {

using simdjson::dom::element;

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

std::vector<std::string> strings_of(const element& object, const char* key) {
  const auto texts = texts_of(object, key);
  return {texts.begin(), texts.end()};
}

void write_told(JsonWriter& json, const ToldNetwork& told) {
  json.begin_object();
  json.field("network", told.id);
  json.field("run", told.run);
  json.field("first_day", told.first_day);
  json.field("last_day", told.last_day);
  json.field("members", told.members);
  json.field("confirmed", told.confirmed);
  json.field("explanation", told.explanation);
  write_texts(json, "families", told.families);
  write_texts(json, "returns_from", told.returns_from);
  json.field("by_the_deceived", told.by_the_deceived);
  json.key("behind");
  if (!told.behind) {
    json.null();
  } else {
    json.begin_object();
    json.field("entity", told.behind->id);
    json.field("name", told.behind->name);
    json.field("likelihood", name_of(told.behind->likelihood));
    json.field("confidence", name_of(told.behind->confidence));
    write_texts(json, "principals", told.behind->principals);
    json.end_object();
  }
  json.end_object();
}

template <typename Enum>
Enum enum_named(std::string_view name, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  return Enum{};
}

ToldNetwork told_of(const element& object) {
  ToldNetwork told;
  told.id = text_of(object, "network");
  told.run = text_of(object, "run");
  told.first_day = text_of(object, "first_day");
  told.last_day = text_of(object, "last_day");
  told.members = number_of(object, "members");
  told.confirmed = flag_of(object, "confirmed");
  told.explanation = text_of(object, "explanation");
  told.families = strings_of(object, "families");
  told.returns_from = strings_of(object, "returns_from");
  told.by_the_deceived = flag_of(object, "by_the_deceived");
  element behind;
  if (object["behind"].get(behind) != simdjson::SUCCESS || !behind.is_object()) return told;
  constexpr std::size_t kConfidences = 3;
  told.behind =
      AssessedEntity{std::string(text_of(behind, "entity")), std::string(text_of(behind, "name")),
                     enum_named<Likelihood>(text_of(behind, "likelihood"), kLikelihoodCount),
                     enum_named<Confidence>(text_of(behind, "confidence"), kConfidences),
                     strings_of(behind, "principals")};
  return told;
}

void write_decided(JsonWriter& json, const DecidedNetwork& decided) {
  json.begin_object();
  json.field("mode", name_of(decided.mode));
  json.field("first_day", decided.first_day);
  json.field("accounts", decided.accounts);
  json.field("accounts_taken_back", decided.accounts_taken_back);
  json.field("accounts_asked", decided.accounts_asked);
  json.field("returning", decided.returning);
  json.field("appeals", decided.appeals);
  json.field("appeals_upheld", decided.appeals_upheld);
  json.field("appeals_reversed", decided.appeals_reversed);
  write_texts(json, "policies", decided.policies);
  json.key("actions");
  json.begin_array();
  for (const DisclosedAction& action : decided.actions) {
    json.begin_object();
    json.field("action", name_of(action.action));
    json.field("audience", action.audience);
    json.field("accounts", action.accounts);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

DecidedNetwork decided_of(const element& object) {
  DecidedNetwork decided;
  decided.mode = policy_mode_named(text_of(object, "mode")).value_or(PolicyMode::kLive);
  decided.first_day = text_of(object, "first_day");
  decided.accounts = number_of(object, "accounts");
  decided.accounts_taken_back = number_of(object, "accounts_taken_back");
  decided.accounts_asked = number_of(object, "accounts_asked");
  decided.returning = number_of(object, "returning");
  decided.appeals = number_of(object, "appeals");
  decided.appeals_upheld = number_of(object, "appeals_upheld");
  decided.appeals_reversed = number_of(object, "appeals_reversed");
  decided.policies = strings_of(object, "policies");
  for (const element action : list_of(object, "actions")) {
    const auto kind = action_kind_named(text_of(action, "action"));
    if (!kind) continue;
    decided.actions.push_back(
        {*kind, std::string(text_of(action, "audience")), number_of(action, "accounts")});
  }
  return decided;
}

DisclosureNotes notes_of(const element& object) {
  DisclosureNotes notes;
  notes.name = text_of(object, "name");
  notes.operated_from = text_of(object, "operated_from");
  notes.audience = text_of(object, "audience");
  notes.tip_from = text_of(object, "tip_from");
  notes.asked_whom = text_of(object, "asked_whom");
  notes.asked_on = text_of(object, "asked_on");
  notes.replied_on = text_of(object, "replied_on");
  notes.reply = text_of(object, "reply");
  notes.domains = strings_of(object, "domains");
  notes.urls = strings_of(object, "urls");
  return notes;
}

Error no_json(std::string_view what) {
  return {ErrorCode::kBadInput, fmt::format("{} on record cannot be read", what)};
}

}  // namespace

void write_notes(JsonWriter& json, const DisclosureNotes& notes) {
  json.begin_object();
  json.field("name", notes.name);
  json.field("operated_from", notes.operated_from);
  json.field("audience", notes.audience);
  json.field("tip_from", notes.tip_from);
  json.field("asked_whom", notes.asked_whom);
  json.field("asked_on", notes.asked_on);
  json.field("replied_on", notes.replied_on);
  json.field("reply", notes.reply);
  write_texts(json, "domains", notes.domains);
  write_texts(json, "urls", notes.urls);
  json.end_object();
}

void write_disclosed_network(JsonWriter& json, const DisclosedNetwork& network) {
  json.begin_object();
  json.key("told");
  write_told(json, network.told);
  json.key("notes");
  write_notes(json, network.notes);
  json.key("decided");
  write_decided(json, network.decided);
  json.key("followers");
  network.followers ? json.value(*network.followers) : json.null();
  json.end_object();
}

Result<DisclosedNetwork> parse_disclosed_network(std::string_view json) {
  const simdjson::padded_string text(json);
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(text).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return no_json("a statement");
  }
  DisclosedNetwork network;
  element part;
  if (root["told"].get(part) == simdjson::SUCCESS) network.told = told_of(part);
  if (root["notes"].get(part) == simdjson::SUCCESS) network.notes = notes_of(part);
  if (root["decided"].get(part) == simdjson::SUCCESS) network.decided = decided_of(part);
  std::uint64_t followers = 0;
  if (root["followers"].get(followers) == simdjson::SUCCESS) network.followers = followers;
  return network;
}

Result<DisclosureNotes> parse_notes(std::string_view json) {
  const simdjson::padded_string text(json);
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(text).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return no_json("a note");
  }
  return notes_of(root);
}

}  // namespace overt
