#include "pipeline/rival_rules.h"

#include <cmath>

#include <gtest/gtest.h>

#include "model/small_trace_index.h"

namespace overt {
namespace {

class NumberNames final : public Names {
 public:
  [[nodiscard]] std::string_view account(AccountId id) const override {
    return std::string_view("abcdefghijklmnopqrstuvwxyz").substr(id.value, 1);
  }
  [[nodiscard]] ObjectName object(ObjectId id) const override {
    return {
        std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ").substr(id.value, 1), {}, ObjectKind::kUrl};
  }
};

std::vector<std::uint32_t> numbers(const std::vector<AccountId>& accounts) {
  std::vector<std::uint32_t> values;
  for (const auto account : accounts) values.push_back(account.value);
  return values;
}

// a and b share four objects within seconds, c joins them on one, d is always an hour late.
std::vector<SmallTrace> some_traces() {
  std::vector<SmallTrace> traces;
  for (std::uint32_t object = 0; object < 4; ++object) {
    const TimeUs at = (1000 + 5000 * TimeUs{object}) * kMicrosPerSecond;
    traces.push_back({0, object, at});
    traces.push_back({1, object, at + 5 * kMicrosPerSecond});
    traces.push_back({3, object, at + 3600 * kMicrosPerSecond});
  }
  traces.push_back({2, 0, 1010 * kMicrosPerSecond});
  return traces;
}

PairWeights weights_of(const std::vector<SmallTrace>& traces) {
  const NumberNames names;
  ThreadPool pool(1);
  join::RowBlocks blocks(1);
  for (const auto& trace : traces) {
    blocks[0].push_back({trace.object, trace.account, trace.at});
  }
  FindPairsOptions find;
  find.windows = {60 * kMicrosPerSecond};
  find.min_objects = 1;
  const PairFinder finder({std::move(blocks), 26, {}}, names, std::move(find), pool);
  return pair_weights(finder, 26, pool);
}

TEST(RivalRulesTest, KnowsEveryAccountsClosestPair) {
  const PairWeights weights = weights_of(some_traces());
  EXPECT_EQ(weights.largest[0], 4U);
  EXPECT_EQ(weights.largest[1], 4U);
  EXPECT_EQ(weights.largest[2], 1U);
  EXPECT_EQ(weights.largest[3], 0U);
  EXPECT_EQ(weights.pairs_of_weight, (std::vector<std::uint64_t>{0, 2, 0, 0, 1}));
}

TEST(RivalRulesTest, AccusesWhoeverIsInAPairOfEnoughObjects) {
  const PairWeights weights = weights_of(some_traces());
  EXPECT_EQ(numbers(accounts_with_weight(weights, 1)), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(numbers(accounts_with_weight(weights, 2)), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(accounts_with_weight(weights, 5).empty());
}

TEST(RivalRulesTest, TakesTheQuantileOfPairsNotOfAccounts) {
  PairWeights weights;
  weights.pairs_of_weight = {0, 980, 15, 4, 1};
  EXPECT_EQ(weight_quantile(weights, .5), 1U);
  EXPECT_EQ(weight_quantile(weights, .98), 1U);
  EXPECT_EQ(weight_quantile(weights, .99), 2U);
  EXPECT_EQ(weight_quantile(weights, 1), 4U);
  EXPECT_EQ(weight_quantile(PairWeights{}, .99), 0U);
}

TEST(RivalRulesTest, SeesSimilarAccountsWheneverTheyActed) {
  std::vector<SmallTrace> traces = some_traces();
  traces.push_back({4, 20, 5});  // shares nothing with anybody
  const auto centrality = cosine_centrality(small_trace_index(traces));
  // a, b and d act on the same four objects; c on one of them.
  EXPECT_NEAR(centrality[0], centrality[3], 1e-9);
  EXPECT_GT(centrality[0], centrality[2]);
  EXPECT_GT(centrality[2], 0.1);
  EXPECT_EQ(centrality[4], 0);
  EXPECT_EQ(numbers(central_accounts(centrality, 1e-2)), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(RivalRulesTest, WeighsRareObjectsMore) {
  // a and b share a rare object, a and c one that six others have too.
  std::vector<SmallTrace> traces = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {2, 1, 0}};
  for (std::uint32_t other = 3; other < 9; ++other) traces.push_back({other, 1, 0});
  traces.push_back({1, 2, 0});
  traces.push_back({2, 3, 0});  // nobody else's: changes nothing
  const TraceIndex index = small_trace_index(traces);
  const double rare = std::log(10.0 / 3) + 1;
  const double common = std::log(10.0 / 9) + 1;
  const double length = std::hypot(rare, common);
  // The cosines that follow from it, through the eigenvector they must solve.
  const auto centrality = cosine_centrality(index);
  double sum = 0;
  for (std::uint32_t other = 2; other < 9; ++other) sum += centrality[other];
  const double of_a = centrality[0] + rare / length * centrality[1] + common / length * sum;
  const double of_b = centrality[1] + rare / length * centrality[0];
  EXPECT_NEAR(of_a / centrality[0], of_b / centrality[1], 1e-3);
}

TEST(RivalRulesTest, JudgesByEveryRuleInTheirOrder) {
  const auto traces = some_traces();
  const auto verdicts = judge_by_rivals(weights_of(traces), small_trace_index(traces));
  const auto rules = rival_rules();
  ASSERT_EQ(verdicts.size(), rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) EXPECT_EQ(verdicts[i].rule.name, rules[i].name);
  EXPECT_EQ(numbers(verdicts[0].accused), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(verdicts[2].accused.empty()) << "nobody shares five objects";
  EXPECT_TRUE(verdicts[3].accused.empty()) << "no pair lies above the largest weight";
}

}  // namespace
}  // namespace overt
