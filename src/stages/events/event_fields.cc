#include <string>

#include "stages/events/event_fields_internal.h"

namespace overt {
namespace {

constexpr EventField text_field(std::string_view name, std::string_view Event::*member) {
  return {name, FieldType::kText, member, nullptr, 0, '\0'};
}

constexpr EventField id_field(std::string_view name, std::string_view Event::*member) {
  return {name, FieldType::kId, member, nullptr, 0, '\0'};
}

constexpr EventField list_field(std::string_view name,
                                std::span<const std::string_view> Event::*member, std::uint8_t slot,
                                char mark = '\0') {
  return {name, FieldType::kList, nullptr, member, slot, mark};
}

constexpr std::array<EventField, 23> kFields = {
    id_field("event_id", &Event::event_id),
    text_field("platform", &Event::platform),
    id_field("account_id", &Event::account_id),
    EventField{"kind", FieldType::kKind, nullptr, nullptr, 0, '\0'},
    id_field("content_id", &Event::content_id),
    id_field("target_content_id", &Event::target_content_id),
    id_field("target_account_id", &Event::target_account_id),
    id_field("object_id", &Event::object_id),
    EventField{"created_at", FieldType::kTime, nullptr, nullptr, 0, '\0'},
    text_field("text", &Event::text),
    text_field("lang", &Event::lang),
    list_field("urls", &Event::urls, 0),
    list_field("hashtags", &Event::hashtags, 1, '#'),
    list_field("mentions", &Event::mentions, 2, '@'),
    list_field("media", &Event::media, 3),
    id_field("sound_id", &Event::sound_id),
    list_field("effect_ids", &Event::effect_ids, 4),
    text_field("transcript", &Event::transcript),
    text_field("region", &Event::region),
    text_field("client", &Event::client),
    list_field("infra", &Event::infra, 5),
    text_field("handle", &Event::handle),
    text_field("display_name", &Event::display_name),
};

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

}  // namespace

std::span<const EventField> event_fields() { return kFields; }

const EventField* event_field_named(std::string_view name) {
  for (const EventField& field : kFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

std::string event_field_names() {
  std::string names;
  for (const EventField& field : kFields) {
    if (!names.empty()) names += ", ";
    names += field.name;
  }
  return names;
}

void EventLists::show(const EventField& field, Event& event) {
  auto& list = lists_[field.list_slot];
  if (field.mark != '\0') {
    for (std::string_view& element : list) {
      if (element.size() > 1 && element.front() == field.mark) element.remove_prefix(1);
    }
  }
  event.*field.list = list;
}

std::optional<RecordFault> fault_of(const Event& event) {
  if (event.account_id.empty()) return RecordFault{RejectReason::kMissingField, "account_id"};
  if (has_nul(event.account_id)) return RecordFault{RejectReason::kNulByte, "account_id"};
  if (has_nul(event.content_id)) return RecordFault{RejectReason::kNulByte, "content_id"};
  if (has_nul(event.object_id)) return RecordFault{RejectReason::kNulByte, "object_id"};
  return {};
}

bool is_mangled_id(std::string_view id) {
  if (id.size() < 3 || !is_digit(id[0])) return false;
  std::size_t at = skip_digits(id, 0);
  const std::size_t whole = at;
  if (at == id.size()) return false;
  if (id[at] == '.') at = skip_digits(id, at + 1);
  if (at == id.size()) return whole >= 16;  // a float of a table tool: the last digits are gone
  if (id[at] != 'e' && id[at] != 'E') return false;
  ++at;
  if (at >= id.size() || id[at] != '+') return false;
  ++at;
  return at < id.size() && skip_digits(id, at) == id.size();
}

}  // namespace overt
