#include "pipeline/account_languages.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(LanguageCodeTest, TakesThePrimarySubtagWhateverItsCase) {
  EXPECT_NE(language_code("pt", ""), 0U);
  EXPECT_EQ(language_code("pt-BR", ""), language_code("PT", "BR"));
  EXPECT_NE(language_code("pt", ""), language_code("es", ""));
  EXPECT_NE(language_code("ast", ""), 0U);
}

TEST(LanguageCodeTest, TakesTheRegionOnlyWhereNoLanguageIsNamed) {
  EXPECT_NE(language_code("", "FR"), 0U);
  EXPECT_NE(language_code("", "FR"), language_code("fr", ""));
  EXPECT_EQ(language_code("fr", "FR"), language_code("fr", "CA"));
}

TEST(LanguageCodeTest, KnowsNothingFromWordsThatSayNothing) {
  for (const char* word : {"und", "zxx", "mul", "qme", "qht", "QCT"}) {
    EXPECT_EQ(language_code(word, "FR"), 0U) << word;
  }
  for (const char* word : {"", "english", "e1", "é"})
    EXPECT_EQ(language_code(word, ""), 0U) << word;
}

TEST(AccountLanguagesTest, NumbersLanguagesByTheirSpeakers) {
  AccountLanguages languages;
  const auto en = language_code("en", "");
  const auto fr = language_code("fr", "");
  for (const std::uint32_t account : {0U, 2U, 5U}) languages.add(account, en);
  languages.add(1, fr);
  EXPECT_EQ(languages.groups(7), (std::vector<std::uint8_t>{1, 2, 1, 0, 0, 1, 0}));
}

TEST(AccountLanguagesTest, TakesWhatMostEventsAreIn) {
  AccountLanguages languages;
  const auto en = language_code("en", "");
  const auto fr = language_code("fr", "");
  for (const auto code : {fr, en, en, fr, en}) languages.add(0, code);
  for (const auto code : {fr, fr, en}) languages.add(1, code);
  languages.add(2, en);
  EXPECT_EQ(languages.groups(3), (std::vector<std::uint8_t>{1, 2, 1}));
}

TEST(AccountLanguagesTest, OfOneLanguageThereIsNothingToTellApart) {
  AccountLanguages languages;
  languages.add(0, language_code("en", ""));
  languages.add(1, language_code("en", ""));
  languages.add(2, 0);
  EXPECT_TRUE(languages.groups(3).empty());
}

TEST(AccountLanguagesTest, TheRarestOfTooManyCountAsUnknown) {
  AccountLanguages languages;
  std::uint32_t account = 0;
  for (char x = 'a'; x < 'p'; ++x) {
    for (char y = 'a'; y <= 'z'; ++y) {
      const std::string word = {x, y};
      languages.add(account++, language_code(word, ""));
      if (word != "ab") languages.add(account++, language_code(word, ""));
    }
  }
  const auto groups = languages.groups(account);
  EXPECT_EQ(*std::max_element(groups.begin(), groups.end()), 255);
  EXPECT_EQ(groups[2], 0) << "the one with a single speaker";
}

}  // namespace
}  // namespace overt
