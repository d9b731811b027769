// Any bytes as facts, a subject a line: an error that names file and line, or subjects with ids.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/policies/decode_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = overt::decode_facts(text, "facts.ndjson");
  if (!read.ok()) {
    CHECK(read.error().message.starts_with("facts.ndjson"));
    return 0;
  }
  for (const overt::SubjectFacts& subject : read.value()) CHECK(!subject.id.empty());
  return 0;
}
