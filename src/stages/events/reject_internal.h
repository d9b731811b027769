#pragma once
// RecordFault: why one record is set aside. Thread-safe.

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/reject.h"
#include "model/visitor.h"
#include "stages/events/decode_events.h"
#include "stages/events/record_time_internal.h"

namespace overt {

struct RecordFault {
  RejectReason reason = RejectReason::kMalformed;
  std::string_view field;  // static, or owned by the decoder
};

/// The reject of a record; the raw text of an overlong one is cut.
inline Reject reject_of(const RecordFault& fault, std::uint64_t line, std::string_view raw) {
  if (fault.reason == RejectReason::kTooLong) raw = raw.substr(0, kTooLongRawBytes);
  return {fault.reason, line, fault.field, raw};
}

/// Hands a reject over.
inline void reject_record(EventVisitor& visitor, RecordFault fault, std::uint64_t line,
                          std::string_view raw) {
  visitor.on_reject(reject_of(fault, line, raw));
}

/// The reason a time is refused for; `empty` tells a missing time from an unreadable one.
inline RejectReason reason_of(TimeFault fault, bool empty) {
  if (empty) return RejectReason::kMissingField;
  return fault == TimeFault::kOutOfRange ? RejectReason::kTimeOutOfRange : RejectReason::kBadTime;
}

/// Whether a spreadsheet has rounded this id, "1.01421E+18", or a table tool has made it a float
/// that lost its last digits, "1014210000000000000.0".
bool is_mangled_id(std::string_view id);

/// The first of the two, at next to no cost for ids that are not.
inline bool is_rounded_id(std::string_view id) {
  return id.size() >= 5 && (id[1] == '.' || id[1] == 'E' || id[1] == 'e') && is_mangled_id(id);
}

}  // namespace overt
