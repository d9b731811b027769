#pragma once
// Bad records on their way out: KeptReject (one, outliving its chunk), RejectCounts (how many, why,
// and whether that is too many) and RejectLog (rejects.ndjson, one a line: file, line, reason,
// field, the raw record). One thread at a time.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/reject.h"
#include "pipeline/batch_reader.h"
#include "ports/byte_sink.h"

namespace overt {

/// A reject that outlives its chunk; the raw record is cut to kRejectBytesKept.
struct KeptReject {
  RejectReason reason = RejectReason::kMalformed;
  std::uint64_t line = 0;
  std::string field;
  std::string raw;
  std::uint64_t raw_bytes = 0;
};
inline constexpr std::size_t kRejectBytesKept = std::size_t{64} << 10;

KeptReject keep_reject(const Reject& reject);
KeptReject keep_reject(const OversizedRecord& record);

struct RejectCounts {
  std::uint64_t records = 0;  // good and bad
  std::uint64_t rejects = 0;
  std::array<std::uint64_t, kRejectReasonCount> by_reason{};
  std::vector<std::string> first;  // "file:line: reason", a few

  void count(std::string_view path, const KeptReject& reject);
  /// Rejects that a mended input would not have. Events met twice are not among them: pages of an
  /// interface overlap.
  [[nodiscard]] std::uint64_t unusable() const;
  /// kTooManyRejects where their share is over `share_max`.
  [[nodiscard]] Result<void> check(double share_max) const;
  /// kBadInput: no record of them all could be used.
  [[nodiscard]] Error none_usable() const;
  /// The same as check() before the end, where most of a large input is unusable.
  [[nodiscard]] Result<void> check_early(double share_max) const;
};

class RejectLog {
 public:
  /// `open` is called when the first reject comes; an empty function: nothing is written.
  explicit RejectLog(std::function<Result<std::unique_ptr<ByteSink>>()> open)
      : open_(std::move(open)) {}

  Result<void> write(std::string_view file, std::span<const KeptReject> rejects);
  Result<void> close();

 private:
  std::function<Result<std::unique_ptr<ByteSink>>()> open_;
  std::unique_ptr<ByteSink> sink_;
  std::string text_;
};

}  // namespace overt
