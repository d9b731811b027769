#pragma once
// CsvStream: a decoder for a CSV file of any size, one claim a row: gathers whole records, gives
// each row to take_row(). Memory O(longest record).

#include <string>

#include "stages/claims/csv_rows_internal.h"

namespace overt {

class CsvStream : public ClaimDecoder {
 public:
  CsvStream(ListHeader header, const ClaimDecoderRequest& request, ClaimSource fallback);

  Result<void> take(std::string_view bytes, ClaimVisitor& visitor) final;
  Result<std::optional<ClaimPosition>> pause(ClaimVisitor& visitor) final;
  void resume(const ClaimPosition& position) final;
  Result<void> finish(ClaimVisitor& visitor) final;
  [[nodiscard]] const ImportReport& report() const final { return sink_.report(); }

 protected:
  /// A reject where the row is no claim.
  virtual std::optional<Reject> take_row(const ClaimRow& row, ClaimSink& sink) = 0;
  ClaimSink& sink() { return sink_; }

 private:
  Result<void> decode(std::string_view whole, ClaimVisitor& visitor);
  void drop_overlong_line(ClaimVisitor& visitor);

  ListHeader header_;
  ClaimDecodeLimits limits_;
  ClaimSink sink_;
  std::string held_;
  std::size_t try_at_;       // bytes held before whole records are looked for
  std::uint64_t taken_ = 0;  // bytes
  std::uint64_t line_ = 1;
  bool past_header_ = false;
  bool dropping_ = false;  // inside a line that is too long
};

}  // namespace overt
