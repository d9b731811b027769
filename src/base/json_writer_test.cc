#include "base/json_writer.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace overt {
namespace {

std::string json_of(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

template <typename T>
std::string written(const T& value) {
  std::string out;
  JsonWriter(out).value(value);
  return out;
}

TEST(JsonWriterTest, EscapesWhatJsonDemands) {
  EXPECT_EQ(json_of("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(json_of("\n\r\t"), R"("\n\r\t")");
  EXPECT_EQ(json_of(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
  EXPECT_EQ(json_of("é中🙂"), "\"é中🙂\"");
}

TEST(JsonWriterTest, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_of("a\xff"), "\"a\uFFFD\"");
  EXPECT_EQ(json_of("\xe4\xb8"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(json_of("\xed\xa0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
}

RC_GTEST_PROP(JsonWriterTest, AlwaysWritesOneLineOfValidUtf8, (const std::string& text)) {
  const std::string out = json_of(text);
  RC_ASSERT(is_valid_utf8(out));
  for (const char c : out) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
  RC_ASSERT(out.size() >= 2 && out.front() == '"' && out.back() == '"');
}

TEST(JsonWriterTest, WritesNestedValuesOnOneLine) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("a", 1);
  json.key("b");
  json.begin_array();
  json.value("x");
  json.value(true);
  json.null();
  json.begin_object();
  json.end_object();
  json.begin_array();
  json.end_array();
  json.value(std::uint32_t{7});
  json.end_array();
  json.field("c", std::string("y"));
  json.end_object();
  EXPECT_EQ(out, R"({"a":1,"b":["x",true,null,{},[],7],"c":"y"})");
}

TEST(JsonWriterTest, IndentsWhereAsked) {
  std::string out;
  JsonWriter json(out, 2);
  json.begin_object();
  json.field("a", 1);
  json.key("b");
  json.begin_array();
  json.value(2);
  json.value(3);
  json.end_array();
  json.key("c");
  json.begin_object();
  json.end_object();
  json.end_object();
  EXPECT_EQ(out, "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    3\n  ],\n  \"c\": {}\n}");
}

TEST(JsonWriterTest, WritesNumbersWhole) {
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(std::nan("")), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
}

RC_GTEST_PROP(JsonWriterTest, WritesDoublesThatReadBackTheSame, (double number)) {
  RC_ASSERT(std::stod(written(number)) == number);
}

}  // namespace
}  // namespace overt
