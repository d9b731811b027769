// Canonical events, one JSON object a line.

#include "stages/events/fuzz_decoder_internal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  overt::DecoderRequest request;
  request.format = overt::EventFormat::kEventsNdjson;
  overt::fuzz_decoder({reinterpret_cast<const char*>(data), size}, std::move(request));
  return 0;
}
