#include "kernel/similarity/similar_in_views.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt::similarity {
namespace {

struct Cell {
  float weight = 1;
  std::uint64_t views = 1;
};
using Row = std::map<std::uint32_t, Cell>;  // by column

ViewTable table_of(const std::vector<Row>& rows) {
  ViewTable table;
  for (const Row& row : rows) {
    for (const auto& [column, cell] : row) {
      table.entries.push_back({column, cell.weight, cell.views});
      table.columns = std::max(table.columns, column + 1);
    }
    table.begins.push_back(table.entries.size());
  }
  return table;
}

struct Found {
  std::vector<SimilarRows> views;
  std::uint32_t rows_left_out = 0;
  std::uint64_t steps = 0;
};

Found found_in(const std::vector<Row>& rows, const SimilarityOptions& options,
               std::uint32_t views = 1, std::size_t threads = 1) {
  const ViewTable table = table_of(rows);
  ThreadPool pool(threads);
  const SimilarInViews similar(table, views, options, pool, [](std::uint64_t) { return true; });
  Found found = {{}, similar.rows_left_out(), similar.steps()};
  for (std::uint32_t view = 0; view < views; ++view) found.views.push_back(similar.in(view));
  return found;
}

using Vectors = std::map<std::uint32_t, std::map<std::uint32_t, double>>;  // by row and column

/// By the definition: rows with enough columns, weighed by rarity among them.
Vectors vectors_of(const std::vector<Row>& rows, std::uint32_t view, std::uint32_t columns_min) {
  Vectors vectors;
  std::map<std::uint32_t, std::uint32_t> rows_with;
  for (std::uint32_t r = 0; r < rows.size(); ++r) {
    std::map<std::uint32_t, double> in_view;
    for (const auto& [column, cell] : rows[r]) {
      if ((cell.views >> view & 1U) != 0) in_view[column] = static_cast<double>(cell.weight);
    }
    if (in_view.size() < columns_min) continue;
    for (const auto& [column, weight] : in_view) ++rows_with[column];
    vectors[r] = in_view;
  }
  for (auto& [r, vector] : vectors) {
    for (auto& [column, weight] : vector) {
      weight *= std::log(static_cast<double>(vectors.size()) / rows_with[column]);
    }
    std::erase_if(vector, [](const auto& of_column) { return of_column.second <= 0; });
  }
  return vectors;
}

/// The reference: every pair, by the definition.
std::vector<SimilarPair> all_pairs(const Vectors& vectors, const SimilarityOptions& options) {
  const auto length = [](const auto& vector) {
    double square = 0;
    for (const auto& [column, weight] : vector) square += weight * weight;
    return std::sqrt(square);
  };
  std::vector<SimilarPair> pairs;
  for (const auto& [a, of_a] : vectors) {
    for (const auto& [b, of_b] : vectors) {
      if (b <= a) continue;
      SimilarPair pair{a, b, 0, 0};
      for (const auto& [column, weight] : of_a) {
        const auto other = of_b.find(column);
        if (other == of_b.end()) continue;
        pair.cosine += weight * other->second;
        ++pair.common;
      }
      if (pair.common < std::max(1U, options.common_min)) continue;
      pair.cosine /= length(of_a) * length(of_b);
      if (pair.cosine >= options.cosine_min) pairs.push_back(pair);
    }
  }
  return pairs;
}

/// Columns of very different commonness, and some rows that are near copies of others.
std::vector<Row> random_rows(Random& random, std::uint32_t views) {
  const std::uint64_t count = 2 + random.below(60);
  const double columns = static_cast<double>(3 + random.below(80));
  std::vector<std::uint64_t> views_of(100);
  for (auto& of_column : views_of) of_column = random.next() >> (64 - views);
  std::vector<Row> rows(count);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r > 0 && random.chance(0.3)) rows[r] = rows[random.below(r)];
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      const auto column = static_cast<std::uint32_t>(random.uniform() * random.uniform() * columns);
      rows[r][column] = {static_cast<float>(0.05 + 3 * random.uniform()), views_of[column]};
    }
  }
  return rows;
}

/// A pair within rounding of the bound may fall on either side of it.
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

TEST(SimilarInViewsTest, FindsExactlyThePairsThatTheDefinitionGives) {
  Random random(11);
  for (int trial = 0; trial < 1'000; ++trial) {
    const auto views = static_cast<std::uint32_t>(1 + random.below(random.chance(0.1) ? 64 : 6));
    const auto rows = random_rows(random, views);
    SimilarityOptions options;
    options.cosine_min = random.chance(0.05) ? 1e-6 : 0.02 + 0.97 * random.uniform();
    options.common_min = static_cast<std::uint32_t>(1 + random.below(3));
    options.columns_min = static_cast<std::uint32_t>(1 + random.below(4));
    const Found found = found_in(rows, options, views, 1 + random.below(3));
    for (std::uint32_t view = 0; view < views; ++view) {
      const auto expected = all_pairs(vectors_of(rows, view, options.columns_min), options);
      expect_same(found.views[view].pairs, expected, options.cosine_min);
      ASSERT_FALSE(HasFailure()) << "trial " << trial << ", view " << view;
      EXPECT_EQ(found.views[view].pairs_left_out, 0U);
    }
    EXPECT_EQ(found.rows_left_out, 0U);
  }
}

TEST(SimilarInViewsTest, FindsEqualRowsAtTheLargestBound) {
  const auto found =
      found_in({{{0, {}}, {3, {}}}, {{1, {}}}, {{0, {}}, {3, {}}}}, {.cosine_min = 1 - 1e-12});
  ASSERT_EQ(found.views[0].pairs.size(), 1U);
  EXPECT_EQ(found.views[0].pairs[0].a, 0U);
  EXPECT_EQ(found.views[0].pairs[0].b, 2U);
}

// One common column makes two rows with nothing else equal; what asks for two is not fooled.
TEST(SimilarInViewsTest, AsksForCommonColumnsWhateverTheCosine) {
  const std::vector<Row> rows = {
      {{0, {}}}, {{0, {5, 1}}}, {{2, {}}, {1, {}}}, {{2, {}}, {1, {}}}, {{7, {}}}};
  EXPECT_EQ(found_in(rows, {.cosine_min = 0.9, .common_min = 1}).views[0].pairs.size(), 2U);
  const auto found = found_in(rows, {.cosine_min = 0.9, .common_min = 2});
  ASSERT_EQ(found.views[0].pairs.size(), 1U);
  EXPECT_EQ(found.views[0].pairs[0].a, 2U);
}

// Two columns in common, never in one view: no view may count both.
TEST(SimilarInViewsTest, CountsColumnsOfOneViewTogetherAlone) {
  const Row row = {{0, {1, 1}}, {1, {1, 2}}};
  const std::vector<Row> rows = {row, row, {{2, {1, 3}}}};
  EXPECT_EQ(found_in(rows, {.common_min = 1}, 2).views[0].pairs.size(), 1U);
  EXPECT_TRUE(found_in(rows, {.common_min = 2}, 2).views[0].pairs.empty());
  EXPECT_TRUE(found_in(rows, {.common_min = 1, .columns_min = 2}, 2).views[1].pairs.empty());
}

TEST(SimilarInViewsTest, CountsColumnsThatOneRowAloneHasIntoItsLength) {
  // ln(4 / 2) in common beside ln(4) alone: (1/4) / (1/4 + 1) = 0.2.
  const std::vector<Row> rows = {{{0, {}}, {1, {}}}, {{0, {}}, {2, {}}}, {{3, {}}}, {{4, {}}}};
  EXPECT_EQ(found_in(rows, {.cosine_min = 0.199}).views[0].pairs.size(), 1U);
  EXPECT_TRUE(found_in(rows, {.cosine_min = 0.201}).views[0].pairs.empty());
}

TEST(SimilarInViewsTest, KeepsTheMostSimilarBeyondTheLimitAndSaysHowManyItLeftOut) {
  Random random(4);
  for (int trial = 0; trial < 50; ++trial) {
    const auto rows = random_rows(random, 1);
    const auto all = found_in(rows, {.cosine_min = 0.1}).views[0].pairs;
    SimilarityOptions options;
    options.cosine_min = 0.1;
    options.pairs_max = 1 + random.below(8);
    const auto found = found_in(rows, options).views[0];
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

TEST(SimilarInViewsTest, StopsAtTheLimitOfStepsAndSaysHowManyRowsItLeftOut) {
  std::vector<Row> rows(50, Row{{0, {}}, {1, {}}});
  rows.push_back({{2, {}}});
  const auto found = found_in(rows, {.cosine_min = 0.5, .steps_max = 100}, 1, 2);
  EXPECT_GT(found.rows_left_out, 0U);
  EXPECT_LT(found.rows_left_out, 51U);
  EXPECT_FALSE(found.views[0].pairs.empty());
  EXPECT_LE(found.steps, 100U + 100U);  // a row is finished
}

// Rows that have only a column that nearly everybody has in common are not followed.
TEST(SimilarInViewsTest, HardlyWalksThroughAColumnThatNearlyEverybodyHas) {
  std::vector<Row> rows(400);
  for (std::uint32_t r = 0; r < rows.size(); ++r) rows[r] = {{0, {}}, {1 + r / 2, {3, 1}}};
  rows.push_back({{500, {}}});
  const auto found = found_in(rows, {.cosine_min = 0.5});
  EXPECT_EQ(found.views[0].pairs.size(), 200U);
  EXPECT_LE(found.steps, 400U);
}

TEST(SimilarInViewsTest, EndsWhereItIsToldTo) {
  const std::vector<Row> rows(5'000, Row{{0, {}}});
  const ViewTable table = table_of(rows);
  ThreadPool pool(1);
  std::uint64_t done = 0;
  const SimilarInViews similar(table, 1, {}, pool, [&](std::uint64_t more) {
    done += more;
    return false;
  });
  EXPECT_GT(done, 0U);
  EXPECT_LT(done, rows.size());
}

TEST(SimilarInViewsTest, FindsNothingInNothing) {
  EXPECT_TRUE(found_in({}, {}).views[0].pairs.empty());
  EXPECT_TRUE(found_in({{}, {}, {{4, {}}}}, {}).views[0].pairs.empty());
}

}  // namespace
}  // namespace overt::similarity
