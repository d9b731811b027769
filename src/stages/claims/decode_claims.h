#pragma once
// From bytes to claims: the decoders of every list the registry can be filled from, chosen by name
// or recognised from the first bytes. No I/O here: the caller reads and hands the bytes over.
//
// How a caller reads a file:
//   1. open_claim_decoder() on the file's beginning (which is not consumed).
//   2. take() the file's bytes from the first, in blocks cut anywhere.
//   3. finish(), also where the file was empty of records; then report() is complete.
// Between two take()s, pause() says where the reading could go on another day, with resume().
// Claims arrive in batches, each with the sources its claims refer to, in the order of the file.
// The same bytes give the same batches however they are cut.
//
// Memory is O(longest record + batch) for FollowTheMoney, statements and claims CSV, so that files
// of any size can be read. The other formats are lists that people keep by hand: the decoder holds
// the whole file, to compare its rows with each other, and refuses one over list_bytes_max.
// Cost O(bytes). A decoder is for one file and one thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/claim.h"
#include "model/import_report.h"
#include "model/reject.h"

namespace overt {

enum class ClaimFormat : std::uint8_t {
  kFtmJson,           // FollowTheMoney entities, one JSON object a line
  kFtmStatements,     // FollowTheMoney statements, CSV
  kClaimsCsv,         // the registry's own, lossless (write_claims_csv.h)
  kStateMedia,        // state-media matrix: outlets, owners, typology, links; CSV
  kOutletDomains,     // domains by owner, v2fly domain list
  kEuSanctions,       // EU consolidated lists with legal act and annex; CSV
  kThreatIndicators,  // indicators of one removed network; CSV or TSV
  kOperationDomains,  // operation, domain, the report that named it; CSV
  kOfficials,         // legislators' accounts; YAML
};
inline constexpr std::size_t kClaimFormatCount = 9;

/// "ftm-json", "ftm-statements", "claims-csv", "state-media", "outlet-domains", "eu-sanctions",
/// "threat-indicators", "operation-domains", "officials".
std::string_view name_of(ClaimFormat format);
std::optional<ClaimFormat> claim_format_named(std::string_view name);

struct ClaimDecodeLimits {
  std::uint64_t record_bytes_max = std::uint64_t{16} << 20;  // longer records are rejects
  std::uint64_t list_bytes_max = std::uint64_t{256} << 20;   // of the lists kept by hand
  std::size_t batch_claims = 8192;  // a batch ends with the record that reaches this
};

struct ClaimDecoderRequest {
  /// For messages; and what some lists say only there: a takedown's quarter and country, an
  /// owner's name ("rt.txt"). A path or a bare name.
  std::string path;
  std::optional<ClaimFormat> format;  // empty: recognise
  /// What every claim's source begins with. What is left empty here (publisher, dataset, url,
  /// grade 'F6') takes the format's own, as docs/formats/registry-sources.md lists them.
  ClaimSource source;
  ClaimDecodeLimits limits;
};

class ClaimVisitor {
 public:
  virtual ~ClaimVisitor() = default;
  /// The batch may be moved from; an error ends the reading and is returned by take() or finish().
  virtual Result<void> on_claims(ClaimBatch& batch) = 0;
  /// Views are valid during the call.
  virtual void on_reject(const Reject& reject) = 0;
};

/// A place between two records.
struct ClaimPosition {
  std::uint64_t bytes = 0;  // of the file, unpacked, before it
  std::uint64_t line = 0;   // the decoder's count there
  ImportReport report;      // of what is before it
};

class ClaimDecoder {
 public:
  virtual ~ClaimDecoder() = default;
  [[nodiscard]] virtual ClaimFormat format() const = 0;
  virtual Result<void> take(std::string_view bytes, ClaimVisitor& visitor) = 0;
  /// Hands over all claims before the position that it returns. nullopt, and nothing handed over:
  /// there is none here (inside a record that is left out; a list that is held whole).
  virtual Result<std::optional<ClaimPosition>> pause(ClaimVisitor& visitor) = 0;
  /// Before the first take(), of a decoder that was opened on the same beginning: the bytes to come
  /// are those after a position.
  virtual void resume(const ClaimPosition& position) = 0;
  virtual Result<void> finish(ClaimVisitor& visitor) = 0;
  [[nodiscard]] virtual const ImportReport& report() const = 0;
};

/// `head` is the beginning of the file (up to 1 MiB; the whole file where it is shorter).
/// Errors name the file, what was found, and the remedy.
Result<std::unique_ptr<ClaimDecoder>> open_claim_decoder(std::string_view head,
                                                         const ClaimDecoderRequest& request);

}  // namespace overt
