#pragma once
// Reject: one bad record among millions. It is set aside with its reason and counted; it is never
// fatal by itself and never silent.

#include <cstdint>
#include <string_view>

namespace overt {

enum class RejectReason : std::uint8_t {
  kMalformed,         // not a record of the format: broken quotes, broken JSON, wrong column count
  kMissingField,      // no account, no time, or no content where the format demands it
  kBadTime,           // a time that cannot be read
  kTimeOutOfRange,    // before 2000-01-01 or after 2100-01-01
  kBadEncoding,       // not UTF-8
  kNulByte,           // a NUL byte inside the record
  kTooLong,           // a record over the stated limit
  kDuplicateEventId,  // this event_id was seen before in the run
  kUnknownKind,       // an event kind that is not in the vocabulary
  kMangledId,         // an id that a spreadsheet has rounded (1.01421E+18)
  kTruncated,         // the file ends inside the record
};

/// The code written to rejects.ndjson: "malformed", "missing_field", …
std::string_view name_of(RejectReason reason);
inline constexpr std::size_t kRejectReasonCount = 11;

struct Reject {
  RejectReason reason = RejectReason::kMalformed;
  std::uint64_t line = 0;  // where the record starts in its file, from 1
  std::string_view field;  // the field at fault, where one is
  std::string_view raw;    // the record as it stands in the file
};

}  // namespace overt
