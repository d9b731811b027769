#include "stages/events/decode_events.h"

#include <array>

#include <fmt/format.h>

#include "stages/events/formats_internal.h"
#include "stages/events/recognise_internal.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, 7> kFormatNames = {
    "events-ndjson", "events-csv", "coortweet", "x-archive", "tiktok", "mapped-csv", "parquet"};

bool is_json(EventFormat format) {
  return format == EventFormat::kEventsNdjson || format == EventFormat::kTiktok;
}

Result<OpenedDecoder> open_json(EventFormat format, const HeadOfFile& head) {
  return format == EventFormat::kTiktok ? open_tiktok(head) : open_events_ndjson(head);
}

Result<OpenedDecoder> open_csv(EventFormat format, const CsvHeader& header,
                               const HeadOfFile& head) {
  switch (format) {
    case EventFormat::kCoortweet:
      return open_coortweet(header, head);
    case EventFormat::kXArchive:
      return open_x_archive(header, head);
    default:
      return open_events_csv(header, head);
  }
}

// A header whose end is not in sight is no header.
Result<CsvHeader> find_header(std::string_view text, const DecoderRequest& request,
                              std::optional<char> delimiter, bool quoted) {
  auto header = read_csv_header(text, delimiter, quoted);
  if (!header) {
    return Error{header.error().code,
                 fmt::format("{}: line 1: {}. Expected a line of column names, or give --format.",
                             request.path, header.error().message)};
  }
  return header;
}

// Names for the columns of a file without a header: 1, 2, 3, …
CsvHeader numbered_columns(CsvHeader first_row) {
  for (std::size_t i = 0; i < first_row.names.size(); ++i) {
    first_row.names[i] = std::to_string(i + 1);
  }
  first_row.bytes = 0;
  first_row.lines = 0;
  return first_row;
}

struct Opening {
  std::string_view text;  // after byte-order mark and leading empty lines
  std::size_t skipped_bytes = 0;
  std::uint64_t skipped_lines = 0;
};

HeadOfFile head_after(const Opening& opening, std::size_t header_bytes, std::uint64_t header_lines,
                      const DecoderRequest& request) {
  return {request.path, opening.text.substr(header_bytes), opening.skipped_lines + header_lines + 1,
          request.options};
}

OpenedDecoder with_skip(OpenedDecoder opened, const Opening& opening, std::size_t header_bytes,
                        std::uint64_t header_lines) {
  opened.header_bytes = opening.skipped_bytes + header_bytes;
  opened.header_lines = opening.skipped_lines + header_lines;
  return opened;
}

Result<OpenedDecoder> open_mapped(const Opening& opening, const DecoderRequest& request) {
  if (request.mapping.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: the format mapped-csv needs a mapping file; pass it with --map "
                             "FILE (docs/formats/mapping.md).",
                             request.path)};
  }
  ASSIGN_OR_RETURN(const Mapping mapping, parse_mapping(request.mapping, request.mapping_path));
  ASSIGN_OR_RETURN(CsvHeader header,
                   find_header(opening.text, request, mapping.delimiter, mapping.quoted));
  if (!mapping.header) header = numbered_columns(std::move(header));
  const HeadOfFile head = head_after(opening, header.bytes, header.lines, request);
  ASSIGN_OR_RETURN(OpenedDecoder opened, open_mapped_csv(header, mapping, head));
  return with_skip(std::move(opened), opening, header.bytes, header.lines);
}

Result<OpenedDecoder> open_text(const Opening& opening, const DecoderRequest& request) {
  const bool json = request.format ? is_json(*request.format) : looks_like_json(opening.text);
  if (json) {
    auto format = request.format ? Result<EventFormat>(*request.format)
                                 : recognise_json(opening.text, request.path);
    if (!format) return std::move(format).error();
    ASSIGN_OR_RETURN(OpenedDecoder opened,
                     open_json(format.value(), head_after(opening, 0, 0, request)));
    return with_skip(std::move(opened), opening, 0, 0);
  }
  ASSIGN_OR_RETURN(const CsvHeader header, find_header(opening.text, request, {}, true));
  auto format =
      request.format ? Result<EventFormat>(*request.format) : recognise_csv(header, request.path);
  if (!format) return std::move(format).error();
  const HeadOfFile head = head_after(opening, header.bytes, header.lines, request);
  ASSIGN_OR_RETURN(OpenedDecoder opened, open_csv(format.value(), header, head));
  return with_skip(std::move(opened), opening, header.bytes, header.lines);
}

}  // namespace

std::string_view name_of(EventFormat format) {
  return kFormatNames[static_cast<std::size_t>(format)];
}

std::optional<EventFormat> event_format_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kFormatNames.size(); ++i) {
    if (kFormatNames[i] == name) return static_cast<EventFormat>(i);
  }
  return {};
}

Result<OpenedDecoder> open_decoder(std::string_view head, const DecoderRequest& request) {
  if (request.format == EventFormat::kParquet) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: Parquet is read as a file by its name, not as a stream of text.",
                             request.path)};
  }
  const bool mapped = request.format == EventFormat::kMappedCsv;
  if (!request.mapping.empty() && request.format && !mapped) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: a mapping file is for the format mapped-csv, not {}; leave out "
                             "--map or --format.",
                             request.path, name_of(*request.format))};
  }
  RETURN_IF_ERROR(check_readable(head, request.path));
  Opening opening;
  opening.skipped_bytes = leading_bytes(head);
  opening.text = head.substr(opening.skipped_bytes);
  for (const char c : head.substr(0, opening.skipped_bytes)) opening.skipped_lines += c == '\n';
  RETURN_IF_ERROR(check_line_ends(opening.text, request.path));
  if (mapped || !request.mapping.empty()) return open_mapped(opening, request);
  return open_text(opening, request);
}

}  // namespace overt
