// No bytes may crash the reading of assessments; what is read can be assessed on any day.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/labels/assess_control.h"
#include "stages/labels/decode_assessment.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = overt::decode_assessment(text, "fuzz.yaml");
  if (!read.ok()) return 0;
  const auto result = overt::assess_control(read.value(), read.value().assessed_day);
  CHECK(!result.in_force || result.outcome != overt::ControlOutcome::kInsufficient);
  return 0;
}
