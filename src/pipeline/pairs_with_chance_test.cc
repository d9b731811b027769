#include "pipeline/pairs_with_chance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/stats/false_discovery.h"
#include "pipeline/generated_shares.h"
#include "pipeline/test_sorted_log.h"

namespace overt {
namespace {

// On a large log; here any log is one.
TEST(PairsWithChanceTest, LeavesOutOnlyWhatCannotBeUnusual) {
  auto shares = generated_shares(5, 3'000);
  // Two that are always there together, when nobody else is.
  for (int i = 0; i < 30; ++i) {
    const std::int64_t at = 1'600'001'000 + i * 40;
    shares.push_back({"o" + std::to_string(i), "a-one", at});
    shares.push_back({"o" + std::to_string(i), "a-two", at + 1});
  }
  const SortedLog log(shares);
  PairsWithChanceOptions options;
  options.window = 2 * kMicrosPerSecond;
  const auto whole = log.find(options);
  ASSERT_TRUE(whole.ok());
  options.all_of_each_traces_max = 0;
  const auto pruned = log.find(options);
  ASSERT_TRUE(pruned.ok()) << pruned.error().message;
  EXPECT_EQ(pruned.value().chance.significant_pairs, whole.value().chance.significant_pairs);
  EXPECT_EQ(pruned.value().pairs, whole.value().pairs);
  EXPECT_GE(pruned.value().chance.significant_pairs, 1U);
  std::map<std::pair<std::uint32_t, std::uint32_t>, Pair> of_whole;
  for (const Pair& pair : whole.value().table.pairs) of_whole[{pair.a.value, pair.b.value}] = pair;
  std::size_t not_reckoned = 0;
  std::size_t tested = 0;
  PairChance::Scratch scratch;
  for (Pair pair : pruned.value().table.pairs) {
    const Pair& same = of_whole.at({pair.a.value, pair.b.value});
    if (pair.objects >= options.min_objects) ++tested;
    EXPECT_EQ(pair.lambda, same.lambda);
    EXPECT_EQ(pair.log_p1, same.log_p1);
    if (std::isnan(pair.log_p2)) {
      ++not_reckoned;
      EXPECT_EQ(pair.log_p, pair.log_p1);
      add_timing(*pruned.value().odds, scratch, pair);
    }
    EXPECT_EQ(pair.log_p2, same.log_p2);
    EXPECT_EQ(pair.log_p, same.log_p);
    if (pair.objects >= options.min_objects) {
      EXPECT_EQ(pair.log_q, same.log_q);
    }
  }
  EXPECT_GT(not_reckoned, 0U);
  EXPECT_EQ(tested, whole.value().pairs);
  EXPECT_EQ(pruned.value().limits.back().name, "traces_with_all_chances");
  EXPECT_EQ(pruned.value().limits.back().left_out, not_reckoned);
}

// On a large log nothing is left out as long as the likely pairs are not too many.
TEST(PairsWithChanceTest, TheTableOfALargeLogIsThatOfAnExhaustiveSearch) {
  const SortedLog log(generated_shares(5, 3'000));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  options.all_of_each_traces_max = 0;
  const auto large = log.find(options);
  ASSERT_TRUE(large.ok());
  options.likely_max = options.likely_with_few_objects_max = 0;
  options.exhaustive = true;
  const auto exhaustive = log.find(options);
  ASSERT_TRUE(exhaustive.ok());
  EXPECT_TRUE(exhaustive.value().limits.empty());
  const auto& pairs = large.value().table.pairs;
  const auto& others = exhaustive.value().table.pairs;
  ASSERT_EQ(pairs.size(), others.size());
  std::size_t with_few_objects = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    EXPECT_EQ(pairs[i].a.value, others[i].a.value);
    EXPECT_EQ(pairs[i].b.value, others[i].b.value);
    EXPECT_EQ(pairs[i].lambda, others[i].lambda);
    EXPECT_EQ(pairs[i].log_p1, others[i].log_p1);
    EXPECT_FALSE(std::isnan(others[i].log_p2));
    if (pairs[i].objects < options.min_objects) {
      ++with_few_objects;
    } else {
      EXPECT_EQ(pairs[i].log_q, others[i].log_q);
    }
  }
  EXPECT_GT(with_few_objects, 100U);
}

// However often the likeliest are left out on the way, the same are left out in all: so many of
// those with min_objects, so many of the others, and what is rare never.
struct LikelyLimits {
  std::uint64_t tested;
  std::uint64_t with_few_objects;
};

class LikeliestTest : public testing::TestWithParam<LikelyLimits> {
 protected:
  using Likely = std::tuple<float, std::uint32_t, std::uint32_t>;  // log_p1, a, b

  static bool is_tested(const Pair& pair) { return pair.objects >= 3; }

  static std::vector<Likely> likely_pairs(const PairTable& table, bool tested) {
    std::vector<Likely> likely;
    for (const Pair& pair : table.pairs) {
      if (pair.log_p1 > std::log(1e-3F) && is_tested(pair) == tested) {
        likely.emplace_back(pair.log_p1, pair.a.value, pair.b.value);
      }
    }
    std::stable_sort(likely.begin(), likely.end(),
                     [](const auto& x, const auto& y) { return std::get<0>(x) < std::get<0>(y); });
    return likely;
  }

  static std::uint64_t left_out(const PairsWithChance& found, const std::string& limit) {
    for (const LimitHit& hit : found.limits) {
      if (hit.name == limit) return hit.left_out;
    }
    return 0;
  }
};

TEST_P(LikeliestTest, AreLeftOutWhereThereAreTooMany) {
  const SortedLog log(generated_shares(5, 3'000));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  options.all_of_each_traces_max = 0;
  const auto whole = log.find(options);
  ASSERT_TRUE(whole.ok());
  options.likely_max = GetParam().tested;
  options.likely_with_few_objects_max = GetParam().with_few_objects;
  const auto some = log.find(options);
  ASSERT_TRUE(some.ok());
  std::set<std::pair<std::uint32_t, std::uint32_t>> kept;
  for (const Pair& pair : some.value().table.pairs) {
    kept.insert({pair.a.value, pair.b.value});
    const auto& witness = some.value().table.witnesses.at(pair.witness_begin);
    EXPECT_LE(std::abs(witness.a_at - witness.b_at), options.window);
    EXPECT_EQ(pair.witness_count, pair.objects);
  }
  std::size_t left_out_of_all = 0;
  for (const bool tested : {true, false}) {
    const auto likely = likely_pairs(whole.value().table, tested);
    const std::uint64_t most = tested ? options.likely_max : options.likely_with_few_objects_max;
    ASSERT_GT(likely.size(), 100U);
    for (std::size_t i = 0; i < likely.size(); ++i) {
      const auto& [log_p1, a, b] = likely[i];
      EXPECT_EQ(kept.contains({a, b}), i < most) << i << " of " << likely.size();
    }
    const std::uint64_t expected = likely.size() - std::min<std::uint64_t>(most, likely.size());
    EXPECT_EQ(left_out(some.value(), tested ? "likely_pairs" : "likely_pairs_with_few_objects"),
              expected);
    left_out_of_all += expected;
  }
  EXPECT_EQ(kept.size(), whole.value().table.pairs.size() - left_out_of_all);
  EXPECT_EQ(some.value().chance.significant_pairs, whole.value().chance.significant_pairs);
  EXPECT_EQ(some.value().pairs, whole.value().pairs);
}

INSTANTIATE_TEST_SUITE_P(OfBothKinds, LikeliestTest,
                         testing::Values(LikelyLimits{1, 1'000'000}, LikelyLimits{7, 0},
                                         LikelyLimits{40, 3}, LikelyLimits{1'000'000, 50},
                                         LikelyLimits{0, 100}));

// q of a pair that is not tested is not below what it would be if it were.
TEST(PairsWithChanceTest, PairsWithFewObjectsDoNotChangeQ) {
  const SortedLog log(generated_shares(3, 3'000));
  PairsWithChanceOptions options;
  options.window = 20 * kMicrosPerSecond;
  const auto with = log.find(options);
  ASSERT_TRUE(with.ok());
  const auto without = log.test({.window = options.window});
  ASSERT_TRUE(without.ok());
  const auto tested = all_pairs(without.value());
  auto other = tested.begin();
  std::vector<double> log_p;
  for (const Pair& pair : with.value().table.pairs) {
    if (pair.objects < 3) continue;
    ASSERT_NE(other, tested.end());
    EXPECT_EQ(pair.a.value, other->a.value);
    EXPECT_EQ(pair.b.value, other->b.value);
    EXPECT_EQ(pair.log_p, other->log_p);
    EXPECT_EQ(pair.log_q, other->log_q);
    log_p.push_back(static_cast<double>(pair.log_p));
    ++other;
  }
  EXPECT_EQ(other, tested.end());
  EXPECT_GT(with.value().table.pairs.size(), log_p.size());
  int seen = 0;
  for (const Pair& pair : with.value().table.pairs) {
    if (pair.objects >= 3 || ++seen > 20) continue;
    auto beside = log_p;
    beside.push_back(static_cast<double>(pair.log_p));
    const auto log_q =
        stats::log_q_values(beside, {.possible = with.value().chance.possible_pairs});
    EXPECT_GE(static_cast<double>(pair.log_q), log_q.back() - 1e-5);
  }
  EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace overt
