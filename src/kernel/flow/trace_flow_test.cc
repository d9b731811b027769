#include "kernel/flow/trace_flow.h"

#include <cmath>
#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"

namespace overt::flow {
namespace {

// Every unit by itself, in a queue.
std::vector<std::int64_t> unit_by_unit(std::span<const Transfer> transfers,
                                       const std::vector<bool>& marked) {
  std::vector<std::deque<bool>> purses(marked.size());
  std::vector<std::int64_t> sums;
  for (const Transfer& t : transfers) {
    sums.push_back(0);
    std::vector<bool> paid;
    for (std::int64_t i = 0; i < t.units; ++i) {
      bool is_marked = marked[t.from];
      if (auto& own = purses[t.from]; !own.empty()) {
        is_marked = is_marked || own.front();
        own.pop_front();
      }
      sums.back() += is_marked ? 1 : 0;
      paid.push_back(is_marked);
    }
    for (const bool unit : paid) purses[t.to].push_back(unit);
  }
  return sums;
}

std::vector<Transfer> random_transfers(Random& random, std::uint32_t n) {
  std::vector<Transfer> transfers;
  for (std::uint64_t i = random.below(40); i > 0; --i) {
    transfers.push_back({static_cast<std::uint32_t>(random.below(n)),
                         static_cast<std::uint32_t>(random.below(n)),
                         static_cast<std::int64_t>(1 + random.below(30))});
  }
  return transfers;
}

TEST(TraceFlowTest, WhatCameFirstIsSpentFirst) {
  const std::vector<bool> marked = {true, false, false, false};
  const std::vector<Transfer> transfers = {{0, 2, 10}, {1, 2, 10}, {2, 3, 15}};
  EXPECT_EQ(trace_first_in_first_out(transfers, marked), (std::vector<std::int64_t>{10, 0, 10}));
  EXPECT_EQ(trace_pro_rata(transfers, marked), (std::vector<double>{10, 0, 7.5}));
}

TEST(TraceFlowTest, WhatIsPaidBeyondWhatCameInIsOnesOwn) {
  const std::vector<bool> marked = {true, false, false};
  const std::vector<Transfer> transfers = {{0, 1, 10}, {1, 2, 25}, {1, 2, 5}};
  EXPECT_EQ(trace_first_in_first_out(transfers, marked), (std::vector<std::int64_t>{10, 10, 0}));
  EXPECT_EQ(trace_pro_rata(transfers, marked), (std::vector<double>{10, 10, 0}));
}

TEST(TraceFlowTest, MoneyThatGoesRoundIsNotMultiplied) {
  const std::vector<bool> marked = {true, false, false};
  const std::vector<Transfer> transfers = {{0, 1, 10}, {1, 2, 10}, {2, 1, 10}, {1, 2, 20}};
  EXPECT_EQ(trace_first_in_first_out(transfers, marked).back(), 10);
  EXPECT_EQ(trace_pro_rata(transfers, marked).back(), 10);
}

TEST(TraceFlowTest, PaymentsBeforeTheMoneyCameAreNotOfIt) {
  const std::vector<bool> marked = {true, false, false};
  const std::vector<Transfer> transfers = {{1, 2, 10}, {0, 1, 10}};
  EXPECT_EQ(trace_first_in_first_out(transfers, marked), (std::vector<std::int64_t>{0, 10}));
}

RC_GTEST_PROP(TraceFlowTest, EqualsCountingUnitByUnit, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(1 + random.below(6));
  std::vector<bool> marked(n, false);
  marked[random.below(n)] = true;
  const auto transfers = random_transfers(random, n);
  RC_ASSERT(trace_first_in_first_out(transfers, marked) == unit_by_unit(transfers, marked));
}

RC_GTEST_PROP(TraceFlowTest, NeverMarksMoreThanIsPaidOrThanTheMarkedPaid, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = static_cast<std::uint32_t>(2 + random.below(5));
  std::vector<bool> marked(n, false);
  marked[0] = true;
  const auto transfers = random_transfers(random, n);
  const auto pro_rata = trace_pro_rata(transfers, marked);
  std::vector<double> in(n, 0);
  std::vector<double> out(n, 0);
  for (std::size_t i = 0; i < transfers.size(); ++i) {
    RC_ASSERT(pro_rata[i] >= -1e-9);
    RC_ASSERT(pro_rata[i] <= static_cast<double>(transfers[i].units) + 1e-9);
    in[transfers[i].to] += pro_rata[i];
    out[transfers[i].from] += pro_rata[i];
    if (!marked[transfers[i].from])
      RC_ASSERT(out[transfers[i].from] <= in[transfers[i].from] + 1e-6);
  }
}

}  // namespace
}  // namespace overt::flow
