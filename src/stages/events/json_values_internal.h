#pragma once
// One JSON value as text, over simdjson's on-demand values. Strings without escapes are views into
// the buffer; the others are unescaped into the parser's buffer and live until its next document.
// Included only by the JSON decoders: simdjson's header is heavy.

#include <algorithm>
#include <array>
#include <cstring>
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

/// Remembers the keys of earlier objects in their order: writers keep it and leave some out, so a
/// comparison or two per key are nearly always enough.
template <typename Meaning>
class KeyMemory {
 public:
  /// `index` is the key's place in its object; find(name) says what a key means.
  template <typename Find>
  Meaning look_up(json::raw_json_string key, std::size_t index, const Find& find) {
    const char* raw = key.raw();
    if (index == 0) next_ = 0;
    for (std::size_t step = 0; step < used_; ++step) {
      const std::size_t at = next_ + step < used_ ? next_ + step : next_ + step - used_;
      if (!slots_[at].matches(raw)) continue;
      next_ = at + 1;
      return slots_[at].meaning;
    }
    const std::string_view name = text_of(raw);
    const Meaning meaning = find(name);
    if (used_ < kSlots && name.size() < kNameBytes) insert(name, meaning);
    return meaning;
  }

 private:
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kNameBytes = 40;  // less than the padding after a chunk
  static constexpr std::size_t kStart = 8;

  struct Slot {
    char name[kNameBytes] = {};
    std::uint64_t start = 0;       // its first bytes, and the quote after a short name
    std::uint64_t start_mask = 0;  // which bytes of a text those are
    std::size_t size = 0;
    Meaning meaning{};

    [[nodiscard]] bool matches(const char* raw) const {
      std::uint64_t first = 0;
      std::memcpy(&first, raw, kStart);
      if ((first & start_mask) != start) return false;
      return size < kStart || (std::memcmp(raw, name, size) == 0 && raw[size] == '"');
    }
  };

  // Where it was met, so that the next object finds it there.
  void insert(std::string_view name, Meaning meaning) {
    const auto place = slots_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto end = slots_.begin() + static_cast<std::ptrdiff_t>(used_);
    std::move_backward(place, end, end + 1);
    *place = Slot{};
    std::memcpy(place->name, name.data(), name.size());
    place->name[name.size()] = '"';
    const std::size_t start_size = std::min(kStart, name.size() + 1);
    std::memcpy(&place->start, place->name, start_size);
    std::memset(&place->start_mask, 0xFF, start_size);
    place->size = name.size();
    place->meaning = meaning;
    ++used_;
    ++next_;
  }

  // Up to its quote or its first escape; names of ours have neither.
  static std::string_view text_of(const char* raw) {
    std::size_t size = 0;
    while (size < kNameBytes && raw[size] != '"' && raw[size] != '\\') ++size;
    return {raw, size};
  }

  std::array<Slot, kSlots> slots_{};
  std::size_t used_ = 0;
  std::size_t next_ = 0;  // the key after the one found last
};

}  // namespace overt
