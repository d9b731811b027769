#pragma once
// How each format makes its decoder. `HeadOfFile` is what all of them are told; a CSV format
// also gets its header. Errors are whole messages that name the file.

#include <string>
#include <string_view>

#include "base/result.h"
#include "stages/events/csv_table_internal.h"
#include "stages/events/decode_events.h"
#include "stages/events/mapping_internal.h"

namespace overt {

struct HeadOfFile {
  std::string path;
  std::string_view bytes;  // from the first record on: without byte-order mark and header
  std::uint64_t first_line = 1;
  DecodeOptions options;
};

/// Header and line counts of the result are the caller's to fill.
Result<OpenedDecoder> open_coortweet(const CsvHeader& header, const HeadOfFile& head);
Result<OpenedDecoder> open_events_csv(const CsvHeader& header, const HeadOfFile& head);
Result<OpenedDecoder> open_mapped_csv(const CsvHeader& header, const Mapping& mapping,
                                      const HeadOfFile& head);
Result<OpenedDecoder> open_x_archive(const CsvHeader& header, const HeadOfFile& head);
Result<OpenedDecoder> open_events_ndjson(const HeadOfFile& head);
Result<OpenedDecoder> open_tiktok(const HeadOfFile& head);

/// Whether a header is one of the format's; used to recognise it.
bool is_coortweet_header(const CsvHeader& header);
bool is_events_csv_header(const CsvHeader& header);
bool is_x_archive_header(const CsvHeader& header);

}  // namespace overt
