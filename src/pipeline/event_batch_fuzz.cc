// A batch as somebody sends it, and the line about one as it may lie on a disk.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "pipeline/event_batch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto decoded = overt::decode_batch(bytes, 1.0);
  // What is kept of a batch holds the same events and nothing else.
  const auto again = overt::decode_batch(decoded.events, 0.0);
  CHECK(!again.too_many_rejects);
  CHECK_EQ(again.batch.events, decoded.batch.events);
  const auto head = overt::read_about(bytes);
  if (!head.ok()) return 0;
  CHECK_LE(head.value().bytes, size);
  return 0;
}
