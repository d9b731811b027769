#include <fmt/format.h>

#include "stages/claims/list_decoder_internal.h"

namespace overt {

Error ListInput::bad(std::uint64_t line, std::string_view what) const {
  return {ErrorCode::kBadInput, fmt::format("{}: line {}: {}", request.path, line, what)};
}

ListDecoder::ListDecoder(ClaimFormat format, ReadList read, ClaimSource fallback,
                         const ClaimDecoderRequest& request)
    : format_(format), read_(read), request_(request), sink_(request, std::move(fallback)) {}

Result<void> ListDecoder::take(std::string_view bytes, ClaimVisitor& /*visitor*/) {
  const std::uint64_t bytes_max = request_.limits.list_bytes_max;
  if (text_.size() + bytes.size() > bytes_max) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("{}: larger than {} bytes, the limit for a list of the format \"{}\". "
                             "Split the file, or raise the limit.",
                             request_.path, bytes_max, name_of(format_))};
  }
  text_ += bytes;
  return {};
}

Result<void> ListDecoder::finish(ClaimVisitor& visitor) {
  std::string_view text = text_;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  RETURN_IF_ERROR(read_({text, request_, sink_, visitor}));
  return sink_.finish(visitor);
}

}  // namespace overt
