#pragma once
// One JSON value as text, over simdjson's on-demand values. Strings without escapes are views into
// the buffer; the others are unescaped into the parser's buffer and live until its next document.
// Included only by the JSON decoders: simdjson's header is heavy.

#include <optional>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "stages/events/event_fields_internal.h"

namespace overt {

namespace json = simdjson::ondemand;

enum class JsonText : std::uint8_t {
  kOk,
  kNull,
  kRounded,  // a number where an id is wanted, and not a whole one
  kWrong,    // another type, or broken
};

/// The token without the white space after it.
inline std::string_view trim_token(std::string_view token) {
  while (!token.empty()) {
    const char c = token.back();
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') break;
    token.remove_suffix(1);
  }
  return token;
}

inline bool is_whole_number(std::string_view token) {
  if (!token.empty() && token.front() == '-') token.remove_prefix(1);
  if (token.empty()) return false;
  for (const char c : token) {
    if (c < '0' || c > '9') return false;
  }
  return true;
}

/// A string, or a number as its digits stand in the file (ids beyond 2^53 stay exact).
inline JsonText read_json_text(json::value value, std::string_view& out) {
  constexpr std::size_t kTokenBytesMax = std::size_t{1} << 31;
  const std::string_view raw = value.raw_json_token();
  if (raw.size() >= kTokenBytesMax) return JsonText::kWrong;  // broken, and measured past its end
  const std::string_view token = trim_token(raw);
  if (token.empty()) return JsonText::kWrong;
  if (token.front() == '"') {
    const std::string_view content = token.substr(1);
    if (content.empty() || content.back() != '"') return JsonText::kWrong;
    if (content.find('\\') != std::string_view::npos) {
      return value.get_string().get(out) == simdjson::SUCCESS ? JsonText::kOk : JsonText::kWrong;
    }
    out = content.substr(0, content.size() - 1);
    return JsonText::kOk;
  }
  if (token == "null") return JsonText::kNull;
  out = token;
  if (is_whole_number(token)) return JsonText::kOk;
  const bool number = token.front() == '-' || (token.front() >= '0' && token.front() <= '9');
  return number ? JsonText::kRounded : JsonText::kWrong;
}

/// Puts a text or id into the event.
inline std::optional<RecordFault> fill_json_text(json::value value, const EventField& field,
                                                 Event& event) {
  std::string_view text;
  const JsonText read = read_json_text(value, text);
  if (read == JsonText::kWrong) return RecordFault{RejectReason::kMalformed, field.name};
  if (read == JsonText::kNull) return {};
  if (field.type == FieldType::kId && (read == JsonText::kRounded || is_rounded_id(text))) {
    return RecordFault{RejectReason::kMangledId, field.name};
  }
  event.*field.text = text;
  return {};
}

inline std::optional<RecordFault> fill_json_time(json::value value, std::string_view name,
                                                 Event& event, bool& present) {
  std::string_view text;
  const JsonText read = read_json_text(value, text);
  if (read == JsonText::kWrong) return RecordFault{RejectReason::kBadTime, name};
  if (read == JsonText::kNull) return {};
  const ParsedTime time = parse_record_time(text);
  if (time.fault != TimeFault::kNone) {
    return RecordFault{reason_of(time.fault, text.empty()), name};
  }
  event.created_at = time.at;
  present = true;
  return {};
}

/// An array of strings or numbers, or one of them alone.
inline std::optional<RecordFault> fill_json_list(json::value value, const EventField& field,
                                                 EventLists& lists, Event& event) {
  auto& list = lists.cleared(field);
  const RecordFault wrong{RejectReason::kMalformed, field.name};
  const auto add = [&list](json::value element) {
    std::string_view text;
    const JsonText read = read_json_text(element, text);
    if (read == JsonText::kOk && !text.empty()) list.push_back(text);
    return read == JsonText::kOk || read == JsonText::kNull;
  };
  json::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return wrong;
  if (type != json::json_type::array) {
    if (!add(value)) return wrong;
  } else {
    json::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return wrong;
    for (auto element : array) {
      if (element.error() != simdjson::SUCCESS || !add(element.value_unsafe())) return wrong;
    }
  }
  lists.show(field, event);
  return {};
}

/// Why simdjson could not read a record.
inline RecordFault fault_of_json(simdjson::error_code code, std::string_view raw) {
  if (raw.find('\0') != std::string_view::npos) return {RejectReason::kNulByte, {}};
  if (code == simdjson::UTF8_ERROR) return {RejectReason::kBadEncoding, {}};
  return {RejectReason::kMalformed, {}};
}

/// A parser that opens one object at a time.
class JsonObjectReader {
 public:
  /// Calls on_field(key, index, value) for every member until it returns a fault; `text` needs
  /// kDecodePadding readable bytes after it. What the values show lives until the next call.
  template <typename OnField>
  std::optional<RecordFault> read(std::string_view text, const OnField& on_field) {
    text = with_quiet_end(text);
    json::document document;
    json::object object;
    auto code = parser_.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING)
                    .get(document);
    if (code == simdjson::SUCCESS) code = document.get_object().get(object);
    if (code != simdjson::SUCCESS) return fault_of_json(code, text);
    std::size_t index = 0;
    for (auto member : object) {
      json::field field;
      code = std::move(member).get(field);
      if (code != simdjson::SUCCESS) return fault_of_json(code, text);
      if (auto fault = on_field(field.key(), index, field.value())) return with_nul(*fault, text);
      ++index;
    }
    if (document.current_location().error() == simdjson::SUCCESS) {
      return fault_of_json(simdjson::TAPE_ERROR, text);  // something follows the object
    }
    return {};
  }

 private:
  // In broken JSON simdjson may look at the byte after the text, and go on where that is a comma
  // or a bracket; white space there stops it. Other texts are copied.
  std::string_view with_quiet_end(std::string_view text) {
    const char after = text.data()[text.size()];
    if (after == '\n' || after == '\r' || after == ' ') return text;
    copy_.assign(text.begin(), text.end());
    copy_.resize(text.size() + simdjson::SIMDJSON_PADDING, ' ');
    return {copy_.data(), text.size()};
  }

  static RecordFault with_nul(RecordFault fault, std::string_view text) {
    const bool nul =
        fault.reason == RejectReason::kMalformed && text.find('\0') != std::string_view::npos;
    return nul ? RecordFault{RejectReason::kNulByte, {}} : fault;
  }

  json::parser parser_;
  std::vector<char> copy_;
};

/// Remembers which key stood at which place of the last object: writers keep their order, so one
/// comparison per key is nearly always enough.
template <typename Meaning>
class KeyMemory {
 public:
  template <typename Find>
  Meaning look_up(json::raw_json_string key, std::size_t index, const Find& find) {
    if (index >= kSlots) return find(text_of(key));
    Slot& slot = slots_[index];
    const char* raw = key.raw();
    if (slot.size > 0 && std::memcmp(raw, slot.name, slot.size) == 0 && raw[slot.size] == '"') {
      return slot.meaning;
    }
    const std::string_view name = text_of(key);
    const Meaning meaning = find(name);
    if (name.size() < kNameBytes) {
      std::memcpy(slot.name, name.data(), name.size());
      slot.size = name.size();
      slot.meaning = meaning;
    }
    return meaning;
  }

 private:
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kNameBytes = 40;  // less than the padding after a chunk
  struct Slot {
    char name[kNameBytes] = {};
    std::size_t size = 0;
    Meaning meaning{};
  };

  // Up to its quote or its first escape; names of ours have neither.
  static std::string_view text_of(json::raw_json_string key) {
    const char* raw = key.raw();
    std::size_t size = 0;
    while (size < kNameBytes && raw[size] != '"' && raw[size] != '\\') ++size;
    return {raw, size};
  }

  std::array<Slot, kSlots> slots_{};
};

}  // namespace overt
