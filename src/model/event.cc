#include "model/event.h"

#include <array>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 9> kKindNames = {
    "post", "repost", "quote", "reply", "comment", "like", "follow", "duet", "stitch"};

}  // namespace

std::string_view name_of(EventKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::optional<EventKind> event_kind_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i) {
    if (kKindNames[i] == name) return static_cast<EventKind>(i);
  }
  return {};
}

std::string_view name_of(TimeResolution resolution) {
  switch (resolution) {
    case TimeResolution::kMicrosecond:
      return "microsecond";
    case TimeResolution::kMillisecond:
      return "millisecond";
    case TimeResolution::kSecond:
      return "second";
    case TimeResolution::kMinute:
      return "minute";
    case TimeResolution::kHour:
      return "hour";
    case TimeResolution::kDay:
      return "day";
  }
  CHECK(false);
}

TimeUs micros_of(TimeResolution resolution) {
  switch (resolution) {
    case TimeResolution::kMicrosecond:
      return 1;
    case TimeResolution::kMillisecond:
      return 1000;
    case TimeResolution::kSecond:
      return kMicrosPerSecond;
    case TimeResolution::kMinute:
      return kMicrosPerMinute;
    case TimeResolution::kHour:
      return kMicrosPerHour;
    case TimeResolution::kDay:
      return kMicrosPerDay;
  }
  CHECK(false);
}

}  // namespace overt
