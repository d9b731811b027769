#include "pipeline/event_batch.h"

#include <algorithm>
#include <memory>

#include <simdjson.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "model/visitor.h"
#include "stages/events/decode_events.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::size_t kNameBytesMax = 32;

const EventDecoder& ndjson_decoder() {
  static const std::unique_ptr<EventDecoder> decoder = [] {
    DecoderRequest request;
    request.format = EventFormat::kEventsNdjson;
    auto opened = open_decoder("{}", request);
    CHECK(opened.ok());
    return std::move(opened.value().decoder);
  }();
  return *decoder;
}

class LineVisitor final : public EventVisitor {
 public:
  explicit LineVisitor(EventBatch& batch) : batch_(batch) {}

  void on_event(const Event& event) override {
    batch_.first_at =
        batch_.events == 0 ? event.created_at : std::min(batch_.first_at, event.created_at);
    batch_.last_at =
        batch_.events == 0 ? event.created_at : std::max(batch_.last_at, event.created_at);
    ++batch_.events;
  }
  void on_reject(const Reject& reject) override {
    ++batch_.rejects;
    bad_lines.push_back(reject.line);
    if (batch_.first_rejects.size() == EventBatch::kRejectsShown) return;
    batch_.first_rejects.push_back({reject.line, std::string(name_of(reject.reason)),
                                    std::string(reject.field.substr(0, kNameBytesMax))});
  }

  std::vector<std::uint64_t> bad_lines;  // ascending

 private:
  EventBatch& batch_;
};

/// Calls take(line with its line feed, its number from 1).
template <typename Take>
void for_each_line(std::string_view lines, const Take& take) {
  std::uint64_t number = 1;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size() - 1) + 1;
    take(lines.substr(0, end), number++);
    lines.remove_prefix(end);
  }
}

std::string without(std::string_view lines, const std::vector<std::uint64_t>& bad) {
  std::string kept;
  kept.reserve(lines.size());
  auto next = bad.begin();
  for_each_line(lines, [&](std::string_view line, std::uint64_t number) {
    if (next != bad.end() && *next == number) {
      ++next;
    } else {
      kept += line;
    }
  });
  return kept;
}

class PeriodVisitor final : public EventVisitor {
 public:
  PeriodVisitor(TimeUs from, TimeUs to) : from_(from), to_(to) {}
  void on_event(const Event& event) override {
    if (event.created_at >= from_ && event.created_at < to_) good_lines.push_back(event.line);
  }
  void on_reject(const Reject& /*reject*/) override {}
  std::vector<std::uint64_t> good_lines;

 private:
  TimeUs from_;
  TimeUs to_;
};

void decode_lines(std::string_view lines, EventVisitor& visitor) {
  std::string padded;
  padded.reserve(lines.size() + kDecodePadding);
  padded.append(lines).append(kDecodePadding, '\0');
  ndjson_decoder().decode({std::string_view(padded).substr(0, lines.size()), 1, true}, visitor);
}

std::string text_of(element object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

Error no_batch() { return {ErrorCode::kBadInput, "what stands before the events is no batch"}; }

void read_rejects(element about, EventBatch& batch) {
  simdjson::dom::array rows;
  if (about["first_rejects"].get(rows) != simdjson::SUCCESS) return;
  for (const element row : rows) {
    if (batch.first_rejects.size() == EventBatch::kRejectsShown) return;
    RejectedLine& line = batch.first_rejects.emplace_back();
    if (row["line"].get(line.line) != simdjson::SUCCESS) line.line = 0;
    line.reason = text_of(row, "reason");
    line.field = text_of(row, "field");
  }
}

}  // namespace

std::string render_about(const EventBatch& batch) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("key", batch.key);
  json.field("digest", batch.digest);
  json.field("by", batch.by);
  json.field("taken_at", batch.taken_at);
  json.field("events", batch.events);
  json.field("first_at", batch.first_at);
  json.field("last_at", batch.last_at);
  json.field("rejects", batch.rejects);
  json.key("first_rejects");
  json.begin_array();
  for (const RejectedLine& row : batch.first_rejects) {
    json.begin_object();
    json.field("line", row.line);
    json.field("reason", row.reason);
    json.field("field", row.field);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  text += '\n';
  CHECK_LE(text.size(), EventBatch::kAboutBytesMax);
  return text;
}

Result<BatchHead> read_about(std::string_view bytes) {
  BatchHead head;
  const std::size_t end = bytes.substr(0, EventBatch::kAboutBytesMax).find('\n');
  if (end == std::string_view::npos) return no_batch();
  head.bytes = end + 1;
  simdjson::dom::parser parser;
  element about;
  EventBatch& batch = head.batch;
  if (parser.parse(bytes.data(), end).get(about) != simdjson::SUCCESS ||
      about["taken_at"].get(batch.taken_at) != simdjson::SUCCESS ||
      about["events"].get(batch.events) != simdjson::SUCCESS ||
      about["rejects"].get(batch.rejects) != simdjson::SUCCESS ||
      about["first_at"].get(batch.first_at) != simdjson::SUCCESS ||
      about["last_at"].get(batch.last_at) != simdjson::SUCCESS) {
    return no_batch();
  }
  batch.key = text_of(about, "key");
  batch.digest = text_of(about, "digest");
  batch.by = text_of(about, "by");
  read_rejects(about, batch);
  return head;
}

DecodedBatch decode_batch(std::string_view lines, double rejects_share_max) {
  DecodedBatch decoded;
  EventBatch& batch = decoded.batch;
  batch.digest = sha256_hex(lines);
  LineVisitor visitor(batch);
  decode_lines(lines, visitor);
  const auto all = static_cast<double>(batch.events + batch.rejects);
  decoded.too_many_rejects =
      batch.rejects > 0 && static_cast<double>(batch.rejects) > rejects_share_max * all;
  if (decoded.too_many_rejects) return decoded;
  decoded.events =
      visitor.bad_lines.empty() ? std::string(lines) : without(lines, visitor.bad_lines);
  if (!decoded.events.empty() && !decoded.events.ends_with('\n')) decoded.events += '\n';
  return decoded;
}

void append_period(std::string_view events, TimeUs from, TimeUs to, std::string& out) {
  PeriodVisitor visitor(from, to);
  decode_lines(events, visitor);
  auto next = visitor.good_lines.begin();
  for_each_line(events, [&](std::string_view line, std::uint64_t number) {
    if (next == visitor.good_lines.end() || *next != number) return;
    ++next;
    out += line;
  });
}

}  // namespace overt
