#pragma once
// Mapping: what a mapping file says (docs/formats/mapping.md). Immutable once parsed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/event.h"
#include "stages/events/event_fields_internal.h"
#include "stages/events/record_time_internal.h"

namespace overt {

/// Where one event field's value comes from: a column by name or by number, or a constant.
struct MappedField {
  enum class Source : std::uint8_t { kColumnName, kColumnNumber, kLiteral };
  const EventField* field = nullptr;
  Source source = Source::kColumnName;
  std::string text;          // the column's name, or the constant
  std::uint32_t number = 0;  // the column's number, from 1
  std::uint64_t line = 0;    // in the mapping file
};

struct Mapping {
  std::string path;
  std::vector<MappedField> fields;
  std::optional<char> delimiter;  // empty: told from the header
  bool quoted = true;
  bool header = true;
  TimeFormat time;
  char list_separator = '|';  // '\0': a field is one element
  std::vector<std::pair<std::string, EventKind>> kind_names;
};

/// Errors name the mapping file, the line and the remedy.
Result<Mapping> parse_mapping(std::string_view text, std::string_view path);

}  // namespace overt
