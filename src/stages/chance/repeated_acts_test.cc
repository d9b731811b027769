#include "stages/chance/repeated_acts.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

RepeatedActs::Pairs one_by_one(std::span<const join::Row> rows, TimeUs window) {
  RepeatedActs::Pairs pairs;
  for (const auto& x : rows) {
    for (const auto& y : rows) {
      if (&x >= &y || x.actor != y.actor) continue;
      ++pairs.all;
      if (y.time - x.time <= window) ++pairs.close;
    }
  }
  return pairs;
}

TEST(RepeatedActsTest, CountsThePairsOfOneAccount) {
  Random random(7);
  RepeatedActs repeated(60 * 8);
  for (int object = 0; object < 300; ++object) {
    std::vector<join::Row> rows;
    const auto count = random.below(object % 3 == 0 ? 400 : 20);
    const auto accounts = static_cast<std::uint32_t>(1 + random.below(60));
    for (std::uint64_t i = 0; i < count; ++i) {
      rows.push_back({1, static_cast<std::uint32_t>(random.below(accounts)) * 8,
                      static_cast<TimeUs>(random.below(500))});
    }
    std::sort(rows.begin(), rows.end(),
              [](const auto& x, const auto& y) { return x.time < y.time; });
    for (const TimeUs window : {TimeUs{0}, TimeUs{10}, TimeUs{1000}}) {
      EXPECT_EQ(repeated.count(rows, window), one_by_one(rows, window));
    }
  }
}

TEST(RepeatedActsTest, TellsObjectsApartHoweverManyThereAre) {
  constexpr std::uint32_t kRows = 14;
  RepeatedActs repeated(kRows);
  for (std::uint32_t object = 0; object < 100'000; ++object) {
    // All rows are of different accounts, but for the last, of account 0, 1, …; every other time.
    std::vector<join::Row> rows;
    for (std::uint32_t i = 0; i < kRows; ++i) rows.push_back({object, i, 0});
    if (object % 2 == 1) rows.back().actor = object % (kRows - 1);
    ASSERT_EQ(repeated.count(rows, 0).all, object % 2) << object;
  }
}

TEST(RepeatedActsTest, AnAccountThatActsAllTheTimeTakesNoLonger) {
  std::vector<join::Row> rows;
  constexpr std::uint64_t kTraces = 1'000'000;  // each against each would take minutes
  for (std::uint64_t i = 0; i < kTraces; ++i) rows.push_back({1, 5, 0});
  RepeatedActs repeated(6);
  const auto pairs = repeated.count(rows, 0);
  EXPECT_EQ(pairs.all, kTraces * (kTraces - 1) / 2);
  EXPECT_EQ(pairs.close, pairs.all);
}

}  // namespace
}  // namespace overt
