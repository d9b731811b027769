// Account profiles in both formats: read at once and in small steps, which must give the same.

#include "base/check.h"
#include "stages/events/collected_profiles_internal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  overt::AccountDecoderRequest request;
  request.path = "fuzz";
  request.options.record_bytes_max = std::uint64_t{1} << 20;
  const auto opened = overt::open_account_decoder(file, request);
  if (!opened) {
    CHECK(!opened.error().message.empty());
    return 0;
  }
  const auto& open = opened.value();
  CHECK_LE(open.header_bytes, file.size());
  const std::string_view body = file.substr(open.header_bytes);
  const std::uint64_t line = open.header_lines + 1;
  const auto at_once = decode_in_steps(*open.decoder, body, line, body.size() + 1);
  CHECK(at_once == decode_in_steps(*open.decoder, body, line, 37));
  return 0;
}
