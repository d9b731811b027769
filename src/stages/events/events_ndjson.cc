// Canonical events, one JSON object a line.

#include <array>
#include <memory>

#include "stages/events/formats_internal.h"
#include "stages/events/json_values_internal.h"
#include "stages/events/ndjson_lines_internal.h"

namespace overt {
namespace {

class EventObjectReader {
 public:
  const Event& event() const { return event_; }

  std::optional<RecordFault> read(std::string_view text, std::uint64_t line) {
    event_ = Event{};
    event_.line = line;
    has_time_ = false;
    auto fault = objects_.read(text, [this](json::raw_json_string key, std::size_t index,
                                            json::value value) { return fill(key, index, value); });
    if (fault) return fault;
    if (!has_time_) return RecordFault{RejectReason::kMissingField, "created_at"};
    return fault_of(event_);
  }

 private:
  std::optional<RecordFault> fill(json::raw_json_string key, std::size_t index, json::value value) {
    const EventField* field = keys_.look_up(key, index, event_field_named);
    if (field == nullptr) return {};
    switch (field->type) {
      case FieldType::kText:
      case FieldType::kId:
        return fill_json_text(value, *field, event_);
      case FieldType::kList:
        return fill_json_list(value, *field, lists_, event_);
      case FieldType::kTime:
        return fill_json_time(value, field->name, event_, has_time_);
      case FieldType::kKind:
        return fill_kind(value);
    }
    CHECK(false);
  }

  std::optional<RecordFault> fill_kind(json::value value) {
    std::string_view text;
    const JsonText read = read_json_text(value, text);
    if (read == JsonText::kNull) return {};
    const auto kind = read == JsonText::kOk ? event_kind_from_name(text) : std::nullopt;
    if (!kind) return RecordFault{RejectReason::kUnknownKind, "kind"};
    event_.kind = *kind;
    return {};
  }

  JsonObjectReader objects_;
  KeyMemory<const EventField*> keys_;
  Event event_;
  EventLists lists_;
  bool has_time_ = false;
};

class EventsNdjsonDecoder final : public EventDecoder {
 public:
  explicit EventsNdjsonDecoder(DecodeOptions options) : options_(options) {}

  [[nodiscard]] EventFormat format() const override { return EventFormat::kEventsNdjson; }

  // A line end never stands inside a JSON string, so every line end is a record's end.
  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    return bytes.rfind('\n') + 1;  // npos + 1 = 0
  }

  void decode(const Chunk& chunk, EventVisitor& visitor) const override {
    EventObjectReader reader;
    for_each_json_line(
        chunk, options_.record_bytes_max,
        [&](std::string_view record, std::uint64_t line) {
          auto fault = reader.read(record, line);
          if (!fault) visitor.on_event(reader.event());
          return fault;
        },
        [&](const RecordFault& fault, std::uint64_t line, std::string_view record) {
          reject_record(visitor, fault, line, record);
        });
  }

 private:
  DecodeOptions options_;
};

}  // namespace

Result<OpenedDecoder> open_events_ndjson(const HeadOfFile& head) {
  OpenedDecoder opened;
  opened.decoder = std::make_unique<EventsNdjsonDecoder>(head.options);
  return opened;
}

}  // namespace overt
