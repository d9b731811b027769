#include "model/reject.h"

#include "base/check.h"

namespace overt {

std::string_view name_of(RejectReason reason) {
  switch (reason) {
    case RejectReason::kMalformed:
      return "malformed";
    case RejectReason::kMissingField:
      return "missing_field";
    case RejectReason::kBadTime:
      return "bad_time";
    case RejectReason::kTimeOutOfRange:
      return "time_out_of_range";
    case RejectReason::kBadEncoding:
      return "bad_encoding";
    case RejectReason::kNulByte:
      return "nul_byte";
    case RejectReason::kTooLong:
      return "too_long";
    case RejectReason::kDuplicateEventId:
      return "duplicate_event_id";
    case RejectReason::kUnknownKind:
      return "unknown_kind";
    case RejectReason::kMangledId:
      return "mangled_id";
    case RejectReason::kTruncated:
      return "truncated";
  }
  CHECK(false);
}

}  // namespace overt
