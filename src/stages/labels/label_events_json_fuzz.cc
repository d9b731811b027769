// Any bytes as a history of labels, an event a line: an error that names the line, or events that
// are written again and read back the same.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "stages/labels/label_events_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto read = overt::decode_label_events(lines, "labels.ndjson");
  if (!read.ok()) {
    CHECK(read.error().message.starts_with("labels.ndjson"));
    return 0;
  }
  std::vector<std::string> written;
  for (const overt::LabelEvent& event : read.value()) {
    written.push_back(overt::label_event_line(event));
  }
  const auto again = overt::decode_label_events(written, "labels.ndjson");
  CHECK(again.ok());
  CHECK(again.value() == read.value());
  return 0;
}
