#pragma once
// From bytes to account profiles (docs/formats/accounts.md): the sister of decode_events.h, read in
// the same way. No I/O here: the caller reads, splits at record ends, and hands chunks over.
//
// A decoder is immutable once made: decode() may run on several chunks of one file at once. Its
// cost is O(bytes); its memory is O(longest record), besides the chunk.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/account.h"
#include "model/reject.h"
#include "stages/events/decode_events.h"

namespace overt {

enum class AccountFormat : std::uint8_t {
  kAccountsNdjson,  // one JSON object a line
  kAccountsCsv,     // a header with the field names
};

/// "accounts-ndjson", "accounts-csv".
std::string_view name_of(AccountFormat format);
std::optional<AccountFormat> account_format_from_name(std::string_view name);

/// Where decoded profiles and rejected records go. A reject's views are valid during the call.
class ProfileVisitor {
 public:
  virtual ~ProfileVisitor() = default;
  virtual void on_profile(AccountProfile&& profile) = 0;
  virtual void on_reject(const Reject& reject) = 0;
};

class AccountDecoder {
 public:
  virtual ~AccountDecoder() = default;
  [[nodiscard]] virtual AccountFormat format() const = 0;
  /// Length of the longest prefix of `bytes` (which starts at a record) that ends with a whole
  /// record; 0 where no record ends in it. O(bytes).
  [[nodiscard]] virtual std::size_t whole_records(std::string_view bytes) const = 0;
  /// Hands every profile and every reject of the chunk to the visitor, in the order of the file.
  virtual void decode(const Chunk& chunk, ProfileVisitor& visitor) const = 0;
};

struct OpenedAccountDecoder {
  std::unique_ptr<AccountDecoder> decoder;
  std::size_t header_bytes = 0;    // to skip before the first record (byte-order mark, header)
  std::uint64_t header_lines = 0;  // lines among them
  std::vector<std::string> notes;  // what the reader of the run must know
};

struct AccountDecoderRequest {
  std::string path;                     // for messages only
  std::optional<AccountFormat> format;  // empty: recognise
  DecodeOptions options;
};

/// `head` is the beginning of the file (up to 1 MiB; the whole file where it is shorter).
/// Errors name the file, what was found, and the remedy.
Result<OpenedAccountDecoder> open_account_decoder(std::string_view head,
                                                  const AccountDecoderRequest& request);

}  // namespace overt
