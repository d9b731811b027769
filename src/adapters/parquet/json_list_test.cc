#include "adapters/parquet/json_list.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json_writer.h"

namespace overt {
namespace {

using Items = std::vector<std::string>;

std::optional<Items> parse(std::string_view text) {
  Arena arena;
  std::vector<std::string_view> views;
  if (!parse_json_list(text, arena, views)) return {};
  return Items(views.begin(), views.end());
}

TEST(JsonListTest, ReadsArraysOfStrings) {
  EXPECT_EQ(parse("[]"), Items{});
  EXPECT_EQ(parse(" [ \"a\" , \"b c\" ] "), (Items{"a", "b c"}));
  EXPECT_EQ(parse("[\"\",\"é中\"]"), (Items{"", "é中"}));
  EXPECT_EQ(parse("[7300000000000000001, null, -1.5e3]"), (Items{"7300000000000000001", "-1.5e3"}));
}

TEST(JsonListTest, Unescapes) {
  EXPECT_EQ(parse(R"(["a\"b\\c\/d\n\t\u00e9\u4E2D\ud83d\ude42"])"),
            (Items{"a\"b\\c/d\n\té中🙂"}));
}

TEST(JsonListTest, RefusesEverythingElse) {
  for (const char* text : {"", "a", "\"a\"", "[", "[\"a\"", "[\"a\",]", "[,]", "[\"a\" \"b\"]",
                           "[a]", "[\"a\"]x", "{\"a\":1}", "[[\"a\"]]", "[\"\\x\"]", "[\"\\u12\"]",
                           "[\"\\ud83d\"]", "[\"\\ude42\"]", "[\"\\", "[\"\\u", "[true]"}) {
    EXPECT_EQ(parse(text), std::nullopt) << text;
  }
}

RC_GTEST_PROP(JsonListTest, ReadsWhatTheWriterWrites, ()) {
  const auto points = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127)));
  Items items;
  for (const std::string& text : points) items.push_back(text + "é🙂");
  std::string json;
  JsonWriter writer(json);
  writer.begin_array();
  for (const std::string& item : items) writer.value(item);
  writer.end_array();
  RC_ASSERT(parse(json) == items);
}

}  // namespace
}  // namespace overt
