#pragma once
// For tests and fuzz targets: events and rejects as text, and a caller that reads a file in steps
// as decode_events.h asks. Not thread-safe.

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/visitor.h"
#include "stages/events/decode_events.h"

namespace overt {

/// One line of text for an event: every field that is set, in the order of the struct.
inline std::string describe(const Event& event) {
  std::string text = std::to_string(event.line) + " " + std::string(name_of(event.kind));
  text += " @" + std::to_string(event.created_at);
  const auto add = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text += " " + std::string(name) + "=" + std::string(value);
  };
  const auto add_list = [&text](std::string_view name, std::span<const std::string_view> list) {
    if (list.empty()) return;
    text += " " + std::string(name) + "=[";
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) text += "; ";
      text += list[i];
    }
    text += "]";
  };
  add("event", event.event_id);
  add("platform", event.platform);
  add("account", event.account_id);
  add("content", event.content_id);
  add("target", event.target_content_id);
  add("target_account", event.target_account_id);
  add("object", event.object_id);
  add("text", event.text);
  add("lang", event.lang);
  add("sound", event.sound_id);
  add("transcript", event.transcript);
  add("region", event.region);
  add("client", event.client);
  add("handle", event.handle);
  add("name", event.display_name);
  add_list("urls", event.urls);
  add_list("hashtags", event.hashtags);
  add_list("mentions", event.mentions);
  add_list("media", event.media);
  add_list("effects", event.effect_ids);
  add_list("infra", event.infra);
  return text;
}

inline std::string describe(const Reject& reject) {
  std::string text = std::to_string(reject.line) + " " + std::string(name_of(reject.reason));
  if (!reject.field.empty()) text += " " + std::string(reject.field);
  return text + " <" + std::string(reject.raw) + ">";
}

class CollectedEvents final : public EventVisitor {
 public:
  void on_event(const Event& event) override {
    events.push_back(describe(event));
    all.push_back(events.back());
  }
  void on_reject(const Reject& reject) override {
    rejects.push_back(describe(reject));
    all.push_back(rejects.back());
  }

  std::vector<std::string> events;
  std::vector<std::string> rejects;
  std::vector<std::string> all;  // both, in the order they came
};

/// Decodes `bytes` from a copy with exactly the padding that is promised, and nothing kind in it.
inline void decode_copy(const EventDecoder& decoder, std::string_view bytes,
                        std::uint64_t first_line, bool last, EventVisitor& visitor) {
  const auto copy = std::make_unique<char[]>(bytes.size() + kDecodePadding);
  std::copy(bytes.begin(), bytes.end(), copy.get());
  constexpr std::string_view kHostile = ",\"}]:[{";
  for (std::size_t i = 0; i < kDecodePadding; ++i) {
    copy[bytes.size() + i] = kHostile[i % kHostile.size()];
  }
  decoder.decode({{copy.get(), bytes.size()}, first_line, last}, visitor);
}

/// What a file gives, decoded at once.
struct DecodedFile {
  std::string error;  // empty where the file could be opened
  EventFormat format = EventFormat::kEventsNdjson;
  std::vector<std::string> notes;
  CollectedEvents got;
};

inline DecodedFile decode_file(std::string_view file, DecoderRequest request = {}) {
  DecodedFile decoded;
  if (request.path.empty()) request.path = "f";
  const auto opened = open_decoder(file, request);
  if (!opened) {
    decoded.error = opened.error().message;
    return decoded;
  }
  const OpenedDecoder& open = opened.value();
  decoded.format = open.decoder->format();
  decoded.notes = open.notes;
  decode_copy(*open.decoder, file.substr(open.header_bytes), open.header_lines + 1, true,
              decoded.got);
  return decoded;
}

/// Reads `bytes` (without the header) as a caller does that gets step() more bytes each time.
class SteppedReader {
 public:
  SteppedReader(const EventDecoder& decoder, std::uint64_t record_bytes_max, EventVisitor& visitor)
      : decoder_(decoder), record_bytes_max_(record_bytes_max), visitor_(visitor) {}

  void read(std::string_view bytes, std::uint64_t first_line,
            const std::function<std::size_t()>& step) {
    line_ = first_line;
    std::size_t begin = 0;
    std::size_t seen = 0;
    while (seen < bytes.size()) {
      seen = std::min(bytes.size(), seen + std::max<std::size_t>(1, step()));
      begin += take(bytes.substr(begin, seen - begin), bytes.substr(begin));
      seen = std::max(seen, begin);
    }
    decode_copy(decoder_, bytes.substr(begin), line_, true, visitor_);
  }

 private:
  // How many bytes of the buffer are done with; more than the buffer where a line is skipped.
  std::size_t take(std::string_view buffer, std::string_view rest) {
    const std::size_t whole = decoder_.whole_records(buffer);
    if (whole > 0) {
      decode_copy(decoder_, buffer.substr(0, whole), line_, false, visitor_);
      const auto done = buffer.substr(0, whole);
      line_ += static_cast<std::uint64_t>(std::count(done.begin(), done.end(), '\n'));
      return whole;
    }
    if (buffer.size() <= record_bytes_max_) return 0;
    const std::size_t end = rest.find('\n');
    const std::string_view record = rest.substr(0, end);
    visitor_.on_reject({RejectReason::kTooLong, line_, {}, record.substr(0, kTooLongRawBytes)});
    ++line_;
    return end == std::string_view::npos ? rest.size() : end + 1;
  }

  const EventDecoder& decoder_;
  std::uint64_t record_bytes_max_;
  EventVisitor& visitor_;
  std::uint64_t line_ = 1;
};

}  // namespace overt
