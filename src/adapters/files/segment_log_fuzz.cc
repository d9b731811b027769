// A segment as it may lie on a disk after anything.

#include <cstddef>
#include <cstdint>

#include "adapters/files/segment_log.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kFrameBytesMax = 1 << 20;
  const std::string_view segment(reinterpret_cast<const char*>(data), size);
  const auto scanned = overt::scan_frames(segment, kFrameBytesMax);
  CHECK_LE(scanned.bytes, size);
  // What was found whole is found whole again without what follows.
  const auto again = overt::scan_frames(segment.substr(0, scanned.bytes), kFrameBytesMax);
  CHECK_EQ(again.bytes, scanned.bytes);
  CHECK_EQ(again.payloads.size(), scanned.payloads.size());
  return 0;
}
