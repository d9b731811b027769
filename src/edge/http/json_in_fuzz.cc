// Any bytes as the body of a request: refused, or fields that are read the same each time.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "edge/http/json_in.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  overt::http::Request request;
  request.headers = {{"content-type", "application/json"}};
  request.body = text;
  for (int time = 0; time < 2; ++time) {
    auto in = overt::http::JsonIn::read(request);
    if (!in.ok()) return 0;
    const std::string reason = in.value().required_text("reason");
    const auto number = in.value().number("number");
    (void)in.value().texts("list");
    (void)in.value().flag("flag", true);
    if (in.value().done().ok()) {
      CHECK(!reason.empty());
      // What is taken is an object with no other field.
      CHECK(text.find('{') != text.npos);
      if (number) CHECK(text.find("number") != text.npos);
    }
  }
  return 0;
}
