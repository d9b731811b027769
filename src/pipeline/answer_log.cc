#include "pipeline/answer_log.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

#include "base/json_writer.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::array<std::string_view, 4> kSteps = {"begun", "answered", "unshown", "forgotten"};
constexpr std::uint64_t kRecordBytesMax = std::uint64_t{2} << 20;
constexpr TimeUs kSegmentsADay = 4;

std::string text_of(element object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

Error no_record() { return {ErrorCode::kBadInput, "no record of an answer"}; }

}  // namespace

// The body, which may be any bytes, follows the line about it.
std::string render_answer_record(const AnswerRecord& record) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("step", kSteps.at(static_cast<std::size_t>(record.step)));
  json.field("key", record.key);
  json.field("digest", record.digest);
  json.field("at", record.at);
  json.field("status", record.status);
  json.field("content_type", record.content_type);
  json.key("headers");
  json.begin_array();
  for (const auto& [name, value] : record.headers) {
    json.begin_array();
    json.value(name);
    json.value(value);
    json.end_array();
  }
  json.end_array();
  json.end_object();
  return text + "\n" + record.body;
}

Result<AnswerRecord> read_answer_record(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  simdjson::dom::parser parser;
  element about;
  AnswerRecord record;
  std::int64_t status = 0;
  simdjson::dom::array headers;
  if (end == std::string_view::npos ||
      parser.parse(bytes.data(), end).get(about) != simdjson::SUCCESS ||
      about["at"].get(record.at) != simdjson::SUCCESS ||
      about["status"].get(status) != simdjson::SUCCESS ||
      about["headers"].get(headers) != simdjson::SUCCESS || status < 0 || status > 999) {
    return no_record();
  }
  const auto* const step = std::find(kSteps.begin(), kSteps.end(), text_of(about, "step"));
  if (step == kSteps.end()) return no_record();
  record.step = static_cast<AnswerStep>(step - kSteps.begin());
  record.key = text_of(about, "key");
  record.digest = text_of(about, "digest");
  record.status = static_cast<int>(status);
  record.content_type = text_of(about, "content_type");
  for (const element pair : headers) {
    std::string_view name;
    std::string_view value;
    if (pair.at(0).get(name) != simdjson::SUCCESS || pair.at(1).get(value) != simdjson::SUCCESS) {
      return no_record();
    }
    record.headers.emplace_back(name, value);
  }
  record.body = bytes.substr(end + 1);
  return record;
}

Result<std::unique_ptr<AnswerLog>> AnswerLog::open(const std::string& folder,
                                                   const AnswerLogLimits& limits,
                                                   const Visit& visit) {
  std::unique_ptr<AnswerLog> answers(new AnswerLog(limits));
  SegmentLogOptions options;
  options.segment_bytes_max = limits.segment_bytes_max;
  options.frame_bytes_max = kRecordBytesMax;
  options.shown_bytes = kRecordBytesMax;
  ASSIGN_OR_RETURN(
      answers->log_,
      SegmentLog::open(folder, options, [&](std::uint64_t segment, std::string_view bytes) {
        auto record = read_answer_record(bytes);
        if (!record.ok()) return Result<void>(record.error());
        const TimeUs at = record.value().at;
        answers->times_.try_emplace(segment, at, at);
        answers->times_[segment].second = at;
        visit(std::move(record).value());
        return Result<void>();
      }));
  return answers;
}

void AnswerLog::drop_old(TimeUs now) {
  const std::vector<Segment> segments = log_->segments();
  const std::uint64_t last = segments.back().number;
  const auto begun = times_.find(last);
  if (begun != times_.end() && begun->second.first + limits_.kept_for / kSegmentsADay < now) {
    // Where that fails the segment only grows; add() says what is wrong with the disk.
    if (!log_->rotate().ok()) return;
  }
  std::uint64_t bytes = 0;
  for (const Segment& segment : segments) bytes += segment.bytes;
  for (const Segment& segment : segments) {
    if (segment.number == log_->segments().back().number) return;
    const auto times = times_.find(segment.number);
    const bool old = times == times_.end() || times->second.second + limits_.kept_for < now;
    if (!old && bytes <= limits_.bytes_max) return;
    if (!log_->remove(segment.number).ok()) return;
    times_.erase(segment.number);
    bytes -= segment.bytes;
  }
}

Result<void> AnswerLog::add(AnswerRecord record) {
  std::string bytes = render_answer_record(record);
  if (record.body.size() > limits_.body_bytes_max || bytes.size() > kRecordBytesMax) {
    record.step = AnswerStep::kUnshown;
    record.body.clear();
    record.headers.clear();
    bytes = render_answer_record(record);
  }
  const std::lock_guard lock(mutex_);
  drop_old(record.at);
  const std::string_view payload = bytes;
  ASSIGN_OR_RETURN(const std::uint64_t segment, log_->append({&payload, 1}));
  times_.try_emplace(segment, record.at, record.at);
  times_[segment].second = record.at;
  return {};
}

}  // namespace overt
