#include "stages/labels/label_events_json.h"

#include <fmt/format.h>
#include <simdjson.h>

namespace overt {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// Reads the fields of one line; the first that is missing or wrong is kept.
class EventFields {
 public:
  EventFields(const object& fields) : fields_(fields) {}

  std::string text(std::string_view key) {
    std::string_view value;
    if (fields_[key].get(value) != simdjson::SUCCESS) wrong(key);
    ++read_;
    return std::string(value);
  }

  std::uint64_t number(std::string_view key) {
    std::uint64_t value = 0;
    if (fields_[key].get(value) != simdjson::SUCCESS) wrong(key);
    ++read_;
    return value;
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> values;
    simdjson::dom::array items;
    if (fields_[key].get(items) != simdjson::SUCCESS) {
      wrong(key);
      return values;
    }
    for (const element item : items) {
      std::string_view value;
      if (item.get(value) != simdjson::SUCCESS) wrong(key);
      values.emplace_back(value);
    }
    ++read_;
    return values;
  }

  template <typename Parse>
  auto parsed(std::string_view key, const Parse& parse) {
    const std::string written = text(key);
    const auto value = parse(written);
    using Value = typename decltype(parse(written))::value_type;
    if (!value) wrong(key);
    return value.value_or(Value{});
  }

  void wrong(std::string_view key) {
    if (wrong_.empty()) wrong_ = key;
  }

  /// Empty, or what is wrong.
  [[nodiscard]] std::string problem() const {
    if (!wrong_.empty()) return fmt::format("'{}' is missing or not what it must be", wrong_);
    if (fields_.size() != read_) return "there are fields that this version does not know";
    return {};
  }

 private:
  const object& fields_;
  std::size_t read_ = 0;
  std::string wrong_;
};

LabelEvent read_event(EventFields& fields) {
  LabelEvent event;
  event.sequence = fields.number("sequence");
  event.kind = fields.parsed("event", label_event_kind_named);
  event.label = fields.text("label");
  event.subject = fields.parsed("subject", parse_label_subject);
  event.name = fields.text("name");
  event.reason = fields.text("reason");
  event.by = fields.text("by");
  event.at = fields.parsed("at", parse_rfc3339);
  event.policy = fields.text("policy");
  event.assessment = fields.text("assessment");
  event.root = fields.text("root");
  event.path = fields.texts("path");
  event.reach.home = fields.text("home");
  event.reach.current_affairs_abroad =
      fields.parsed("current_affairs_abroad", audience_abroad_named);
  return event;
}

}  // namespace

void write_label_event(JsonWriter& json, const LabelEvent& event) {
  json.begin_object();
  json.field("sequence", event.sequence);
  json.field("event", name_of(event.kind));
  json.field("label", event.label);
  json.field("subject", name_of(event.subject));
  json.field("name", event.name);
  json.field("reason", event.reason);
  json.field("by", event.by);
  json.field("at", format_rfc3339(event.at));
  json.field("policy", event.policy);
  json.field("assessment", event.assessment);
  json.field("root", event.root);
  json.key("path");
  json.begin_array();
  for (const std::string& step : event.path) json.value(step);
  json.end_array();
  json.field("home", event.reach.home);
  json.field("current_affairs_abroad", name_of(event.reach.current_affairs_abroad));
  json.end_object();
}

std::string label_event_line(const LabelEvent& event) {
  std::string line;
  JsonWriter json(line);
  write_label_event(json, event);
  return line;
}

Result<std::vector<LabelEvent>> decode_label_events(std::span<const std::string> lines,
                                                    std::string_view file) {
  std::vector<LabelEvent> events;
  simdjson::dom::parser parser;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto refuse = [&](std::string_view what) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("{}:{}: not a label event: {}; restore the log "
                               "from a copy",
                               file, i + 1, what)};
    };
    object fields;
    if (parser.parse(lines[i]).get(fields) != simdjson::SUCCESS) return refuse("no JSON object");
    EventFields reader(fields);
    LabelEvent event = read_event(reader);
    if (const std::string problem = reader.problem(); !problem.empty()) return refuse(problem);
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace overt
