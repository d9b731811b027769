// Any bytes as figures that are held elsewhere: an error names a line, and what is taken has a
// place in a template, once, and is found again there.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/disclosures/given_figures.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto figures = overt::read_given_figures(text, "f");
  if (!figures.ok()) {
    CHECK(figures.error().message.starts_with("f:"));
    return 0;
  }
  for (const overt::GivenFigure& one : figures.value()) {
    CHECK(overt::find_given(figures.value(), one) == &one);
    CHECK(one.value.find_first_not_of("0123456789.") == one.value.npos);
  }
  return 0;
}
