// A mapping file, a line "---", and a CSV file that is read through it.

#include "stages/events/fuzz_decoder_internal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kSeparator = "\n---\n";
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t at = input.find(kSeparator);
  if (at == std::string_view::npos) return 0;
  overt::DecoderRequest request;
  request.mapping = input.substr(0, at + 1);
  overt::fuzz_decoder(input.substr(at + kSeparator.size()), std::move(request));
  return 0;
}
