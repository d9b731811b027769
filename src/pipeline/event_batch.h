#pragma once
// EventBatch: a batch of canonical events as it is kept: one line of JSON about it, then its
// events, one JSON object a line (docs/formats/event-segments.md). The line about it is enough to
// answer the batch again and to know its period without reading the events.
//
// Thread safety: pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/reject.h"

namespace overt {

struct RejectedLine {
  std::uint64_t line = 0;  // of the batch, from 1
  std::string reason;      // name_of(RejectReason)
  std::string field;       // at fault, where one is
};

struct EventBatch {
  static constexpr std::size_t kRejectsShown = 20;
  static constexpr std::size_t kAboutBytesMax = std::size_t{8} << 10;

  std::string key;     // of whoever sent it and their key, as a digest; empty: none was given
  std::string digest;  // SHA-256 of the batch as it came
  std::string by;
  TimeUs taken_at = 0;
  std::uint64_t events = 0;
  std::uint64_t rejects = 0;
  std::vector<RejectedLine> first_rejects;  // at most kRejectsShown
  TimeUs first_at = 0;                      // of the events' own times
  TimeUs last_at = 0;
};

/// One line, with its line feed; at most kAboutBytesMax.
std::string render_about(const EventBatch& batch);

/// `bytes` begins with the line. kBadInput where it is none.
struct BatchHead {
  EventBatch batch;
  std::size_t bytes = 0;  // of the line
};
Result<BatchHead> read_about(std::string_view bytes);

/// Takes a batch of lines apart: which are events, which are not, and why. Empty lines are neither.
/// O(bytes).
struct DecodedBatch {
  EventBatch batch;               // key, by and taken_at are not filled in
  std::string events;             // the lines that are events, each with its line feed
  bool too_many_rejects = false;  // a larger share than that
};
DecodedBatch decode_batch(std::string_view lines, double rejects_share_max);

/// Appends the lines of `events` whose time is in [from, to) to `out`.
void append_period(std::string_view events, TimeUs from, TimeUs to, std::string& out);

}  // namespace overt
