// Any bytes as a list field: nothing is read outside the text, and what is accepted and written
// again is accepted again as the same items.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/parquet/json_list.h"
#include "base/check.h"
#include "base/json_writer.h"
#include "base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  overt::Arena arena;
  std::vector<std::string_view> items;
  if (!overt::is_valid_utf8(text) || !overt::parse_json_list(text, arena, items)) return 0;
  std::string json;
  overt::JsonWriter writer(json);
  writer.begin_array();
  for (const std::string_view item : items) writer.value(item);
  writer.end_array();
  std::vector<std::string_view> again;
  CHECK(overt::parse_json_list(json, arena, again));
  CHECK(items == again);
  return 0;
}
