#pragma once
// ListDecoder: a list kept by hand, gathered whole and then read by one function.

#include <optional>
#include <string>

#include "base/check.h"
#include "stages/claims/formats_internal.h"

namespace overt {

class ListDecoder final : public ClaimDecoder {
 public:
  ListDecoder(ClaimFormat format, ReadList read, ClaimSource fallback,
              const ClaimDecoderRequest& request);

  [[nodiscard]] ClaimFormat format() const override { return format_; }
  Result<void> take(std::string_view bytes, ClaimVisitor& visitor) override;
  Result<std::optional<ClaimPosition>> pause(ClaimVisitor& /*visitor*/) override {
    return std::optional<ClaimPosition>();
  }
  void resume(const ClaimPosition& position) override { CHECK_EQ(position.bytes, 0U); }
  Result<void> finish(ClaimVisitor& visitor) override;
  [[nodiscard]] const ImportReport& report() const override { return sink_.report(); }

 private:
  ClaimFormat format_;
  ReadList read_;
  ClaimDecoderRequest request_;
  ClaimSink sink_;
  std::string text_;
};

}  // namespace overt
