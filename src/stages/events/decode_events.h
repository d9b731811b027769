#pragma once
// From bytes to events: the decoders of every input format, chosen by name or recognised from the
// first bytes. No I/O here: the caller reads, splits at record ends, and hands chunks over.
//
// A decoder is immutable once made: decode() may run on several chunks of one file at once. Its
// cost is O(bytes); its memory is O(longest record), besides the chunk.
//
// How a caller reads a file:
//   1. open_decoder() on the file's beginning; skip header_bytes.
//   2. Fill a buffer; whole_records() says how much of it is whole. Hand that over as a Chunk, keep
//      the rest, and read on. Chunks may be cut at any such place without changing the events, the
//      rejects or their line numbers.
//   3. Where it says 0, read more into the same buffer. Where it still says 0 with more than
//      record_bytes_max bytes in the buffer, the first line alone is too long: report it as
//      RejectReason::kTooLong with its first kTooLongRawBytes bytes, drop the bytes up to and
//      including the next line end however far, count one line, and go on. (A record of several
//      lines that passes the limit never gets here: it counts as broken and is given up line by
//      line.)
//   4. At the end of the file hand over what is left with last = true.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/visitor.h"

namespace overt {

enum class EventFormat : std::uint8_t {
  kEventsNdjson,  // canonical events, one JSON object a line
  kEventsCsv,     // canonical events, a header with their field names
  kCoortweet,     // object_id,account_id,content_id,timestamp_share
  kXArchive,      // X information-operations archive, tweets CSV
  kTiktok,        // TikTok Research API video responses
  kMappedCsv,     // any CSV through a mapping file
  kParquet,       // canonical events in Parquet (read by an adapter, not by a decoder)
};

/// "events-ndjson", "events-csv", "coortweet", "x-archive", "tiktok", "mapped-csv", "parquet".
std::string_view name_of(EventFormat format);
std::optional<EventFormat> event_format_from_name(std::string_view name);

struct DecodeOptions {
  std::uint64_t record_bytes_max = std::uint64_t{16} << 20;  // longer records are rejects; < 2 GiB
};

/// Whole records of one file. At least kDecodePadding bytes after `bytes` must be readable.
struct Chunk {
  std::string_view bytes;
  std::uint64_t first_line = 1;  // line number of the first byte, from 1
  bool last = false;             // nothing follows: an unfinished last record is kTruncated
};
inline constexpr std::size_t kDecodePadding = 64;

/// How much of an overlong record a reject shows.
inline constexpr std::size_t kTooLongRawBytes = 1024;

class EventDecoder {
 public:
  virtual ~EventDecoder() = default;
  [[nodiscard]] virtual EventFormat format() const = 0;
  /// Length of the longest prefix of `bytes` (which starts at a record) that ends with a whole
  /// record; 0 where no record ends in it. O(bytes).
  [[nodiscard]] virtual std::size_t whole_records(std::string_view bytes) const = 0;
  /// Hands every event and every reject of the chunk to the visitor, in the order of the file.
  virtual void decode(const Chunk& chunk, EventVisitor& visitor) const = 0;
};

struct OpenedDecoder {
  std::unique_ptr<EventDecoder> decoder;
  std::size_t header_bytes = 0;    // to skip before the first record (byte-order mark, header)
  std::uint64_t header_lines = 0;  // lines among them
  std::vector<std::string> notes;  // what the reader of the run must know
};

struct DecoderRequest {
  std::string path;                   // for messages only
  std::optional<EventFormat> format;  // empty: recognise
  std::string mapping;                // content of the --map file; empty: none
  std::string mapping_path;           // for messages only
  DecodeOptions options;
};

/// `head` is the beginning of the file (up to 1 MiB; the whole file where it is shorter).
/// Errors name the file, what was found, and the remedy.
Result<OpenedDecoder> open_decoder(std::string_view head, const DecoderRequest& request);

}  // namespace overt
