#pragma once
// What every decoder's fuzz target does: opens the bytes as one format, decodes them at once and
// in small steps, and checks that both give the same.

#include <cstdint>
#include <utility>

#include "base/check.h"
#include "stages/events/collected_events_internal.h"

namespace overt {

inline void fuzz_decoder(std::string_view file, DecoderRequest request) {
  request.path = "fuzz";
  request.options.record_bytes_max = std::uint64_t{1} << 20;
  const auto opened = open_decoder(file, request);
  if (!opened) {
    CHECK(!opened.error().message.empty());
    return;
  }
  const OpenedDecoder& open = opened.value();
  CHECK_LE(open.header_bytes, file.size());
  const std::string_view body = file.substr(open.header_bytes);
  CollectedEvents at_once;
  decode_copy(*open.decoder, body, open.header_lines + 1, true, at_once);
  CollectedEvents in_steps;
  std::size_t step = 0;
  SteppedReader(*open.decoder, request.options.record_bytes_max, in_steps)
      .read(body, open.header_lines + 1, [&step] { return step = step % 61 + 7; });
  CHECK(at_once.all == in_steps.all);
}

}  // namespace overt
