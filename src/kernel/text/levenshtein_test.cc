#include "kernel/text/levenshtein.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::text {
namespace {

constexpr std::size_t kNoLimit = 1'000'000;

std::size_t distance(std::string_view one, std::string_view other, std::size_t limit = kNoLimit) {
  return Levenshtein().distance(one, other, limit);
}

/// The table of Wagner and Fischer.
template <typename Text>
std::size_t reference(const Text& one, const Text& other) {
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t replaced = diagonal + static_cast<std::size_t>(one[i - 1] != other[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

std::string random_text(Random& random, std::size_t length_max) {
  std::string text(random.below(length_max + 1), 'a');
  for (char& c : text) c = static_cast<char>('a' + random.below(3));
  return text;
}

TEST(LevenshteinTest, CountsEdits) {
  EXPECT_EQ(distance("kitten", "sitting"), 3U);
  EXPECT_EQ(distance("", "abc"), 3U);
  EXPECT_EQ(distance("abc", ""), 3U);
  EXPECT_EQ(distance("same", "same"), 0U);
}

TEST(LevenshteinTest, CountsCodePointsNotBytes) {
  EXPECT_EQ(distance("今天天气", "今天天晴"), 1U);
  EXPECT_EQ(distance("привет", "privet"), 6U);
}

TEST(LevenshteinTest, StopsAboveTheLimit) {
  EXPECT_EQ(distance("kitten", "sitting", 3), 3U);
  EXPECT_EQ(distance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(distance("kitten", "sitting", 0), 1U);
  EXPECT_EQ(distance(std::string(500, 'a'), "a", 10), 11U);
}

TEST(LevenshteinTest, AgreesWithTheTableOnTextsOfManyBlocks) {
  Random random(7);
  Levenshtein levenshtein;
  for (int i = 0; i < 400; ++i) {
    const std::string one = random_text(random, 200);
    const std::string other = random_text(random, 200);
    const std::size_t expected = reference(one, other);
    EXPECT_EQ(levenshtein.distance(one, other, kNoLimit), expected);
    const std::size_t limit = random.below(200);
    EXPECT_EQ(levenshtein.distance(one, other, limit), std::min(expected, limit + 1));
  }
}

TEST(LevenshteinTest, AgreesWithTheTableBeyondAscii) {
  Random random(8);
  Levenshtein levenshtein;
  const std::u32string letters = U"aбว字𝒳";
  for (int i = 0; i < 200; ++i) {
    std::u32string one;
    std::u32string other;
    std::string one_bytes;
    std::string other_bytes;
    const std::vector<std::string> bytes = {"a", "б", "ว", "字", "𝒳"};
    for (std::uint64_t n = random.below(150); n > 0; --n) {
      const std::uint64_t letter = random.below(5);
      one += letters[letter];
      one_bytes += bytes[letter];
    }
    for (std::uint64_t n = random.below(150); n > 0; --n) {
      const std::uint64_t letter = random.below(5);
      other += letters[letter];
      other_bytes += bytes[letter];
    }
    EXPECT_EQ(levenshtein.distance(one_bytes, other_bytes, kNoLimit), reference(one, other));
  }
}

}  // namespace
}  // namespace overt::text
