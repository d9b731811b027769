#include "kernel/text/likeness_rule.h"

#include <string>

#include <gtest/gtest.h>

namespace overt::text {
namespace {

Verdict verdict(std::string_view one, std::string_view other, const LikenessRule& rule = {}) {
  LikenessChecker checker(rule);
  checker.set_first(one);
  return checker.check(other);
}

const std::string kText = "thecouncilmeetsonmondaytovoteonthenewbridge";

TEST(LikenessRuleTest, TakesWhatSharesHalfItsShingles) {
  const Verdict found = verdict(kText, kText + "now");
  EXPECT_TRUE(found.near);
  EXPECT_NEAR(found.jaccard, 39.0 / 42.0, 1e-12);
  EXPECT_EQ(found.levenshtein, 0);
}

TEST(LikenessRuleTest, TakesSmallEditsThatBreakManyShingles) {
  std::string other = kText;
  for (std::size_t i = 3; i < other.size(); i += 8) other[i] = 'x';
  const Verdict found = verdict(kText, other);
  EXPECT_TRUE(found.near);
  EXPECT_LT(found.jaccard, 0.5);
  EXPECT_NEAR(found.levenshtein, 1.0 - 5.0 / 43.0, 1e-12);
}

TEST(LikenessRuleTest, RefusesOtherTexts) {
  const Verdict found = verdict(kText, "rainfellonthehillsallnightandtheriverrose");
  EXPECT_FALSE(found.near);
  EXPECT_LT(found.jaccard, 0.2);
}

TEST(LikenessRuleTest, TheLevenshteinLimitItselfIsNotEnough) {
  // Ten code points, three of them replaced: similarity .7.
  const LikenessRule at{.jaccard_min = 2, .levenshtein_min = 0.7, .levenshtein_jaccard_min = 0};
  const LikenessRule below{.jaccard_min = 2, .levenshtein_min = 0.69, .levenshtein_jaccard_min = 0};
  EXPECT_FALSE(verdict("abcdefghij", "xxxdefghij", at).near);
  EXPECT_TRUE(verdict("abcdefghij", "xxxdefghij", below).near);
}

TEST(LikenessRuleTest, CountsCodePoints) {
  const LikenessRule rule{.jaccard_min = 2, .levenshtein_min = 0.75, .levenshtein_jaccard_min = 0};
  EXPECT_NEAR(verdict("今天天气很好", "今天天氣很好", rule).levenshtein, 5.0 / 6.0, 1e-12);
}

TEST(LikenessRuleTest, IsTheSameBothWays) {
  std::string other = kText;
  other.replace(10, 12, "something else");
  const Verdict one = verdict(kText, other);
  const Verdict back = verdict(other, kText);
  EXPECT_EQ(one.near, back.near);
  EXPECT_EQ(one.jaccard, back.jaccard);
  EXPECT_EQ(one.levenshtein, back.levenshtein);
}

}  // namespace
}  // namespace overt::text
