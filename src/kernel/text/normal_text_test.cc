#include "kernel/text/normal_text.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace overt::text {
namespace {

std::string normal(std::string_view text) {
  TextNormalizer texts;
  return std::string(texts.normalize(text));
}

TEST(NormalTextTest, FoldsCaseAndCollapsesWhitespace) {
  EXPECT_EQ(normal("  Vote \t NOW\n\nplease "), "vote now please");
  EXPECT_EQ(normal("Голосуй\u00A0СЕЙЧАС\u3000да"), "голосуй сейчас да");
  EXPECT_EQ(normal("Straße STRASSE"), "strasse strasse");
}

TEST(NormalTextTest, FoldsCompatibilityForms) {
  EXPECT_EQ(normal("ｖｏｔｅ ﬁne ①"), "vote fine 1");
  EXPECT_EQ(normal("cafe\u0301"), normal("caf\u00E9"));
}

TEST(NormalTextTest, DropsCharactersThatShowNothing) {
  EXPECT_EQ(normal("vo\u200Bte\u200D \u202Enow\u202C \uFEFFa\u00ADb"), "vote now ab");
  EXPECT_EQ(normal(std::string_view("vo\0te\x01 now", 10)), "vote now");
}

TEST(NormalTextTest, StripsLinks) {
  EXPECT_EQ(normal("see https://t.co/AbC now"), "see now");
  EXPECT_EQ(normal("see (http://a.com/x?y=1#z)."), "see ( ).");
  EXPECT_EQ(normal("see www.a.com/x now"), "see now");
  EXPECT_EQ(normal("look pic.twitter.com/abc"), "look");
  EXPECT_EQ(normal("看https://t.co/abc。再見"), "看 。再見");
}

TEST(NormalTextTest, KeepsWhatOnlyLooksLikeALink) {
  EXPECT_EQ(normal("awww.nice a://b http: //x"), "awww.nice a://b http: //x");
}

TEST(NormalTextTest, StripsMentions) {
  EXPECT_EQ(normal("hey @Foo_1, @bar@server.social and @x.bsky.social."), "hey , and .");
  EXPECT_EQ(normal("＠foo bar"), "bar");
}

TEST(NormalTextTest, KeepsMailAddresses) {
  EXPECT_EQ(normal("write to me@example.com now"), "write to me@example.com now");
}

TEST(NormalTextTest, StripsTags) {
  EXPECT_EQ(normal("now #Election2024 #выборы#дом go"), "now go");
  EXPECT_EQ(normal("＃選挙 今日"), "今日");
}

TEST(NormalTextTest, KeepsNumbersAndEntitiesThatLookLikeTags) {
  EXPECT_EQ(normal("we are #1 &#39;ok&#39; # 5"), "we are #1 &#39;ok&#39; # 5");
}

TEST(NormalTextTest, ReplacesIllFormedBytes) {
  EXPECT_EQ(normal("a\xFF\xC3(b"), "a\uFFFD\uFFFD(b");
}

RC_GTEST_PROP(NormalTextTest, ANormalTextIsItsOwnNormalForm, ()) {
  const std::vector<std::string> pieces = {"a",
                                           "B",
                                           "1",
                                           "_",
                                           " ",
                                           "\n",
                                           "#",
                                           "@",
                                           ":",
                                           "/",
                                           "//",
                                           "://",
                                           "http",
                                           "https",
                                           "www.",
                                           ".",
                                           "-",
                                           "&",
                                           "pic.twitter.com/",
                                           "\u200B",
                                           "\u0301",
                                           "é",
                                           "Я",
                                           "字",
                                           "。",
                                           "＃",
                                           "＠",
                                           "ẞ",
                                           "İ",
                                           "\x01",
                                           "\xFF",
                                           "\u00A0",
                                           "\u2028",
                                           "\U0001F468",
                                           "\uFE0F",
                                           "！",
                                           "+",
                                           ",",
                                           "ﷺ"};
  std::string text;
  for (const std::string& piece :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))) {
    text += piece;
  }
  const std::string once = normal(text);
  RC_ASSERT(is_valid_utf8(once));
  RC_ASSERT(normal(once) == once);
}

}  // namespace
}  // namespace overt::text
