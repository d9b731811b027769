#include "stages/traces/text_object.h"

#include <string>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "kernel/text/normal_text.h"

namespace overt {
namespace {

std::string object(std::string_view text) {
  text::TextNormalizer texts;
  std::string out;
  append_text_object(texts.normalize(text), out);
  return out;
}

TEST(TextObjectTest, AnObjectShowsHowTheTextBeginsAndDependsOnAllOfIt) {
  const std::string first = object("The quick brown fox jumps over the lazy dog tonight");
  const std::string second = object("The quick brown fox jumps over the lazy dog tomorrow");
  EXPECT_TRUE(first.starts_with("the quick brown fox jumps over t… "));
  EXPECT_EQ(first.size(), 32 + 4 + 32U);
  EXPECT_EQ(first.substr(0, 36), second.substr(0, 36));
  EXPECT_NE(first, second);
  EXPECT_EQ(first, object("the QUICK brown fox jumps over the lazy dog  tonight https://t.co/x"));
}

TEST(TextObjectTest, AnObjectIsTheSameOnEveryMachine) {
  EXPECT_EQ(object("abc"), "abc… 06b05ab6733a618578af5f94892f3950");
}

TEST(TextObjectTest, AnObjectCutsNoCharacter) {
  EXPECT_TRUE(is_valid_utf8(object("aголосуйте завтра на участке")));
}

}  // namespace
}  // namespace overt
