#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "stages/events/list_values_internal.h"

namespace overt {
namespace {

using Strings = std::vector<std::string>;

Strings owned(const std::vector<std::string_view>& list) { return {list.begin(), list.end()}; }

Strings bracketed(std::string_view text, bool urls = false) {
  std::vector<std::string_view> out;
  split_bracketed(text, urls, out);
  return owned(out);
}

Strings separated(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  split_separated(text, separator, out);
  return owned(out);
}

std::optional<Strings> json(std::string_view text) {
  Arena arena;
  std::vector<std::string_view> out;
  if (!split_json_array(text, arena, out)) return {};
  return owned(out);
}

TEST(ListValuesTest, SplitsAtASeparator) {
  EXPECT_EQ(separated("a|b c| d ||", '|'), (Strings{"a", "b c", "d"}));
  EXPECT_EQ(separated("", '|'), Strings{});
  EXPECT_EQ(separated("a|b", '\0'), Strings{"a|b"});
}

TEST(ListValuesTest, SplitsBracketedLists) {
  EXPECT_EQ(bracketed("[a, b]"), (Strings{"a", "b"}));
  EXPECT_EQ(bracketed("[a,b]"), (Strings{"a", "b"}));
  EXPECT_EQ(bracketed("['a, 1', \"b\"]"), (Strings{"a, 1", "b"}));
  EXPECT_EQ(bracketed("[]"), Strings{});
  EXPECT_EQ(bracketed("['']"), Strings{});
  EXPECT_EQ(bracketed("a"), Strings{"a"});
  EXPECT_EQ(bracketed("['a"), Strings{"['a"});
}

TEST(ListValuesTest, KeepsCommasInsideUrls) {
  EXPECT_EQ(bracketed("[http://a/x,y, http://b/z]", true), (Strings{"http://a/x,y", "http://b/z"}));
  EXPECT_EQ(bracketed("[http://a,https://b]", true), (Strings{"http://a", "https://b"}));
}

TEST(ListValuesTest, ReadsJsonArrays) {
  EXPECT_EQ(json(R"( ["a", "b\"c\n", -12, ""] )"), (Strings{"a", "b\"c\n", "-12"}));
  EXPECT_EQ(json("[]"), Strings{});
}

TEST(ListValuesTest, RefusesWhatIsNoJsonArrayOfTexts) {
  for (const auto* text :
       {"", "a", "[", "[\"a\"", "[\"a\",]", "[a]", "[\"a\"] x", "[\"\\x\"]", "[\"\\ud800\"]",
        "[\"\\udc00\"]", "[\"\\u12\"]", "[\"a\\", "[-]", "[[\"a\"]]", "[1.5]"}) {
    EXPECT_FALSE(json(text)) << text;
  }
}

RC_GTEST_PROP(ListValuesTest, ReadsBackWhatTheJsonWriterWrites, (const Strings& given)) {
  std::string text;
  JsonWriter writer(text);
  Strings wanted;
  writer.begin_array();
  for (const std::string& element : given) {
    if (element.empty() || !is_valid_utf8(element)) continue;
    writer.value(element);
    wanted.push_back(element);
  }
  writer.end_array();
  RC_ASSERT(json(text) == wanted);
}

}  // namespace
}  // namespace overt
