// Any bytes as a peer's bundle: read twice with the same result, within the limits.

#include <cstdint>

#include "base/check.h"
#include "stages/disclosures/read_stix.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  overt::StixLimits limits;
  limits.bytes_max = std::uint64_t{1} << 16;
  limits.objects_max = 64;
  limits.value_bytes_max = 64;
  const auto read = overt::read_stix(text, "bundle.json", limits);
  const auto again = overt::read_stix(text, "bundle.json", limits);
  CHECK_EQ(read.ok(), again.ok());
  if (!read.ok()) return 0;
  CHECK(read.value() == again.value());
  CHECK(read.value().assets.size() <= limits.objects_max);
  for (const overt::PeerAsset& asset : read.value().assets) {
    CHECK(!asset.value.empty() || !asset.handle.empty());
    CHECK(asset.value.size() <= limits.value_bytes_max);
  }
  return 0;
}
