#include "kernel/stats/suppress_counts.h"

#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace overt {
namespace {

constexpr std::uint64_t kThreshold = 3;

/// A table of rows and columns with both totals, and the grand total.
struct Table {
  std::vector<CountCell> cells;
  std::vector<CountSum> sums;
};

Table table_of(const std::vector<std::vector<std::uint64_t>>& rows) {
  const std::size_t width = rows.front().size();
  const std::size_t height = rows.size();
  Table table;
  table.cells.resize((width + 1) * (height + 1));
  const auto at = [&](std::size_t row, std::size_t column) { return row * (width + 1) + column; };
  for (std::size_t r = 0; r < height; ++r) {
    for (std::size_t c = 0; c < width; ++c) {
      for (const std::size_t place : {at(r, c), at(r, width), at(height, c), at(height, width)}) {
        table.cells[place].value += rows[r][c];
      }
    }
  }
  for (std::size_t r = 0; r <= height; ++r) {
    CountSum sum{at(r, width), {}};
    for (std::size_t c = 0; c < width; ++c) sum.parts.push_back(at(r, c));
    table.sums.push_back(sum);
  }
  for (std::size_t c = 0; c <= width; ++c) {
    CountSum sum{at(height, c), {}};
    for (std::size_t r = 0; r < height; ++r) sum.parts.push_back(at(r, c));
    table.sums.push_back(sum);
  }
  return table;
}

/// The attacker: tries every table that agrees with what is published, up to a largest count, and
/// collects what each withheld count could be. Twenty lines, and nothing of the code under test.
std::vector<std::vector<bool>> possible_values(const Table& table,
                                               const std::vector<bool>& withheld,
                                               std::uint64_t largest) {
  std::vector<std::vector<bool>> possible(table.cells.size(),
                                          std::vector<bool>(largest + 1, false));
  std::vector<std::uint64_t> guess(table.cells.size());
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < guess.size(); ++i) {
    guess[i] = table.cells[i].value;
    if (withheld[i]) unknown.push_back(i);
  }
  // Guesses are complete for a sum once its last unknown has one.
  const std::function<void(std::size_t)> go_on = [&](std::size_t next) {
    for (const CountSum& sum : table.sums) {
      std::uint64_t made = 0;
      bool complete = true;
      const auto guessed = [&](std::size_t cell) {
        for (std::size_t i = next; i < unknown.size(); ++i) complete &= unknown[i] != cell;
      };
      guessed(sum.total);
      for (const std::size_t part : sum.parts) guessed(part), made += guess[part];
      if (complete && made != guess[sum.total]) return;
    }
    if (next == unknown.size()) {
      for (const std::size_t cell : unknown) possible[cell][guess[cell]] = true;
      return;
    }
    const std::uint64_t truth = table.cells[unknown[next]].value;
    const std::uint64_t most = truth < kThreshold ? kThreshold - 1 : largest;
    for (std::uint64_t value = 1; value <= most; ++value) {
      guess[unknown[next]] = value;
      go_on(next + 1);
    }
    guess[unknown[next]] = truth;
  };
  go_on(0);
  return possible;
}

TEST(SuppressCountsTest, LeavesATableWithoutSmallCountsAlone) {
  const Table table = table_of({{5, 0}, {7, 9}});
  const auto result = suppress_counts(table.cells, table.sums, kThreshold);
  for (const bool withheld : result.withheld) EXPECT_FALSE(withheld);
  EXPECT_TRUE(result.open.empty());
}

TEST(SuppressCountsTest, WithholdsASecondCountSoThatTheTotalDoesNotGiveAwayTheFirst) {
  // 30 = 20 + 8 + 2: with the 2 alone withheld, 30 − 28 gives it back.
  const std::vector<CountCell> cells = {{30}, {20}, {8}, {2}};
  const std::vector<CountSum> sums = {{0, {1, 2, 3}}};
  const auto result = suppress_counts(cells, sums, kThreshold);
  EXPECT_TRUE(result.withheld[3]);
  EXPECT_TRUE(result.withheld[2]) << "the least of the others";
  EXPECT_FALSE(result.withheld[0]);
  const auto bounds = bounds_of_counts(cells, sums, result.withheld, kThreshold);
  EXPECT_EQ(bounds[3].least, 1U);
  EXPECT_EQ(bounds[3].most, kThreshold - 1);
}

TEST(SuppressCountsTest, WithholdsTheTotalWhereEveryPartIsKnownFromElsewhere) {
  const std::vector<CountCell> cells = {{22}, {20, true}, {2}};
  const std::vector<CountSum> sums = {{0, {1, 2}}};
  const auto result = suppress_counts(cells, sums, kThreshold);
  EXPECT_TRUE(result.withheld[0]);
  EXPECT_TRUE(result.open.empty());
}

TEST(SuppressCountsTest, NamesWhatNothingCanProtect) {
  const std::vector<CountCell> cells = {{22, true}, {20, true}, {2}};
  const std::vector<CountSum> sums = {{0, {1, 2}}};
  const auto result = suppress_counts(cells, sums, kThreshold);
  EXPECT_EQ(result.open, (std::vector<std::size_t>{2}));
  const std::vector<CountCell> told = {{2, true}};
  EXPECT_EQ(suppress_counts(told, {}, kThreshold).open, (std::vector<std::size_t>{0}));
}

TEST(SuppressCountsTest, TwoSmallCountsDoNotProtectEachOtherBeneathTheirSum) {
  // Of two counts of 1 or 2 that add up to 4, both are 2.
  const std::vector<CountCell> cells = {{24}, {20}, {4}, {2}, {2}};
  const std::vector<CountSum> sums = {{0, {1, 2}}, {2, {3, 4}}};
  const auto result = suppress_counts(cells, sums, kThreshold);
  EXPECT_TRUE(result.withheld[2]) << "or 4 = 2 + 2 is the only way";
}

RC_GTEST_PROP(SuppressCountsTest, AnAttackerWhoTriesEveryTableLearnsNoSmallCount, ()) {
  std::vector<std::vector<std::uint64_t>> rows(2, std::vector<std::uint64_t>(2));
  for (auto& row : rows) {
    for (auto& count : row) count = *rc::gen::inRange<std::uint64_t>(0, 5);
  }
  const Table table = table_of(rows);
  const auto result = suppress_counts(table.cells, table.sums, kThreshold);
  std::vector<bool> all_but_zeros(table.cells.size());
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    all_but_zeros[i] = table.cells[i].value > 0;
  }
  constexpr std::uint64_t kLargest = 9;
  const auto possible = possible_values(table, result.withheld, kLargest);
  const auto unavoidable = possible_values(table, all_but_zeros, kLargest);
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    const std::uint64_t value = table.cells[i].value;
    if (value == 0 || value >= kThreshold) continue;
    RC_ASSERT(result.withheld[i]);
    for (std::uint64_t other = 1; other < kThreshold; ++other) {
      RC_ASSERT(possible[i][other] == unavoidable[i][other]);
    }
  }
}

RC_GTEST_PROP(SuppressCountsTest, TheBoundsAreNoTighterThanWhatIsPossible, ()) {
  std::vector<std::vector<std::uint64_t>> rows(2, std::vector<std::uint64_t>(2));
  for (auto& row : rows) {
    for (auto& count : row) count = *rc::gen::inRange<std::uint64_t>(0, 5);
  }
  const Table table = table_of(rows);
  const auto result = suppress_counts(table.cells, table.sums, kThreshold);
  const auto bounds = bounds_of_counts(table.cells, table.sums, result.withheld, kThreshold);
  constexpr std::uint64_t kLargest = 9;
  const auto possible = possible_values(table, result.withheld, kLargest);
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    for (std::uint64_t value = 0; value <= kLargest; ++value) {
      if (!possible[i][value]) continue;
      RC_ASSERT(bounds[i].least <= value);
      RC_ASSERT(bounds[i].most >= value);
    }
  }
}

}  // namespace
}  // namespace overt
