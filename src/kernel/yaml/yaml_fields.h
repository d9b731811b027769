#pragma once
// YamlFields: one mapping of a YAML file, read field by field. What is missing, of the wrong kind
// or unknown becomes an error with file, line and the accepted form; the first one is kept, and
// everything after it reads as empty, so that a record is a plain list of its fields.
// Thread safety: one thread at a time.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kernel/yaml/yaml_value.h"

namespace overt {

/// The first thing that was wrong with a file.
class YamlErrors {
 public:
  explicit YamlErrors(std::string file) : file_(std::move(file)) {}

  void refuse(std::size_t line, std::string_view message);
  [[nodiscard]] bool any() const { return first_.has_value(); }
  [[nodiscard]] Result<void> result() const;

 private:
  std::string file_;
  std::optional<Error> first_;
};

class YamlFields {
 public:
  /// `what` is what errors call the mapping: "a source".
  YamlFields(const YamlValue& value, std::string_view what, YamlErrors& errors);

  /// Text that must be there and not be empty.
  std::string text(std::string_view key);
  /// Text, or empty.
  std::string optional_text(std::string_view key);
  /// A mapping or list that must be there; an empty one where it is not.
  const YamlValue& map(std::string_view key);
  const YamlValue& list(std::string_view key);
  /// nullptr where the key is absent or has no value.
  const YamlValue* optional_map(std::string_view key);
  const YamlValue* optional_list(std::string_view key);

  /// What `parse` (an optional) makes of a text that must be there; `accepted` says what it takes.
  template <typename Parse>
  auto parsed(std::string_view key, const Parse& parse, std::string_view accepted) {
    using Value = typename decltype(parse(std::string_view()))::value_type;
    const std::string written = text(key);
    if (errors_.any()) return Value{};
    const auto value = parse(std::string_view(written));
    if (!value) refuse(key, "'" + written + "' is not " + std::string(accepted));
    return value.value_or(Value{});
  }

  /// The same where the key may be absent: `standard` then.
  template <typename Value, typename Parse>
  Value parsed_or(std::string_view key, Value standard, const Parse& parse,
                  std::string_view accepted) {
    const YamlValue* const field = value_.find(key);
    if (field == nullptr || field->kind == YamlValue::Kind::kNone) {
      known_.emplace(key);
      return standard;
    }
    return parsed(key, parse, accepted);
  }

  /// An error at that field, or at the mapping where the field is absent.
  void refuse(std::string_view key, std::string_view message);
  /// Fields that nothing asked for are errors. Call it last.
  void finish();

 private:
  const YamlValue* of_kind(std::string_view key, YamlValue::Kind kind, std::string_view name,
                           bool required);

  const YamlValue& value_;
  std::string what_;
  YamlErrors& errors_;
  std::set<std::string, std::less<>> known_;
};

/// "true" or "false".
std::optional<bool> parse_yaml_flag(std::string_view text);

}  // namespace overt
