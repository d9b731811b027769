#include <gtest/gtest.h>

#include "stages/families/handle_grammar_internal.h"

namespace overt {
namespace {

TEST(HandleGrammarTest, TheShapeKeepsSignsAndNumbersOfDigits) {
  EXPECT_EQ(handle_shape("Quiet.Parent_1234"), "w.w_d4");
  EXPECT_EQ(handle_shape("a1b22"), "wd1wd2");
  EXPECT_EQ(handle_shape("ünï7"), "wd1");
  EXPECT_EQ(handle_shape(""), "");
}

TEST(HandleGrammarTest, WordsComeWithTheirPlace) {
  EXPECT_EQ(handle_words("Quiet.Parent_1234"), (std::vector<std::string>{"0quiet", "1parent"}));
  EXPECT_EQ(handle_words("a.b.truth99"), (std::vector<std::string>{"2truth"}));
  EXPECT_TRUE(handle_words("12_ab").empty());
}

}  // namespace
}  // namespace overt
