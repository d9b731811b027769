#include "kernel/text/matching_form.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/uspoof.h>

#include "base/utf8.h"
#include "kernel/text/letter_folding.h"

namespace overt::text {
namespace {

void expect_same(std::string_view one, std::string_view other) {
  EXPECT_EQ(matching_form(one), matching_form(other)) << one << " / " << other;
}

void expect_different(std::string_view one, std::string_view other) {
  EXPECT_NE(matching_form(one), matching_form(other)) << one << " / " << other;
}

TEST(MatchingFormTest, IsLettersOnlyWithLookAlikesMadeOne) {
  EXPECT_EQ(matching_form("Vote NOW, my friends!"), "votenowrnyfrlends");
  EXPECT_EQ(matching_form(""), "");
  EXPECT_EQ(matching_form("🔥🔥 ... — !!"), "");
}

TEST(MatchingFormTest, SeesThroughHomoglyphs) {
  expect_same("The vaccine is safe", "Тhе vассinе is sаfе");  // Cyrillic Т е а с
  expect_same("HOMETOWN VOTE", "НОМЕТОWN VОТЕ");
  expect_same("Vote now", "Ⅴοtе nοw");
  expect_same("vote now", "𝐯𝐨𝐭𝐞 𝓷𝓸𝔀");
  expect_same("vote now", "ｖｏｔｅ ｎｏｗ");
  expect_same("vote now", "ᴠᴏᴛᴇ ɴᴏᴡ");
  expect_same("modern burn", "rnodern bum");
  expect_same("ill will", "iII wiIl");
}

TEST(MatchingFormTest, SeesThroughWhatShowsNothing) {
  expect_same("vote now", "v\u200Bo\u200Dt\u2060e\uFEFF n\u00ADo\u202Ew\u202C");
  expect_same("vote now", "vote\uFE0F now\u034F");
}

TEST(MatchingFormTest, StripsDiacriticsAndStacksOfThem) {
  expect_same("Déjà vu à Łódź", "Deja vu a Lodz");
  expect_same("vote", "v\u0300\u0301\u0302o\u0336t\u0336e\u20DD");
  expect_same("مُحَمَّد", "محمد");
}

TEST(MatchingFormTest, StripsEmojiAndKeycaps) {
  expect_same("vote now", "vote 👨‍👩‍👧 now 🇫🇷 ❤️ 👍🏽");
  expect_same("vote now", "vote 1️⃣2️⃣ now 3⃣");
}

TEST(MatchingFormTest, StripsLinksMentionsAndTags) {
  expect_same("vote now", "@someone vote now https://t.co/AbC #vote #now");
}

TEST(MatchingFormTest, FoldsLeetInsideWords) {
  expect_same("vaccine", "v4cc1n3");
  expect_same("vaccine scam", "v@cc!ne $c@m");
  expect_same("hello world", "h3ll0 w0r|d");
  expect_same("protest", "pr07es7");
}

TEST(MatchingFormTest, KeepsNumbersApart) {
  expect_different("we won 35 seats", "we won 47 seats");
  EXPECT_EQ(matching_form("in 2024"), "ln2o24");
  EXPECT_EQ(matching_form("٢٠٢٤"), matching_form("2024"));
  expect_same("wow!!! now", "wow now");
}

TEST(MatchingFormTest, IgnoresSpacingAndPunctuation) {
  expect_same("vote now", "v o t e   n.o.w");
  expect_same("vote now", "vote\u00A0now");
  expect_same("vote now", "v-o-t-e, \"now\"");
  expect_same("Don't stop", "Dont stop");
}

TEST(MatchingFormTest, KeepsVowelSignsAndSyllables) {
  expect_different("กิน", "กัน");
  expect_different("की", "कु");
  expect_different("투표", "타파");
  EXPECT_EQ(matching_form("今天天气很好。"), "今天天气很好");
  EXPECT_EQ(matching_form("ノート"), matching_form("ノ ー ト"));
  EXPECT_NE(matching_form("ノ"), "");
}

TEST(MatchingFormTest, KeepsRussianWordsInAnyCase) {
  expect_same("ГОЛОСУЙТЕ ЗАВТРА НА УЧАСТКЕ", "голосуйте завтра на участке");
  expect_same("ΨΗΦΙΣΤΕ ΑΥΡΙΟ", "ψηφιστε αυριο");
}

std::string icu_skeleton(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  USpoofChecker* const checker = uspoof_open(&status);
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(checker, 0, icu::UnicodeString::fromUTF8(text), skeleton,
                                  &status);
  uspoof_close(checker);
  std::string result;
  return skeleton.toUTF8String(result);
}

std::string letters(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    result += LetterFolding::instance().fold(next_code_point(text, at)).text;
  }
  return result;
}

TEST(MatchingFormTest, FoldsWhatTheStandardsSkeletonFolds) {
  for (const std::string word : {"раураӏ", "ѕсоре", "gооgӏе", "ᎪΜΑΖΟΑ", "ﬁsh", "œuvre", "đevice"}) {
    expect_same(word, icu_skeleton(word));
  }
}

TEST(MatchingFormTest, ReadsACapitalByItsLowerCase) {
  expect_different("\u039Dow", "Now");  // a Greek capital nu is a nu, which looks like v
}

TEST(MatchingFormTest, FoldsEveryLetterToAFixpoint) {
  std::size_t moving = 0;
  for (char32_t c = 0; c < 0x11'0000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const FoldedLetter folded = LetterFolding::instance().fold(c);
    if (folded.kind != LetterKind::kLetter) continue;
    ASSERT_TRUE(is_valid_utf8(folded.text));
    moving += static_cast<std::size_t>(letters(folded.text) != folded.text);
  }
  EXPECT_LE(moving, 0U);
}

RC_GTEST_PROP(MatchingFormTest, DependsOnTheNormalTextOnly, (const std::string& bytes)) {
  TextNormalizer normalizer;
  const std::string normal(normalizer.normalize(bytes));
  RC_ASSERT(matching_form(bytes) == matching_form(normal));
  RC_ASSERT(is_valid_utf8(matching_form(bytes)));
}

}  // namespace
}  // namespace overt::text
