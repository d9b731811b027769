#include "pipeline/detect_request.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <simdjson.h>

#include "stages/events/decode_events.h"
#include "stages/traces/extract_traces.h"

namespace overt {
namespace {

using simdjson::dom::element;

constexpr std::uint64_t kU32Max = std::numeric_limits<std::uint32_t>::max();
constexpr double kSecondsMax = 10.0 * 365 * 86'400;
constexpr std::size_t kWindowsMax = 16;
constexpr std::size_t kPreviousMax = 100;

/// Reads one field after the other and keeps the first thing that was wrong.
class FieldReader {
 public:
  explicit FieldReader(DetectRequest& request) : request_(request), options_(request.options) {}

  void read(std::string_view name, element value) {
    name_ = name;
    if (!read_source(value) && !read_counts(value) && !read_rest(value)) {
      refuse("is not read here");
    }
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  void refuse(std::string_view what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}: {}", name_, what);
  }

 private:
  bool read_source(element value) {
    if (name_ == "upload") return text(value, request_.upload);
    if (name_ == "events_from") return moment(value, request_.events_from);
    if (name_ == "events_to") return moment(value, request_.events_to);
    if (name_ == "registry") return flag(value, request_.with_registry);
    if (name_ == "as_of") return moment(value, options_.as_of);
    if (name_ == "previous") return texts(value, request_.previous);
    if (name_ == "format") return text(value, options_.input.format);
    if (name_ == "objects") return text(value, options_.input.objects);
    if (name_ == "max_rejects") return share(value, options_.input.max_rejects);
    return false;
  }

  bool read_counts(element value) {
    if (name_ == "min_objects") return count(value, options_.min_objects, 1, kU32Max);
    if (name_ == "min_members") return count(value, options_.min_members, 2, kU32Max);
    if (name_ == "splits") return count(value, options_.splits, 1, 64);
    if (name_ == "null_replays") return count(value, options_.null_replays, 0, 10'000);
    if (name_ == "networks_max") return count(value, options_.networks_max, 1, kU32Max);
    if (name_ != "seed") return false;
    if (value.get(options_.seed) != simdjson::SUCCESS) refuse("a whole number is expected");
    return true;
  }

  bool read_rest(element value) {
    if (name_ == "window_seconds") return seconds(value, options_.window);
    if (name_ == "sweep_seconds") return sweep(value);
    if (name_ == "level") return level(value);
    if (name_ == "allow_coarse_times") return flag(value, options_.allow_coarse_times);
    if (name_ == "alike_texts") return flag(value, options_.alike_texts);
    if (name_ == "by_language") return flag(value, options_.by_language);
    return false;
  }

  bool text(element value, std::string& place) {
    std::string_view read;
    if (value.get(read) != simdjson::SUCCESS) {
      refuse("a text is expected");
    } else {
      place = read;
    }
    return true;
  }

  bool texts(element value, std::vector<std::string>& place) {
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS || list.size() > kPreviousMax) {
      refuse(fmt::format("a list of at most {} texts is expected", kPreviousMax));
      return true;
    }
    for (const element one : list) text(one, place.emplace_back());
    return true;
  }

  bool moment(element value, std::optional<TimeUs>& place) {
    std::string_view read;
    if (value.get(read) == simdjson::SUCCESS) place = parse_rfc3339(read);
    if (!place) refuse("a time like 2024-09-04T00:00:00Z is expected");
    return true;
  }

  bool flag(element value, bool& place) {
    if (value.get(place) != simdjson::SUCCESS) refuse("true or false is expected");
    return true;
  }

  bool count(element value, std::uint32_t& place, std::uint64_t min, std::uint64_t max) {
    std::uint64_t read = 0;
    if (value.get(read) != simdjson::SUCCESS || read < min || read > max) {
      refuse(fmt::format("a whole number from {} to {} is expected", min, max));
    } else {
      place = static_cast<std::uint32_t>(read);
    }
    return true;
  }

  bool share(element value, double& place) {
    double read = -1;
    if (value.get(read) != simdjson::SUCCESS || !(read >= 0 && read <= 1)) {
      refuse("a number from 0 to 1 is expected");
    } else {
      place = read;
    }
    return true;
  }

  bool level(element value) {
    double read = 0;
    if (value.get(read) != simdjson::SUCCESS || !(read > 0 && read < 1)) {
      refuse("a number above 0 and below 1 is expected");
    } else {
      options_.level = read;
    }
    return true;
  }

  bool seconds(element value, TimeUs& place) {
    double read = 0;
    if (value.get(read) != simdjson::SUCCESS || !(read >= 1e-6 && read <= kSecondsMax)) {
      refuse("a number of seconds is expected: above 0, at most ten years");
    } else {
      place = std::llround(read * static_cast<double>(kMicrosPerSecond));
    }
    return true;
  }

  bool sweep(element value) {
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS || list.size() == 0 || list.size() > kWindowsMax) {
      refuse(fmt::format("a list of 1 to {} numbers of seconds is expected", kWindowsMax));
      return true;
    }
    options_.sweep.clear();
    for (const element one : list) seconds(one, options_.sweep.emplace_back());
    std::sort(options_.sweep.begin(), options_.sweep.end());
    const auto twice = std::adjacent_find(options_.sweep.begin(), options_.sweep.end());
    if (twice != options_.sweep.end()) refuse("each window once");
    return true;
  }

  DetectRequest& request_;
  DetectOptions& options_;
  std::string_view name_;
  std::string wrong_;
};

Error invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

Result<void> check_together(const DetectRequest& request) {
  const bool period = request.events_from || request.events_to;
  if (request.upload.empty() == !period) {
    return invalid("say what to read: upload, or events_from and events_to");
  }
  if (period && !(request.events_from && request.events_to)) {
    return invalid("events_from and events_to go together");
  }
  if (period && *request.events_from >= *request.events_to) {
    return invalid("events_to: must be after events_from");
  }
  if (request.options.as_of && !request.with_registry) {
    return invalid("as_of: says which day's registry to ask, and registry is not true");
  }
  const std::string& format = request.options.input.format;
  const auto known = event_format_from_name(format);
  if (!format.empty() && (!known || *known == EventFormat::kMappedCsv || period)) {
    return invalid(
        "format: events-ndjson, events-csv, coortweet, x-archive, tiktok or parquet, of an upload");
  }
  const auto objects = parse_object_selection(request.options.input.objects);
  if (!objects.ok()) return invalid("objects: " + objects.error().message);
  return {};
}

}  // namespace

Result<DetectRequest> read_detect_request(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) {
    return invalid("the request is one JSON object");
  }
  DetectRequest request;
  FieldReader reader(request);
  for (const auto field : object) {
    if (!field.value.is_null()) reader.read(field.key, field.value);
  }
  if (!reader.wrong().empty()) return invalid(reader.wrong());
  RETURN_IF_ERROR(check_together(request));
  return request;
}

}  // namespace overt
