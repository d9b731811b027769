#pragma once
// Event: what an account did on a platform, at a time. The vocabulary of docs/formats/events.md.
//
// An Event is a set of views into the buffer it was decoded from: it is valid only during the
// call that hands it over (EventVisitor::on_event).

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/time.h"

namespace overt {

enum class EventKind : std::uint8_t {
  kPost,
  kRepost,
  kQuote,
  kReply,
  kComment,
  kLike,
  kFollow,
  kDuet,
  kStitch,
};

std::string_view name_of(EventKind kind);
std::optional<EventKind> event_kind_from_name(std::string_view name);

struct Event {
  std::string_view event_id;  // idempotency key; empty where the format has none
  std::string_view platform;  // empty where the format has none
  std::string_view account_id;
  std::string_view content_id;
  std::string_view target_content_id;
  std::string_view target_account_id;
  std::string_view object_id;  // an object named by the input itself (share logs), else empty
  std::string_view text;
  std::string_view lang;
  std::string_view sound_id;
  std::string_view transcript;
  std::string_view region;
  std::string_view client;
  std::string_view handle;        // the account's, where the record carries it
  std::string_view display_name;  // likewise
  std::span<const std::string_view> urls;
  std::span<const std::string_view> hashtags;  // in the order they stand in the post, without '#'
  std::span<const std::string_view> mentions;
  std::span<const std::string_view> media;  // hashes or paths, as given
  std::span<const std::string_view> effect_ids;
  std::span<const std::string_view> infra;  // keyed hashes only
  TimeUs created_at = 0;
  std::uint64_t line = 0;  // where the record starts in its file, from 1
  EventKind kind = EventKind::kPost;
};

/// How fine the times of an input are. Coarser than the window, and "within the window" means
/// nothing: the run widens the window or refuses, and says so.
enum class TimeResolution : std::uint8_t {
  kMicrosecond,
  kMillisecond,
  kSecond,
  kMinute,
  kHour,
  kDay
};

std::string_view name_of(TimeResolution resolution);
TimeUs micros_of(TimeResolution resolution);

}  // namespace overt
