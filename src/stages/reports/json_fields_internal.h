#pragma once
// How times and durations stand in the JSON files of a run.

#include <string_view>

#include "base/json_writer.h"
#include "base/time.h"

namespace overt {

/// A period of time of which `any` says whether it holds anything: null where not.
inline void write_period(JsonWriter& json, TimeUs first_at, TimeUs last_at, bool any = true) {
  json.key("first_at");
  any ? json.value(format_rfc3339(first_at)) : json.null();
  json.key("last_at");
  any ? json.value(format_rfc3339(last_at)) : json.null();
}

/// Seconds, with a fraction only where there is one.
inline void write_seconds(JsonWriter& json, std::string_view name, TimeUs duration) {
  if (duration % kMicrosPerSecond == 0) {
    json.field(name, duration / kMicrosPerSecond);
  } else {
    json.field(name, static_cast<double>(duration) / static_cast<double>(kMicrosPerSecond));
  }
}

}  // namespace overt
