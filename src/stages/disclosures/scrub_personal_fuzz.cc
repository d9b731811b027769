// Any bytes as free text: scrubbing twice changes nothing, and no sign of an address is left.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "stages/disclosures/scrub_personal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> known = {"jodoe", "clipper:17"};
  const auto once = overt::scrub_personal(text, known);
  const auto twice = overt::scrub_personal(once.text, known);
  CHECK(twice.text == once.text);
  CHECK_EQ(twice.taken_out, std::size_t{0});
  return 0;
}
