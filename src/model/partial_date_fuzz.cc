// Any bytes as a date that may lack its day or month, as a period, a grade and the flags of a
// claim: none, or days in order.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "model/claim.h"
#include "model/disclosure.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto date = overt::parse_partial_date(text)) CHECK(date->first_day <= date->last_day);
  if (const auto period = overt::parse_period(text)) {
    CHECK(period->first_day <= period->last_day);
    CHECK(overt::parse_period(overt::format_period(*period)) == period);
  }
  (void)overt::parse_grade(text);
  (void)overt::parse_claim_flags(text);
  (void)overt::parse_claim_id(text);
  return 0;
}
