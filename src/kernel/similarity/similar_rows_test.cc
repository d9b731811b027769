#include "kernel/similarity/similar_rows.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::similarity {
namespace {

using Row = std::map<std::uint32_t, double>;

Table table_of(const std::vector<Row>& rows) {
  Table table;
  for (const Row& row : rows) {
    for (const auto& [column, weight] : row) {
      table.entries.push_back({column, weight});
      table.columns = std::max(table.columns, column + 1);
    }
    table.begins.push_back(table.entries.size());
  }
  return table;
}

// The reference: every pair, by the definition.
std::vector<SimilarPair> all_pairs(const std::vector<Row>& rows, const SimilarityOptions& options) {
  const auto length = [](const Row& row) {
    double square = 0;
    for (const auto& [column, weight] : row) square += weight * weight;
    return std::sqrt(square);
  };
  std::vector<SimilarPair> pairs;
  for (std::uint32_t a = 0; a < rows.size(); ++a) {
    for (std::uint32_t b = a + 1; b < rows.size(); ++b) {
      SimilarPair pair{a, b, 0, 0};
      for (const auto& [column, weight] : rows[a]) {
        const auto other = rows[b].find(column);
        if (other == rows[b].end()) continue;
        pair.cosine += weight * other->second;
        ++pair.common;
      }
      pair.cosine /= length(rows[a]) * length(rows[b]);
      if (pair.common >= std::max(1U, options.common_min) && pair.cosine >= options.cosine_min) {
        pairs.push_back(pair);
      }
    }
  }
  return pairs;
}

// Columns of very different commonness, and some rows that are near copies of others.
std::vector<Row> random_rows(Random& random) {
  const std::uint64_t count = 2 + random.below(60);
  const double columns = static_cast<double>(3 + random.below(80));
  std::vector<Row> rows(count);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r > 0 && random.chance(0.3)) rows[r] = rows[random.below(r)];
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      const double skewed = random.uniform() * random.uniform() * columns;
      rows[r][static_cast<std::uint32_t>(skewed)] = 0.05 + 3 * random.uniform();
    }
  }
  return rows;
}

// A pair within rounding of the bound may fall on either side of it.
bool is_on_the_bound(const SimilarPair& pair, double bound) {
  return std::abs(pair.cosine - bound) < 1e-12;
}

void expect_same(std::vector<SimilarPair> found, std::vector<SimilarPair> expected, double bound) {
  for (auto* pairs : {&found, &expected}) {
    std::erase_if(*pairs, [&](const auto& pair) { return is_on_the_bound(pair, bound); });
  }
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].a, expected[i].a);
    EXPECT_EQ(found[i].b, expected[i].b);
    EXPECT_EQ(found[i].common, expected[i].common);
    EXPECT_NEAR(found[i].cosine, expected[i].cosine, 1e-12);
  }
}

TEST(SimilarRowsTest, FindsExactlyThePairsThatTheDefinitionGives) {
  Random random(11);
  for (int trial = 0; trial < 1'000; ++trial) {
    const auto rows = random_rows(random);
    SimilarityOptions options;
    options.cosine_min = 0.02 + 0.97 * random.uniform();
    options.common_min = static_cast<std::uint32_t>(1 + random.below(3));
    const auto found = similar_rows(table_of(rows), options);
    expect_same(found.pairs, all_pairs(rows, options), options.cosine_min);
    ASSERT_FALSE(HasFailure()) << "trial " << trial;
    EXPECT_EQ(found.pairs_left_out, 0U);
    EXPECT_EQ(found.rows_left_out, 0U);
  }
}

TEST(SimilarRowsTest, FindsEqualRowsAtTheLargestBound) {
  const auto found =
      similar_rows(table_of({{{0, 1.0}, {3, 1.0}}, {{1, 1.0}}, {{0, 1.0}, {3, 1.0}}}),
                   {.cosine_min = 1 - 1e-12});
  ASSERT_EQ(found.pairs.size(), 1U);
  EXPECT_EQ(found.pairs[0].a, 0U);
  EXPECT_EQ(found.pairs[0].b, 2U);
}

// One common column makes two rows with nothing else equal; what asks for two is not fooled.
TEST(SimilarRowsTest, AsksForCommonColumnsWhateverTheCosine) {
  const auto table = table_of({{{0, 1.0}}, {{0, 5.0}}, {{0, 1.0}, {1, 1.0}}, {{0, 1.0}, {1, 1.0}}});
  EXPECT_EQ(similar_rows(table, {.cosine_min = 0.9, .common_min = 1}).pairs.size(), 2U);
  const auto found = similar_rows(table, {.cosine_min = 0.9, .common_min = 2});
  ASSERT_EQ(found.pairs.size(), 1U);
  EXPECT_EQ(found.pairs[0].a, 2U);
}

TEST(SimilarRowsTest, CountsColumnsThatOneRowAloneHasIntoItsLength) {
  const auto table = table_of({{{0, 1.0}, {1, 1.0}}, {{0, 1.0}, {2, 1.0}}});
  EXPECT_EQ(similar_rows(table, {.cosine_min = 0.49}).pairs.size(), 1U);
  EXPECT_TRUE(similar_rows(table, {.cosine_min = 0.51}).pairs.empty());
}

TEST(SimilarRowsTest, KeepsTheMostSimilarBeyondTheLimitAndSaysHowManyItLeftOut) {
  Random random(4);
  for (int trial = 0; trial < 50; ++trial) {
    const auto rows = random_rows(random);
    const auto all = similar_rows(table_of(rows), {.cosine_min = 0.1}).pairs;
    SimilarityOptions options;
    options.cosine_min = 0.1;
    options.pairs_max = 1 + random.below(8);
    const auto found = similar_rows(table_of(rows), options);
    const std::size_t kept = std::min<std::size_t>(all.size(), options.pairs_max);
    ASSERT_EQ(found.pairs.size(), kept);
    EXPECT_EQ(found.pairs_left_out, all.size() - kept);
    auto best = all;
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& x, const auto& y) { return x.cosine > y.cosine; });
    best.resize(kept);
    for (const auto& pair : found.pairs) {
      EXPECT_NE(std::find(best.begin(), best.end(), pair), best.end());
    }
  }
}

TEST(SimilarRowsTest, StopsAtTheLimitOfStepsAndSaysHowManyRowsItLeftOut) {
  std::vector<Row> rows(50, Row{{0, 1.0}, {1, 1.0}});
  const auto found = similar_rows(table_of(rows), {.cosine_min = 0.5, .steps_max = 100});
  EXPECT_GT(found.rows_left_out, 0U);
  EXPECT_LT(found.rows_left_out, 50U);
  EXPECT_FALSE(found.pairs.empty());
  EXPECT_LE(found.steps, 100U + 100U);  // a row is finished
}

// Rows that have only a column that everybody has in common are not followed.
TEST(SimilarRowsTest, HardlyWalksThroughAColumnThatEverybodyHas) {
  std::vector<Row> rows(400);
  for (std::uint32_t r = 0; r < rows.size(); ++r) rows[r] = {{0, 0.1}, {1 + r / 2, 3.0}};
  const auto found = similar_rows(table_of(rows), {.cosine_min = 0.5});
  EXPECT_EQ(found.pairs.size(), 200U);
  EXPECT_LE(found.steps, 400U);
}

TEST(SimilarRowsTest, FindsNothingInNothing) {
  EXPECT_TRUE(similar_rows({}, {}).pairs.empty());
  EXPECT_TRUE(similar_rows(table_of({{}, {}, {{4, 1.0}}}), {}).pairs.empty());
}

}  // namespace
}  // namespace overt::similarity
