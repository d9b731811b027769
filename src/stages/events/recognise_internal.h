#pragma once
// What a file is, from its first bytes. Pure functions, thread-safe.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "stages/events/csv_table_internal.h"
#include "stages/events/decode_events.h"

namespace overt {

/// Refuses what no decoder reads: nothing at all, UTF-16, compressed or binary content.
Result<void> check_readable(std::string_view head, const std::string& path);

/// How many bytes stand before the header or first record: byte-order mark and empty lines.
std::size_t leading_bytes(std::string_view head);

/// Refuses lines that end in CR alone.
Result<void> check_line_ends(std::string_view text, const std::string& path);

/// Whether the text begins as JSON does.
bool looks_like_json(std::string_view text);

/// The format of a text that begins as JSON does.
Result<EventFormat> recognise_json(std::string_view text, const std::string& path);

/// The format of a CSV file by its header.
Result<EventFormat> recognise_csv(const CsvHeader& header, const std::string& path);

}  // namespace overt
