#include "stages/claims/csv_stream_internal.h"
#include "stages/claims/line_reader_internal.h"

namespace overt {
namespace {

constexpr std::size_t kTryBytes = std::size_t{1} << 18;

}  // namespace

CsvStream::CsvStream(ListHeader header, const ClaimDecoderRequest& request, ClaimSource fallback)
    : header_(std::move(header)),
      limits_(request.limits),
      sink_(request, std::move(fallback)),
      try_at_(kTryBytes) {}

Result<void> CsvStream::take(std::string_view bytes, ClaimVisitor& visitor) {
  held_ += bytes;
  taken_ += bytes.size();
  if (held_.size() < try_at_) return {};
  if (!past_header_) {
    if (held_.size() < header_.bytes) return {};
    held_.erase(0, header_.bytes);
    line_ += header_.lines;
    past_header_ = true;
  }
  if (dropping_) drop_overlong_line(visitor);
  const std::size_t whole = whole_csv_records(held_, header_.dialect, limits_.record_bytes_max);
  RETURN_IF_ERROR(decode(std::string_view(held_).substr(0, whole), visitor));
  held_.erase(0, whole);
  if (whole == 0 && held_.size() > limits_.record_bytes_max) {
    drop_overlong_line(visitor);
  }
  // Twice as much before the next look: a record of many blocks is not searched again each time.
  try_at_ = std::max(kTryBytes, 2 * held_.size());
  return {};
}

// Step by step, as the line's end may be in bytes yet to come.
void CsvStream::drop_overlong_line(ClaimVisitor& visitor) {
  if (!dropping_) {
    const auto shown = std::string_view(held_).substr(0, kTooLongShown);
    sink_.reject(visitor, {RejectReason::kTooLong, line_, {}, shown});
  }
  const std::size_t end = held_.find('\n');
  dropping_ = end == std::string::npos;
  held_.erase(0, dropping_ ? held_.size() : end + 1);
  if (!dropping_) ++line_;
}

Result<void> CsvStream::decode(std::string_view whole, ClaimVisitor& visitor) {
  CsvRows rows(header_, {whole, line_, limits_.record_bytes_max});
  while (rows.next(sink_, visitor)) {
    if (const auto reject = take_row(rows.row(), sink_)) {
      sink_.reject(visitor, *reject);
    } else {
      RETURN_IF_ERROR(sink_.end_record(visitor));
    }
  }
  line_ = rows.line();
  return {};
}

Result<std::optional<ClaimPosition>> CsvStream::pause(ClaimVisitor& visitor) {
  std::optional<ClaimPosition> position;
  if (!past_header_ || dropping_) return position;
  RETURN_IF_ERROR(sink_.finish(visitor));
  position = ClaimPosition{taken_ - held_.size(), line_, sink_.report()};
  return position;
}

void CsvStream::resume(const ClaimPosition& position) {
  taken_ = position.bytes;
  line_ = position.line;
  sink_.report() = position.report;
  past_header_ = true;
}

Result<void> CsvStream::finish(ClaimVisitor& visitor) {
  if (!past_header_) {
    held_.erase(0, header_.bytes);
    line_ += header_.lines;
    past_header_ = true;
  }
  if (dropping_) drop_overlong_line(visitor);
  RETURN_IF_ERROR(decode(held_, visitor));
  held_.clear();
  return sink_.finish(visitor);
}

}  // namespace overt
