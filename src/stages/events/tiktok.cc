// TikTok Research API: video query responses, or their video objects alone.

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "stages/events/formats_internal.h"
#include "stages/events/json_scanner_internal.h"
#include "stages/events/json_values_internal.h"
#include "stages/events/tiktok_scanner_internal.h"

namespace overt {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// "0" stands for "no sound" and "no effect"; as an object it would join everybody.
bool is_no_id(std::string_view id) { return id == "0"; }

class VideoReader {
 public:
  const Event& event() const { return event_; }

  std::optional<RecordFault> read(std::string_view text, std::uint64_t line) {
    event_ = Event{};
    event_.platform = "tiktok";
    event_.line = line;
    has_time_ = false;
    auto fault = objects_.read(
        text, [this](json::raw_json_string key, std::size_t index, json::value value) {
          return fill(keys_.look_up(key, index, meaning_of), value);
        });
    if (fault) return fault;
    return finish();
  }

 private:
  // What a member of a video is to an event: a field of it under the API's own name.
  struct Meaning {
    std::string_view name;
    const EventField* field = nullptr;
  };

  static Meaning meaning_of(std::string_view key) {
    static const std::array<Meaning, 10> meanings = {{
        {"id", event_field_named("content_id")},
        {"username", event_field_named("account_id")},
        {"create_time", event_field_named("created_at")},
        {"video_description", event_field_named("text")},
        {"region_code", event_field_named("region")},
        {"music_id", event_field_named("sound_id")},
        {"hashtag_names", event_field_named("hashtags")},
        {"effect_ids", event_field_named("effect_ids")},
        {"voice_to_text", event_field_named("transcript")},
        {"video_mention_list", event_field_named("mentions")},
    }};
    for (const Meaning& meaning : meanings) {
      if (meaning.name == key) return meaning;
    }
    return {};
  }

  std::optional<RecordFault> fill(const Meaning& meaning, json::value value) {
    if (meaning.field == nullptr) return {};
    auto fault = fill_field(*meaning.field, value);
    // The shape of mentions is not documented: where it is not a list of names, there are none.
    const bool optional = meaning.field->list == &Event::mentions;
    if (optional && fault) return {};
    if (fault) fault->field = meaning.name;
    return fault;
  }

  std::optional<RecordFault> fill_field(const EventField& field, json::value value) {
    if (field.type == FieldType::kTime) {
      return fill_json_time(value, field.name, event_, has_time_);
    }
    if (field.type == FieldType::kList) return fill_json_list(value, field, lists_, event_);
    return fill_json_text(value, field, event_);
  }

  std::optional<RecordFault> finish() {
    if (!has_time_) return RecordFault{RejectReason::kMissingField, "create_time"};
    if (event_.content_id.empty()) return RecordFault{RejectReason::kMissingField, "id"};
    if (event_.account_id.empty()) return RecordFault{RejectReason::kMissingField, "username"};
    event_.event_id = event_.content_id;
    event_.handle = event_.account_id;
    if (is_no_id(event_.sound_id)) event_.sound_id = {};
    if (event_.effect_ids.size() == 1 && is_no_id(event_.effect_ids[0])) event_.effect_ids = {};
    return fault_of(event_);
  }

  JsonObjectReader objects_;
  KeyMemory<Meaning> keys_;
  Event event_;
  EventLists lists_;
  bool has_time_ = false;
};

struct ResponseError {
  std::string code;
  std::string message;
};

// The members "code" and "message" of an error object as they stand; empty where it is all right.
ResponseError response_error(std::string_view object) {
  ResponseError error;
  const char* end = object.data() + object.size();
  walk_json_members(object.data(), end, [&](const JsonMember& member) {
    const SkippedJson value = skip_json_value(member.value, end);
    if (value.outcome != JsonSkip::kWhole) return false;
    std::string_view text(member.value, static_cast<std::size_t>(value.end - member.value));
    if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
    if (member.key == "code") error.code = text;
    if (member.key == "message") error.message = text;
    return true;
  });
  if (error.code == "ok" || error.code == "0") error.code.clear();
  return error;
}

RejectReason reason_of_item(TiktokItem item, std::string_view raw) {
  if (item == TiktokItem::kTooLong) return RejectReason::kTooLong;
  if (raw.find('\0') != std::string_view::npos) return RejectReason::kNulByte;
  return item == TiktokItem::kUnfinished ? RejectReason::kTruncated : RejectReason::kMalformed;
}

class TiktokDecoder final : public EventDecoder {
 public:
  TiktokDecoder(DecodeOptions options, bool outer_array)
      : options_(options), outer_array_(outer_array) {}

  [[nodiscard]] EventFormat format() const override { return EventFormat::kTiktok; }

  // A cut needs something after it, so that the last chunk of a file always shows how it ends.
  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    TiktokScanner scanner(bytes, 1, options_.record_bytes_max, false);
    const char* end = bytes.data() + bytes.size();
    const char* whole = bytes.data();
    for (;;) {
      const TiktokItem item = scanner.next();
      if (item == TiktokItem::kEnd || item == TiktokItem::kUnfinished) break;
      if (!scanner.terminated()) break;
      const char* after = skip_json_space(scanner.position(), end);
      if (after < end) whole = after;
    }
    return static_cast<std::size_t>(whole - bytes.data());
  }

  void decode(const Chunk& chunk, EventVisitor& visitor) const override {
    TiktokScanner scanner(chunk.bytes, chunk.first_line, options_.record_bytes_max, !chunk.last);
    VideoReader reader;
    for (;;) {
      const TiktokItem item = scanner.next();
      if (item == TiktokItem::kEnd) break;
      hand_over(item, scanner, reader, visitor);
    }
    if (!chunk.last || !scanner.open() || closes_outer_array(chunk.bytes)) return;
    const auto text = chunk.bytes.substr(0, chunk.bytes.find_last_not_of(kSpace) + 1);
    const auto lines = std::count(text.begin(), text.end(), '\n');
    const std::uint64_t last_line = chunk.first_line + static_cast<std::uint64_t>(lines);
    reject_record(visitor, {RejectReason::kTruncated, {}}, last_line, {});
  }

 private:
  static void hand_over(TiktokItem item, const TiktokScanner& scanner, VideoReader& reader,
                        EventVisitor& visitor) {
    if (item == TiktokItem::kVideo) {
      const auto fault = reader.read(scanner.raw(), scanner.line());
      if (!fault) return visitor.on_event(reader.event());
      return reject_record(visitor, *fault, scanner.line(), scanner.raw());
    }
    if (item == TiktokItem::kError) {
      if (response_error(scanner.raw()).code.empty()) return;
      const RecordFault fault{RejectReason::kMalformed, "error.code"};
      return reject_record(visitor, fault, scanner.line(), scanner.raw());
    }
    const RejectReason reason = reason_of_item(item, scanner.raw());
    reject_record(visitor, {reason, {}}, scanner.line(), scanner.raw());
  }

  [[nodiscard]] bool closes_outer_array(std::string_view bytes) const {
    const auto last = bytes.find_last_not_of(kSpace);
    return outer_array_ && last != std::string_view::npos && bytes[last] == ']';
  }

  DecodeOptions options_;
  bool outer_array_;
};

}  // namespace

Result<OpenedDecoder> open_tiktok(const HeadOfFile& head) {
  TiktokScanner scanner(head.bytes, head.first_line, head.options.record_bytes_max, false);
  if (scanner.next() == TiktokItem::kError) {
    const ResponseError error = response_error(scanner.raw());
    if (!error.code.empty() && scanner.next() == TiktokItem::kEnd) {
      return Error{
          ErrorCode::kBadInput,
          fmt::format("{}: line {}: the response is an error and holds no videos: {} ({}). "
                      "Ask the Research API again.",
                      head.path, scanner.line(), error.code, error.message)};
    }
  }
  const char* begin = skip_json_space(head.bytes.data(), head.bytes.data() + head.bytes.size());
  const bool outer_array = begin < head.bytes.data() + head.bytes.size() && *begin == '[';
  OpenedDecoder opened;
  opened.decoder = std::make_unique<TiktokDecoder>(head.options, outer_array);
  return opened;
}

}  // namespace overt
