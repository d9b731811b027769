#include <simdjson.h>

#include "stages/events/csv_table_internal.h"

namespace overt {

bool is_clean_text(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size()) &&
         text.find('\0') == std::string_view::npos;
}

}  // namespace overt
