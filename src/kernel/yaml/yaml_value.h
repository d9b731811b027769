#pragma once
// YamlValue: what a YAML file that people write says, as plain values with their lines: text, lists
// and mappings. Read strictly, since such files decide things: no anchors, aliases, tags or second
// documents; a key twice in one mapping is an error; numbers and dates stay the text that was
// written, and whoever reads the field says what it must be. Comments and quotes are free.
//
// Errors are kBadInput and name file and line. Cost: linear in the text.
// Thread safety: pure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt {

struct YamlField;

struct YamlValue {
  enum class Kind : std::uint8_t { kNone, kText, kList, kMap };  // kNone: "key:" without a value

  Kind kind = Kind::kNone;
  std::size_t line = 0;  // from 1
  std::string text;
  std::vector<YamlValue> items;
  std::vector<YamlField> fields;  // in the order written

  /// The field of that key, or nullptr.
  [[nodiscard]] const YamlValue* find(std::string_view key) const;
};

struct YamlField {
  std::string first;  // the key
  YamlValue second;
};

struct YamlLimits {
  std::size_t bytes = std::size_t{4} << 20;
  std::size_t values = 200'000;
  std::size_t depth = 32;
};

/// `file` is what errors call it. An empty text is a mapping without fields.
Result<YamlValue> parse_yaml(std::string_view text, std::string_view file,
                             const YamlLimits& limits = {});

}  // namespace overt
