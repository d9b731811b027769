#include "kernel/yaml/yaml_fields.h"

#include <fmt/format.h>

namespace overt {
namespace {

const YamlValue& nothing() {
  static const YamlValue value;
  return value;
}

}  // namespace

void YamlErrors::refuse(std::size_t line, std::string_view message) {
  if (!first_) {
    first_ = Error{ErrorCode::kBadInput, fmt::format("{}:{}: {}", file_, line, message)};
  }
}

Result<void> YamlErrors::result() const {
  if (first_) return *first_;
  return {};
}

YamlFields::YamlFields(const YamlValue& value, std::string_view what, YamlErrors& errors)
    : value_(value), what_(what), errors_(errors) {
  if (value.kind != YamlValue::Kind::kMap) {
    errors_.refuse(value.line, fmt::format("{} must be a mapping, 'key: value' lines", what_));
  }
}

void YamlFields::refuse(std::string_view key, std::string_view message) {
  const YamlValue* const field = value_.find(key);
  errors_.refuse(field == nullptr ? value_.line : field->line,
                 fmt::format("{}: '{}' {}", what_, key, message));
}

const YamlValue* YamlFields::of_kind(std::string_view key, YamlValue::Kind kind,
                                     std::string_view name, bool required) {
  known_.emplace(key);
  if (errors_.any()) return nullptr;
  const YamlValue* const field = value_.find(key);
  if (field == nullptr || field->kind == YamlValue::Kind::kNone) {
    if (required) refuse(key, fmt::format("is missing; it must be {}", name));
    return nullptr;
  }
  if (field->kind == kind) return field;
  refuse(key, fmt::format("must be {}", name));
  return nullptr;
}

std::string YamlFields::text(std::string_view key) {
  const YamlValue* const field = of_kind(key, YamlValue::Kind::kText, "text", true);
  if (field == nullptr) return {};
  if (field->text.empty()) refuse(key, "is empty");
  return field->text;
}

std::string YamlFields::optional_text(std::string_view key) {
  const YamlValue* const field = of_kind(key, YamlValue::Kind::kText, "text", false);
  return field == nullptr ? std::string() : field->text;
}

const YamlValue& YamlFields::map(std::string_view key) {
  const YamlValue* const field = of_kind(key, YamlValue::Kind::kMap, "a mapping", true);
  return field == nullptr ? nothing() : *field;
}

const YamlValue& YamlFields::list(std::string_view key) {
  const YamlValue* const field = of_kind(key, YamlValue::Kind::kList, "a list", true);
  return field == nullptr ? nothing() : *field;
}

const YamlValue* YamlFields::optional_map(std::string_view key) {
  return of_kind(key, YamlValue::Kind::kMap, "a mapping", false);
}

const YamlValue* YamlFields::optional_list(std::string_view key) {
  return of_kind(key, YamlValue::Kind::kList, "a list", false);
}

void YamlFields::finish() {
  for (const auto& [key, field] : value_.fields) {
    if (known_.contains(key)) continue;
    errors_.refuse(field.line,
                   fmt::format("{}: '{}' is not a field of it; see the format's page", what_, key));
  }
}

std::optional<bool> parse_yaml_flag(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

}  // namespace overt
