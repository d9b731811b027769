#pragma once
// ActionSink: who carries out what was decided: a platform behind a webhook, a file that somebody
// works off. Some also tell the affected: they take notices. Messages are handed over at least
// once: the same one may come again, with the same key and the same body, and whoever is behind the
// sink does it once.
// Thread safety: one sink belongs to one thread.

#include <cstdint>
#include <string>

#include "base/time.h"
#include "model/decision.h"

namespace overt {

struct SinkMessage {
  std::string key;   // idempotency key, [A-Za-z0-9_.-]: the same for every try
  std::string body;  // one line of JSON, without a line break
  TimeUs at = 0;     // of this try
  // The same in parts, for sinks that carry it out themselves; of a notice all empty.
  PlatformAction action{};
  std::string grounds{};        // policy, its version and the clause, in words
  TimeUs decided_at = 0;        // when it took effect, or was undone
  std::uint32_t tries = 1;      // that ever were, with this one
  std::string undone_answer{};  // of an undoing: what was answered when that was taken; else empty
};

enum class SinkVerdict : std::uint8_t {
  kTaken,  // the sink has it, for good
  kLater,  // it may or may not have it: hand it over again
  kNever,  // it cannot take this message, however often it is tried
  kGone,   // it takes nothing any more
};

struct SinkAnswer {
  SinkVerdict verdict = SinkVerdict::kLater;
  std::string words;         // what was answered or went wrong, for people
  TimeUs not_before_us = 0;  // of kLater: how long the sink asked to be left alone; 0: it did not
};

class ActionSink {
 public:
  virtual ~ActionSink() = default;
  virtual SinkAnswer deliver(const SinkMessage& message) = 0;
  /// Whether it brings notices to the accounts that they are for.
  [[nodiscard]] virtual bool takes_notices() const { return false; }
};

}  // namespace overt
