#include "edge/transparency/texts.h"

#include <array>
#include <bit>
#include <vector>

#include <gtest/gtest.h>

namespace overt::transparency {
namespace {

static_assert(sizeof(Texts) % sizeof(std::string_view) == 0, "a table of texts and nothing else");

std::vector<std::string_view> all_of(Language language) {
  using Table = std::array<std::string_view, sizeof(Texts) / sizeof(std::string_view)>;
  const auto table = std::bit_cast<Table>(texts_in(language));
  return {table.begin(), table.end()};
}

std::size_t values_in(std::string_view text) {
  std::size_t values = 0;
  for (std::size_t at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2))
    ++values;
  return values;
}

TEST(TransparencyTextsTest, EveryLanguageSaysEverythingWithTheSameValues) {
  const auto english = all_of(Language::kEnglish);
  ASSERT_GT(english.size(), 100U);
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    const auto texts = all_of(static_cast<Language>(i));
    for (std::size_t j = 0; j < texts.size(); ++j) {
      EXPECT_FALSE(texts[j].empty()) << code_of(static_cast<Language>(i)) << ", after \""
                                     << (j > 0 ? texts[j - 1] : "") << '"';
      EXPECT_EQ(values_in(texts[j]), values_in(english[j])) << texts[j];
    }
  }
}

TEST(TransparencyTextsTest, ALinkGoesBeforeTheBrowsersLanguages) {
  EXPECT_EQ(language_for("ru", "fr"), Language::kRussian);
  EXPECT_EQ(language_for("", "fr-CA, en;q=0.8"), Language::kFrench);
  EXPECT_EQ(language_for("xx", "de, ru;q=0.7, fr;q=0.9"), Language::kFrench);
  EXPECT_EQ(language_for("", "en;q=0.1, RU;q=0.2"), Language::kRussian);
}

TEST(TransparencyTextsTest, WhatCannotBeReadIsEnglish) {
  for (const std::string_view accepted :
       {"", "*", "de", ";;;,,,", "fr;q=0", "fr;q=many", "fr;q=2"}) {
    EXPECT_EQ(language_for("", accepted), Language::kEnglish) << accepted;
  }
}

}  // namespace
}  // namespace overt::transparency
