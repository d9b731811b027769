// What a browser sends of a form never crashes, and what is read holds no character that the
// decoder refuses.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "edge/http/form.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto form = overt::http::parse_form(body);
  if (!form) return 0;
  CHECK_LE(form->size(), overt::http::kFormFieldsMax);
  for (const auto& [name, value] : *form) {
    CHECK_LE(name.size() + value.size(), size);
    CHECK(value.find('\0') == std::string::npos);
  }
  return 0;
}
