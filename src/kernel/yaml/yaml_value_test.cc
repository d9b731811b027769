#include "kernel/yaml/yaml_value.h"

#include <gtest/gtest.h>

#include "kernel/yaml/yaml_fields.h"

namespace overt {
namespace {

std::string error_of(std::string_view text, const YamlLimits& limits = {}) {
  const auto value = parse_yaml(text, "f.yaml", limits);
  return value.ok() ? std::string() : value.error().message;
}

TEST(YamlValueTest, KeepsTextListsAndMappingsWithTheirLines) {
  const auto value = parse_yaml("a: 1\nb:\n  - x\n  - {c: '2024-09-04'}\nd:\n", "f.yaml");
  ASSERT_TRUE(value.ok());
  const YamlValue& root = value.value();
  ASSERT_EQ(root.fields.size(), 3U);
  EXPECT_EQ(root.find("a")->text, "1");
  const YamlValue& list = *root.find("b");
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_EQ(list.items[0].text, "x");
  EXPECT_EQ(list.items[1].line, 4U);
  EXPECT_EQ(list.items[1].find("c")->text, "2024-09-04");
  EXPECT_EQ(root.find("d")->kind, YamlValue::Kind::kNone);
}

TEST(YamlValueTest, AnEmptyTextIsAMappingWithoutFields) {
  const auto value = parse_yaml("# nothing yet\n", "f.yaml");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value.value().kind, YamlValue::Kind::kMap);
}

TEST(YamlValueTest, RefusesWhatCouldMeanSomethingElseThanItSeems) {
  EXPECT_EQ(error_of("a: 1\na: 2\n"), "f.yaml:2: 'a' is there twice in one mapping");
  EXPECT_EQ(error_of("a: &x 1\nb: *x\n"), "f.yaml:1: an anchor (&name) is not taken; leave it out");
  EXPECT_NE(error_of("a: !!binary 1\n").find("a tag"), std::string::npos);
  EXPECT_NE(error_of("a: 1\n---\nb: 2\n").find("a second document"), std::string::npos);
  EXPECT_NE(error_of("[a]: 1\n").find("a key must be text"), std::string::npos);
  EXPECT_NE(error_of("a: [1\nb: 2\n").find("f.yaml:"), std::string::npos);
}

TEST(YamlValueTest, LimitsAreErrors) {
  EXPECT_NE(error_of("a: 1\n", {.bytes = 3}).find("larger than 3 bytes"), std::string::npos);
  EXPECT_NE(error_of("[1, 2, 3]\n", {.values = 3}).find("more than 3 values"), std::string::npos);
  EXPECT_NE(error_of("[[[[1]]]]\n", {.depth = 3}).find("nested more than 3"), std::string::npos);
  EXPECT_FALSE(error_of(std::string(100'000, '[')).empty());
}

TEST(YamlFieldsTest, SaysWhatIsMissingWrongAndUnknown) {
  const auto read = [](std::string_view text) {
    const auto value = parse_yaml(text, "f.yaml");
    EXPECT_TRUE(value.ok());
    YamlErrors errors("f.yaml");
    YamlFields fields(value.value(), "a source", errors);
    fields.text("url");
    fields.parsed_or("kept", false, parse_yaml_flag, "true or false");
    fields.finish();
    return errors.any() ? errors.result().error().message : std::string();
  };
  EXPECT_EQ(read("url: u\n"), "");
  EXPECT_EQ(read("url: u\nkept: true\n"), "");
  EXPECT_EQ(read("kept: true\n"), "f.yaml:1: a source: 'url' is missing; it must be text");
  EXPECT_EQ(read("url: [u]\n"), "f.yaml:1: a source: 'url' must be text");
  EXPECT_EQ(read("url: u\nkept: maybe\n"),
            "f.yaml:2: a source: 'kept' 'maybe' is not true or false");
  EXPECT_EQ(read("url: u\nulr: v\n"),
            "f.yaml:2: a source: 'ulr' is not a field of it; see the format's page");
}

}  // namespace
}  // namespace overt
