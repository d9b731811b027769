// Any bytes as a dossier: an error that names the file, or claims that have their sources.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "stages/dossiers/decode_dossier.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = overt::decode_dossier(text, "d.yaml");
  if (!read.ok()) {
    CHECK(read.error().message.find("d.yaml") != std::string::npos);
    return 0;
  }
  for (const overt::Claim& claim : read.value().claims) {
    CHECK(claim.source < read.value().sources.size());
  }
  return 0;
}
