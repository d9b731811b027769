#include "kernel/text/shingles.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace overt::text {
namespace {

std::vector<std::uint64_t> shingles(std::string_view form) {
  Shingler shingler;
  const auto keys = shingler.shingles(form);
  return {keys.begin(), keys.end()};
}

TEST(ShinglesTest, AreRunsOfFiveLetters) {
  EXPECT_EQ(shingles("abcd").size(), 0U);
  EXPECT_EQ(shingles("abcde").size(), 1U);
  EXPECT_EQ(shingles("abcdeabcde").size(), 6U);
  EXPECT_EQ(shingles("abcdeabcde").front(), shingles("abcdeabcde").back());
}

TEST(ShinglesTest, AreShorterWhereSignsCarryMore) {
  EXPECT_EQ(shingles("今天天气").size(), 3U);
  EXPECT_EQ(shingles("กขคงจ").size(), 3U);
  EXPECT_EQ(shingles("투표하자").size(), 2U);
  EXPECT_EQ(shingles("голосуй").size(), 3U);
}

TEST(ShinglesTest, FollowTheScriptInsideAText) {
  // a, b: too few letters follow; 今: 今天; 天: 天x; x, y: too few.
  EXPECT_EQ(shingles("ab今天xy").size(), 2 + 2U);
}

TEST(ShinglesTest, AreTheSameInPlainAndInMixedTexts) {
  const std::vector<std::uint64_t> mixed = shingles("abcdef字");
  EXPECT_EQ(mixed[0], shingles("abcdef")[0]);
  EXPECT_EQ(mixed[1], shingles("abcdef")[1]);
}

TEST(ShinglesTest, DifferForDifferentRuns) {
  std::set<std::uint64_t> keys;
  const std::u32string letters = U"ab字бก";
  const std::vector<std::string> bytes = {"a", "b", "字", "б", "ก"};
  std::set<std::string> runs;
  for (unsigned i = 0; i < 3125; ++i) {
    std::string run;
    std::u32string wide;
    for (unsigned n = 0, rest = i; n < 5; ++n, rest /= 5) {
      run += bytes[rest % 5];
      wide += letters[rest % 5];
    }
    keys.insert(shingles(run).front());
    std::string first;
    for (std::size_t n = 0; n < shingle_length(wide[0]); ++n) {
      first += bytes[letters.find(wide[n])];
    }
    runs.insert(first);
  }
  EXPECT_EQ(keys.size(), runs.size());
}

TEST(ShinglesTest, SetsAreAscendingWithoutRepeats) {
  Shingler shingler;
  const auto set = shingler.shingle_set("abababababab");
  ASSERT_EQ(set.size(), 2U);
  EXPECT_LT(set[0], set[1]);
}

TEST(ShinglesTest, OverlapCountsCommonAndEither) {
  const std::vector<std::uint64_t> one = {1, 2, 3, 9};
  const std::vector<std::uint64_t> other = {2, 3, 4};
  EXPECT_EQ(overlap(one, other).common, 2U);
  EXPECT_EQ(overlap(one, other).either, 5U);
  EXPECT_DOUBLE_EQ(overlap(one, other).jaccard(), 0.4);
  EXPECT_DOUBLE_EQ(overlap({}, {}).jaccard(), 0.0);
}

}  // namespace
}  // namespace overt::text
