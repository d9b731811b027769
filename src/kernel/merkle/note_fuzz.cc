// Any bytes as a note, a checkpoint, a receipt and a key: an error or a value that is written back
// as it was read.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "kernel/merkle/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace overt::merkle;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto note = parse_note(bytes); note.ok()) CHECK(format_note(note.value()) == bytes);
  if (const auto read = parse_checkpoint(bytes); read.ok()) {
    CHECK(format_checkpoint(read.value()) == bytes);
  }
  if (const auto read = parse_receipt(bytes); read.ok()) {
    CHECK(format_receipt(read.value()) == bytes);
  }
  if (const auto key = parse_verifier_key(bytes); key.ok()) {
    CHECK(format_key(key.value()).size() == bytes.size());
  }
  return 0;
}
