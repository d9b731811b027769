#include "kernel/join/coaction_join.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "kernel/join/peel.h"
#include "kernel/join/sort_rows.h"

namespace overt::join {
namespace {

struct Expected {
  // The closest rows on each item: gap, time of the first actor, time of the second.
  std::map<std::uint32_t, std::tuple<std::int64_t, std::int64_t, std::int64_t>> items;
  std::uint64_t co_actions = 0;
  std::int64_t first = INT64_MAX;
  std::int64_t last = INT64_MIN;
};
using Pairs = std::map<std::pair<std::uint32_t, std::uint32_t>, Expected>;

// The definition, word for word: every two rows of different actors on one item within the window.
Pairs exact_reference(const Rows& rows, std::int64_t window, std::uint32_t k) {
  Pairs pairs;
  for (const Row& x : rows) {
    for (const Row& y : rows) {
      if (x.item != y.item || x.actor >= y.actor) continue;
      if (std::max(x.time, y.time) - std::min(x.time, y.time) > window) continue;
      Expected& pair = pairs[{x.actor, y.actor}];
      const std::tuple closest(std::max(x.time, y.time) - std::min(x.time, y.time), x.time, y.time);
      const auto [it, fresh] = pair.items.emplace(x.item, closest);
      if (!fresh) it->second = std::min(it->second, closest);
      ++pair.co_actions;
      pair.first = std::min({pair.first, x.time, y.time});
      pair.last = std::max({pair.last, x.time, y.time});
    }
  }
  std::erase_if(pairs, [k](const auto& pair) { return pair.second.items.size() < k; });
  return pairs;
}

struct Run {
  std::vector<std::int64_t> windows;
  std::uint32_t k = 1;
  std::size_t threads = 1;
  std::uint32_t heavy_degree = 1024;
  std::vector<std::uint32_t> groups;
  std::uint32_t thinned_from = 0;   // always
  std::uint32_t left_out_from = 0;  // always
};

// The whole way: sort, peel, index, join; actor ids are their own order.
MatchBlock join_all(Rows rows, const Run& run) {
  ThreadPool pool(run.threads);
  std::uint32_t actors = 0;
  for (const Row& row : rows) actors = std::max(actors, row.actor + 1);
  RowBlocks blocks;
  for (std::size_t i = 0; i < rows.size(); i += 7) {
    blocks.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(i),
                        rows.begin() + static_cast<std::ptrdiff_t>(std::min(i + 7, rows.size())));
  }
  auto sorted = sort_rows(std::move(blocks), pool);
  peel(sorted, {.window = run.windows.back(), .min_items = run.k, .actors = actors}, pool);
  std::vector<std::uint32_t> order(actors);
  std::iota(order.begin(), order.end(), 0U);
  const CoActionIndex index(
      std::move(sorted), order,
      {.window = run.windows.back(), .min_items = run.k, .heavy_degree = run.heavy_degree}, pool);
  const CoActionJoin join(index, {.windows = run.windows,
                                  .witnesses = true,
                                  .group_of_item = run.groups,
                                  .thinned_from = run.thinned_from,
                                  .left_out_from = run.left_out_from});
  std::vector<MatchBlock> found(join.blocks());
  pool.on_every_thread([&](std::size_t worker) {
    CoActionJoin::Scratch scratch(join);
    for (std::size_t b = worker; b < join.blocks(); b += pool.threads()) {
      join.join_block(b, scratch, found[b]);
    }
  });
  MatchBlock all;
  for (const auto& block : found) {
    for (auto match : block.matches) {
      match.witness_begin += all.witnesses.size();
      all.matches.push_back(match);
    }
    all.witnesses.insert(all.witnesses.end(), block.witnesses.begin(), block.witnesses.end());
  }
  return all;
}

void expect_equal(const MatchBlock& found, std::uint32_t window, const Pairs& expected) {
  std::size_t count = 0;
  for (const Match& match : found.matches) {
    if (match.window != window) continue;
    ++count;
    const auto it = expected.find({match.a, match.b});
    ASSERT_NE(it, expected.end()) << match.a << " " << match.b;
    ASSERT_EQ(match.items, it->second.items.size());
    ASSERT_EQ(match.co_actions, it->second.co_actions);
    ASSERT_EQ(match.first, it->second.first);
    ASSERT_EQ(match.last, it->second.last);
    for (std::uint32_t i = 0; i < match.items; ++i) {
      const Witness& witness = found.witnesses[match.witness_begin + i];
      const auto item = it->second.items.find(witness.item);
      ASSERT_NE(item, it->second.items.end());
      ASSERT_EQ(std::get<1>(item->second), witness.a_time);
      ASSERT_EQ(std::get<2>(item->second), witness.b_time);
    }
  }
  ASSERT_EQ(count, expected.size());
}

void expect_exact(const Rows& rows, const Run& run) {
  const auto found = join_all(rows, run);
  for (std::uint32_t w = 0; w < run.windows.size(); ++w) {
    expect_equal(found, w, exact_reference(rows, run.windows[w], run.k));
  }
}

Rows random_rows(std::uint64_t seed, std::uint32_t count, std::uint32_t items, std::uint32_t actors,
                 std::int64_t span) {
  Random random(seed);
  Rows rows;
  for (std::uint32_t i = 0; i < count; ++i) {
    // Squares make some items and actors popular.
    const double u = random.uniform();
    const double v = random.uniform();
    rows.push_back({static_cast<std::uint32_t>(u * u * items),
                    static_cast<std::uint32_t>(v * v * actors),
                    static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(span)))});
  }
  return rows;
}

RC_GTEST_PROP(CoActionJoinTest, EqualsTheExactReferenceOnRandomLogs, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto count = *rc::gen::inRange<std::uint32_t>(0, 400);
  const auto items = *rc::gen::inRange<std::uint32_t>(1, 40);
  const auto actors = *rc::gen::inRange<std::uint32_t>(1, 30);
  const auto span = *rc::gen::element<std::int64_t>(1, 5, 50, 2000);
  const auto k = *rc::gen::inRange<std::uint32_t>(1, 6);
  const auto window = *rc::gen::element<std::int64_t>(0, 1, 7, 60, 5000);
  const auto heavy = *rc::gen::element<std::uint32_t>(0, 1, 3, 1024);
  const auto threads = *rc::gen::element<std::size_t>(1, 2, 5);
  std::vector<std::int64_t> windows = {window};
  if (*rc::gen::arbitrary<bool>()) windows.insert(windows.begin(), window / 3);
  const auto thinned_from = *rc::gen::element<std::uint32_t>(0, 32);
  const auto left_out_from = *rc::gen::element<std::uint32_t>(0, 0, 32, 1'000'000);
  expect_exact(random_rows(seed, count, items, actors, span), {.windows = windows,
                                                               .k = k,
                                                               .threads = threads,
                                                               .heavy_degree = heavy,
                                                               .groups = {},
                                                               .thinned_from = thinned_from,
                                                               .left_out_from = left_out_from});
  RC_ASSERT(!::testing::Test::HasFatalFailure());
}

TEST(CoActionJoinTest, EqualsTheReferenceWithOneViralItem) {
  auto rows = random_rows(3, 300, 60, 25, 500);
  Random random(4);
  for (int i = 0; i < 400; ++i) {
    rows.push_back({61, static_cast<std::uint32_t>(random.below(40)),
                    static_cast<std::int64_t>(random.below(60))});
  }
  for (const std::uint32_t heavy : {0U, 8U, 1000U}) {
    expect_exact(rows, {.windows = {10, 30}, .k = 3, .heavy_degree = heavy, .groups = {}});
  }
}

TEST(CoActionJoinTest, EqualsTheReferenceWithAllRowsInOneSecond) {
  expect_exact(random_rows(5, 500, 12, 20, 1), {.windows = {0}, .k = 2, .groups = {}});
}

TEST(CoActionJoinTest, EqualsTheReferenceWithEveryItemSharedByAll) {
  Rows rows;
  for (std::uint32_t item = 0; item < 15; ++item) {
    for (std::uint32_t actor = 0; actor < 20; ++actor) {
      rows.push_back({item, actor, item * 1000 + actor * (item % 4)});
    }
  }
  for (const std::uint32_t heavy : {0U, 5U, 1000U}) {
    expect_exact(rows, {.windows = {3, 12}, .k = 4, .heavy_degree = heavy, .groups = {}});
  }
}

TEST(CoActionJoinTest, EqualsTheReferenceWhereOneActorFloodsAnItem) {
  auto rows = random_rows(6, 150, 10, 12, 300);
  for (std::int64_t i = 0; i < 700; ++i) rows.push_back({2, 3, i / 3});
  for (const std::uint32_t heavy : {0U, 96U}) {
    expect_exact(rows, {.windows = {5, 20}, .k = 2, .heavy_degree = heavy, .groups = {}});
    expect_exact(rows, {.windows = {20}, .k = 2, .heavy_degree = heavy, .groups = {}});
  }
}

TEST(CoActionJoinTest, SurvivesAMillionRowsOfOneActorOnOneItem) {
  Rows rows;
  for (std::int64_t i = 0; i < 1'000'000; ++i) rows.push_back({0, 0, i / 1000});
  for (std::uint32_t actor = 1; actor < 50; ++actor) {
    rows.push_back({0, actor, 500});
    rows.push_back({1, actor, 2000});
  }
  rows.push_back({1, 0, 2000});
  const auto found = join_all(rows, {.windows = {60}, .k = 2, .groups = {}});
  EXPECT_EQ(found.matches.size(), 50U * 49 / 2);
  EXPECT_EQ(found.matches.front().co_actions, 121'000U + 1);
}

// What an index of a window of 20 says of one of the rows it is of.
void expect_row(const Rows& rows, const CoActionIndex& index, std::uint32_t number,
                const CoActionIndex::Place& place) {
  const Row& row = rows[number];
  ASSERT_EQ(row.item, index.item(place.item));
  ASSERT_EQ(row.time, index.time(number));
  ASSERT_EQ(row.actor, index.rank(index.actor(number)));
  const auto inside = [&](const Row& other) {
    return other.item == row.item && std::abs(other.time - row.time) <= 20;
  };
  ASSERT_EQ(place.window_size(), std::count_if(rows.begin(), rows.end(), inside));
  ASSERT_TRUE(inside(rows[place.window_low]));
}

TEST(CoActionIndexTest, IsTheSameFromARankOnWithoutTheRowsBefore) {
  ThreadPool pool(2);
  const auto sorted = [&] {
    RowBlocks blocks;
    blocks.push_back(random_rows(9, 3000, 40, 50, 900));
    return sort_rows(std::move(blocks), pool);
  };
  std::vector<std::uint32_t> order(50);
  std::iota(order.begin(), order.end(), 0U);
  const CoActionIndex whole(sorted(), order, {.window = 20, .min_items = 2}, pool);
  for (const std::uint32_t rank : {0U, 1U, 17U, 49U, 50U}) {
    Rows left = sorted();
    std::erase_if(left, [rank](const Row& row) { return row.actor < rank; });
    const auto thinned = whole.from_rank(rank);
    ASSERT_EQ(thinned->rows(), left.size());
    ASSERT_EQ(thinned->first_rank(), rank);
    CoActionIndex::Located located;
    CoActionIndex::Located in_whole;
    std::vector<std::uint32_t> own;
    for (std::uint32_t actor = rank; actor < whole.actors(); ++actor) {
      thinned->locate(actor, located);
      whole.locate(actor, in_whole);
      const auto rows = located.rows;
      const auto places = located.places;
      ASSERT_EQ(rows.size(), in_whole.rows.size());
      ASSERT_EQ(located.ahead.size(), in_whole.ahead.size());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(left[rows[i]].actor, actor);
        expect_row(left, *thinned, rows[i], places[i]);
        const auto on_item = thinned->rows_on_item(actor, places[i].item, own);
        ASSERT_TRUE(std::binary_search(on_item.begin(), on_item.end(), rows[i]));
        ASSERT_EQ(left[on_item.front()].item, left[rows[i]].item);
        ASSERT_EQ(left[on_item.back()].item, left[rows[i]].item);
      }
    }
  }
}

TEST(CoActionJoinTest, CountsAnItemOnceHoweverOftenTwoActorsMeetOnIt) {
  const Rows rows = {{7, 0, 10}, {7, 0, 11}, {7, 0, 12}, {7, 1, 11}};
  EXPECT_TRUE(join_all(rows, {.windows = {5}, .k = 2, .groups = {}}).matches.empty());
  const auto found = join_all(rows, {.windows = {5}, .k = 1, .groups = {}});
  ASSERT_EQ(found.matches.size(), 1U);
  EXPECT_EQ(found.matches[0].items, 1U);
  EXPECT_EQ(found.matches[0].co_actions, 3U);
  EXPECT_EQ(found.matches[0].median_gap, 0);
}

TEST(CoActionJoinTest, TakesTheWindowAsInclusive) {
  const Rows rows = {{1, 0, 0}, {1, 1, 60}};
  EXPECT_EQ(join_all(rows, {.windows = {60}, .groups = {}}).matches.size(), 1U);
  EXPECT_TRUE(join_all(rows, {.windows = {59}, .groups = {}}).matches.empty());
}

TEST(CoActionJoinTest, CountsDistinctGroupsOfItems) {
  Rows rows;
  for (std::uint32_t item = 0; item < 4; ++item) {
    rows.push_back({item, 0, item * 100});
    rows.push_back({item, 1, item * 100 + item});
  }
  const auto found = join_all(rows, {.windows = {10}, .k = 3, .groups = {5, 5, 9, 5}});
  ASSERT_EQ(found.matches.size(), 1U);
  EXPECT_EQ(found.matches[0].items, 4U);
  EXPECT_EQ(found.matches[0].groups, 2U);
  EXPECT_EQ(found.matches[0].median_gap, 1);  // of 0 1 2 3: the lower middle
  EXPECT_EQ(found.matches[0].occasions, 4U);
}

TEST(CoActionJoinTest, CountsOneOccasionForManyItemsInOnePost) {
  Rows rows;
  for (std::uint32_t item = 0; item < 4; ++item) {
    rows.push_back({item, 0, 50});
    rows.push_back({item, 1, 55 + item});
  }
  const auto found = join_all(rows, {.windows = {10}, .k = 3, .groups = {}});
  ASSERT_EQ(found.matches.size(), 1U);
  EXPECT_EQ(found.matches[0].occasions, 1U);
}

RC_GTEST_PROP(CoActionJoinTest, DoesNotDependOnInputOrderThreadsOrPrefix, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  auto rows = random_rows(seed, 3000, 200, 60, 1000);
  const Run base{.windows = {5, 40}, .k = 3, .groups = {}};
  const auto expected = join_all(rows, base);
  Random random(seed + 1);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
  Run other = base;
  other.threads = *rc::gen::element<std::size_t>(1, 3, 8);
  other.heavy_degree = *rc::gen::element<std::uint32_t>(0, 2, 10, 1024);
  other.left_out_from = *rc::gen::element<std::uint32_t>(32, 1'000'000);
  const auto found = join_all(rows, other);
  RC_ASSERT(found.matches == expected.matches);
  RC_ASSERT(found.witnesses == expected.witnesses);
}

TEST(CoActionJoinTest, EqualsTheReferenceWhereOneActorHasMoreCandidatesThanAByteCanNumber) {
  Rows rows;
  for (std::uint32_t item = 0; item < 3; ++item) {
    for (std::uint32_t actor = 0; actor < 300; ++actor) {
      rows.push_back({item, actor, item * 100 + actor % 7});
    }
  }
  expect_exact(rows, {.windows = {2, 10}, .k = 3, .groups = {}});
}

// On items 0 to 2 actor 1 is met 258 times, which a byte counts as 2, one less than is needed; on
// item 3, the costliest, never.
TEST(CoActionJoinTest, EqualsTheReferenceWhereACountWrapsAroundToOneTooFew) {
  Rows rows;
  for (std::uint32_t item = 0; item < 4; ++item) rows.push_back({item, 0, 1000});
  for (std::uint32_t i = 0; i < 258; ++i) rows.push_back({i % 3, 1, 1000 + i % 5});
  for (std::uint32_t actor = 2; actor < 300; ++actor) {
    rows.push_back({3, actor, 1000});
    for (std::uint32_t item = 4; item < 6; ++item) rows.push_back({item, actor, 1000});
  }
  const auto found = join_all(rows, {.windows = {10}, .k = 3, .groups = {}});
  ASSERT_FALSE(found.matches.empty());
  EXPECT_EQ(found.matches.front().b, 1U);
  expect_exact(rows, {.windows = {10}, .k = 3, .groups = {}});
}

// Whom the costliest item makes a candidate: of those met on two others, some are on it, one has
// several rows there, some are not.
TEST(CoActionJoinTest, EqualsTheReferenceWhereTheCostliestItemDecides) {
  Rows rows;
  for (std::uint32_t item = 0; item < 3; ++item) rows.push_back({item, 0, 500});
  for (std::uint32_t actor = 1; actor < 200; ++actor) {
    if (actor % 2 == 0) rows.push_back({0, actor, 500});
    if (actor % 3 == 0) rows.push_back({1, actor, 501});
    if (actor % 5 != 0) rows.push_back({2, actor, 499});
    for (int again = 0; actor % 7 == 0 && again < 3; ++again) rows.push_back({2, actor, 505});
    for (std::uint32_t item = 3; item < 6; ++item) rows.push_back({item, actor, 2000});
  }
  for (const std::uint32_t k : {2U, 3U, 4U}) {
    for (const std::uint32_t left_out_from : {0U, 32U, 10'000U}) {
      expect_exact(rows,
                   {.windows = {3, 20}, .k = k, .groups = {}, .left_out_from = left_out_from});
    }
  }
}

TEST(CoActionJoinTest, DoesNotDependOnThreadsWhereRowsFillSeveralParts) {
  const auto rows = random_rows(13, 200'000, 2000, 300, 3000);
  join::Run run{.windows = {2}, .k = 2, .groups = {}};
  const auto expected = join_all(rows, run);
  EXPECT_GT(expected.matches.size(), 1000U);
  run.threads = 4;
  const auto found = join_all(rows, run);
  EXPECT_TRUE(found.matches == expected.matches);
  EXPECT_TRUE(found.witnesses == expected.witnesses);
}

TEST(CoActionIndexTest, FindsTheSameItemsHeavyWhereAPartBeginsWithinThem) {
  ThreadPool one(1);
  auto rows = random_rows(19, 6000, 3, 60, 4000);
  RowBlocks blocks(1, rows);
  rows = sort_rows(std::move(blocks), one);
  std::vector<std::uint32_t> order(60);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t degree = 8; degree < 128; degree += 8) {
    const IndexOptions options = {.window = 40, .min_items = 2, .heavy_degree = degree};
    const CoActionIndex expected(rows, order, options, one);
    for (const std::size_t threads : {2U, 5U}) {
      ThreadPool pool(threads);
      const CoActionIndex index(rows, order, options, pool);
      for (std::uint32_t item = 0; item < 3; ++item) {
        ASSERT_EQ(index.is_heavy(item), expected.is_heavy(item)) << degree;
      }
      for (std::uint32_t rank = 0; rank < 60; ++rank) {
        ASSERT_EQ(index.work_at(rank), expected.work_at(rank)) << degree;
      }
    }
  }
}

TEST(CoActionJoinTest, EqualsTheReferenceWhereAPartBeginsWithinAnItem) {
  auto rows = random_rows(17, 2500, 1, 60, 4000);
  for (const Row& row : random_rows(18, 1500, 4, 60, 4000)) {
    rows.push_back({row.item + 1, row.actor, row.time});
  }
  for (const std::size_t threads : {2U, 3U, 5U}) {
    expect_exact(rows, {.windows = {1, 40}, .k = 2, .threads = threads, .groups = {}});
  }
}

TEST(CoActionJoinTest, GivesOnlyPairsOfTheFirstActorsAskedFor) {
  ThreadPool pool(1);
  Rows rows;
  for (std::uint32_t item = 0; item < 3; ++item) {
    for (std::uint32_t actor = 0; actor < 5; ++actor) rows.push_back({item, actor, item * 100});
  }
  const std::vector<std::uint32_t> order = {0, 1, 2, 3, 4};
  const CoActionIndex index(std::move(rows), order, {.window = 5, .min_items = 2}, pool);
  const CoActionJoin join(index, {.windows = {5}, .group_of_item = {}, .first_actors_end = 2});
  CoActionJoin::Scratch scratch(join);
  MatchBlock found;
  for (std::size_t block = 0; block < join.blocks(); ++block) {
    join.join_block(block, scratch, found);
  }
  EXPECT_EQ(found.matches.size(), 4U + 3U);
  for (const Match& match : found.matches) EXPECT_LT(match.a, 2U);
}

}  // namespace
}  // namespace overt::join
