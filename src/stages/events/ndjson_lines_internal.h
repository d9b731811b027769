#pragma once
// The loop over the lines of an NDJSON chunk: which are too long, which are empty, and which were
// cut by the end of the file. O(bytes).

#include "stages/events/decode_events.h"
#include "stages/events/json_values_internal.h"

namespace overt {

/// Calls read(record, line), which takes a whole record in or says what is wrong with it, and
/// on_fault(fault, line, record) for those that are set aside.
template <typename Read, typename OnFault>
void for_each_json_line(const Chunk& chunk, std::uint64_t record_bytes_max, const Read& read,
                        const OnFault& on_fault) {
  const auto take = [&](std::string_view record, std::uint64_t line, bool terminated) {
    if (record.size() > record_bytes_max) {
      return on_fault(RecordFault{RejectReason::kTooLong, {}}, line, record);
    }
    record = trim_token(record);
    if (record.empty()) return;
    auto fault = read(record, line);
    if (!fault) return;
    const bool shape = fault->field.empty() && fault->reason != RejectReason::kNulByte;
    if (!terminated && shape) fault = RecordFault{RejectReason::kTruncated, {}};
    on_fault(*fault, line, record);
  };
  std::string_view rest = chunk.bytes;
  std::uint64_t line = chunk.first_line;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const bool terminated = end != std::string_view::npos;
    const std::string_view record = rest.substr(0, terminated ? end : rest.size());
    take(record, line, terminated);
    rest.remove_prefix(record.size() + (terminated ? 1 : 0));
    ++line;
  }
}

}  // namespace overt
