// No bytes may crash the reading of YAML; what is read has lines, and no key twice.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "kernel/yaml/yaml_value.h"

namespace {

void check_value(const overt::YamlValue& value) {
  CHECK_LE(1U, value.line);
  for (const overt::YamlValue& item : value.items) check_value(item);
  for (const auto& [key, field] : value.fields) {
    CHECK(value.find(key) == &field);
    check_value(field);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = overt::parse_yaml(text, "fuzz.yaml", {.bytes = 1 << 16, .values = 5000});
  if (value.ok()) check_value(value.value());
  return 0;
}
