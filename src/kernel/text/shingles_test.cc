#include "kernel/text/shingles.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

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

double jaccard(const std::vector<std::uint64_t>& one, const std::vector<std::uint64_t>& other) {
  ShingleOverlap overlap;
  overlap.set_first(one);
  return overlap.jaccard(other);
}

TEST(ShinglesTest, JaccardIsCommonOfEither) {
  EXPECT_DOUBLE_EQ(jaccard({1, 2, 3, 9}, {2, 3, 4}), 0.4);
  EXPECT_DOUBLE_EQ(jaccard({1, 1, 1}, {1}), 1.0);
  EXPECT_DOUBLE_EQ(jaccard({1}, {}), 0.0);
  EXPECT_DOUBLE_EQ(jaccard({}, {}), 0.0);
}

TEST(ShinglesTest, JaccardAgreesWithSetsComparisonAfterComparison) {
  Random random(9);
  ShingleOverlap overlap;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint64_t> one(random.below(200));
    for (std::uint64_t& x : one) x = random.below(150);
    overlap.set_first(one);
    for (int i = 0; i < 3; ++i) {
      std::vector<std::uint64_t> other(random.below(400));
      for (std::uint64_t& x : other) x = random.below(150);
      const std::set<std::uint64_t> a(one.begin(), one.end());
      std::set<std::uint64_t> either(other.begin(), other.end());
      const double sizes = static_cast<double>(a.size() + either.size());
      either.insert(a.begin(), a.end());
      const double all = static_cast<double>(either.size());
      EXPECT_DOUBLE_EQ(overlap.jaccard(other), all == 0 ? 0.0 : (sizes - all) / all);
    }
  }
}

}  // namespace
}  // namespace overt::text
