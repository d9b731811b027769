#include "stages/disclosures/said_count.h"

#include <fmt/format.h>

#include "stages/disclosures/page_text.h"

namespace overt {

std::string said_count(std::uint64_t count, std::uint64_t threshold, std::string_view one,
                       std::string_view many) {
  if (is_small_count(count, threshold)) return fmt::format("fewer than {} {}", threshold, many);
  return counted_words(count, one, many);
}

void write_said_count(JsonWriter& json, std::string_view name, std::uint64_t count,
                      std::uint64_t threshold) {
  if (!is_small_count(count, threshold)) {
    json.field(name, count);
    return;
  }
  json.key(name);
  json.null();
  json.field(std::string(name) + "_below", threshold);
}

}  // namespace overt
