// A token off the wire: any bytes are read or refused; what is read was signed.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "stages/decisions/appeal_token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> keys = {std::string(overt::kAppealKeyBytes, 'k')};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const overt::ReadToken read = overt::read_appeal_token(text, keys);
  if (read.verdict == overt::TokenVerdict::kGood) {
    CHECK(overt::sign_appeal_token(read.claim, keys.front()) == text);
  }
  return 0;
}
