// Any bytes as a statement of reasons: found fault with or not, the same each time; and what is no
// fault has what every statement needs.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/disclosures/check_reasons.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto faults = overt::check_reasons(text);
  CHECK(faults == overt::check_reasons(text));
  for (const overt::ReasonsFault& fault : faults) CHECK(!fault.what.empty());
  if (faults.empty()) {
    CHECK(text.find("DECISION_") != text.npos);
    CHECK(text.find("puid") != text.npos);
  }
  return 0;
}
