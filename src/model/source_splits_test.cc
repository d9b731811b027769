#include "model/source_splits.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "model/small_trace_index.h"

namespace overt {
namespace {

TraceIndex many_sources() {
  std::vector<SmallTrace> traces;
  for (std::uint32_t o = 0; o < 4000; ++o) traces.push_back({0, o, 0});
  return small_trace_index(traces);
}

TEST(SourceSplitsTest, CutsTheSourcesInHalvesThatDifferFromSplitToSplit) {
  const TraceIndex index = many_sources();
  const SourceSplits splits(index, 7, 20);
  for (std::uint32_t r = 0; r < 20; ++r) {
    std::uint32_t discovering = 0;
    std::uint32_t as_before = 0;
    for (std::uint32_t s = 0; s < index.sources(); ++s) {
      discovering += splits.discovers(s, r) ? 1 : 0;
      as_before += splits.discovers(s, r) == splits.discovers(s, (r + 1) % 20) ? 1 : 0;
    }
    EXPECT_NEAR(discovering, 2000, 200) << r;
    EXPECT_NEAR(as_before, 2000, 200) << r;
  }
}

TEST(SourceSplitsTest, HangsOnTheKeyAndTheNameAlone) {
  const TraceIndex index = many_sources();
  const SourceSplits splits(index, 7, 8);
  const SourceSplits again(index, 7, 8);
  const SourceSplits other(index, 8, 8);
  std::uint32_t as_other = 0;
  for (std::uint32_t s = 0; s < index.sources(); ++s) {
    EXPECT_EQ(splits.discovers(s, 3), again.discovers(s, 3));
    as_other += splits.discovers(s, 3) == other.discovers(s, 3) ? 1 : 0;
  }
  EXPECT_NEAR(as_other, 2000, 200);
}

TEST(SourceSplitsTest, DoesNotDependOnTheNumbersOfTheSources) {
  SmallLog log;
  for (std::uint32_t o = 0; o < 500; ++o) {
    log.traces.push_back({0, o, 0});
    log.source_keys.push_back(o * 977 + 5);
  }
  const TraceIndex index = index_of(log);
  std::reverse(log.source_keys.begin(), log.source_keys.end());
  const TraceIndex turned = index_of(log);
  const SourceSplits splits(index, 7, kSplitsMax);
  const SourceSplits other(turned, 7, kSplitsMax);
  for (std::uint32_t s = 0; s < 500; ++s) {
    for (std::uint32_t r = 0; r < kSplitsMax; ++r) {
      EXPECT_EQ(splits.discovers(s, r), other.discovers(499 - s, r));
    }
  }
}

TEST(SourceSplitsTest, MoreSplitsLeaveTheFirstAsTheyWere) {
  const TraceIndex index = many_sources();
  const SourceSplits few(index, 7, 4);
  const SourceSplits many(index, 7, kSplitsMax);
  EXPECT_EQ(few.splits(), 4U);
  for (std::uint32_t s = 0; s < index.sources(); ++s) {
    for (std::uint32_t r = 0; r < 4; ++r) {
      EXPECT_EQ(few.discovers(s, r), many.discovers(s, r));
    }
  }
}

TEST(SourceSplitsTest, TwoSourcesArePutApartInHalfOfTheSplits) {
  const TraceIndex index = small_trace_index({{0, 0, 0}, {0, 1, 0}});
  std::uint32_t apart = 0;
  for (std::uint64_t key = 0; key < 100; ++key) {
    const SourceSplits splits(index, key, kSplitsMax);
    for (std::uint32_t r = 0; r < kSplitsMax; ++r) {
      apart += splits.discovers(0, r) != splits.discovers(1, r) ? 1 : 0;
    }
  }
  EXPECT_NEAR(apart, 3200, 200);  // 5 standard deviations
}

TEST(SourceSplitsTest, NoSplitsOrTooManyAreABug) {
  const TraceIndex index = small_trace_index({{0, 0, 0}});
  EXPECT_DEATH(SourceSplits(index, 7, 0), "splits");
  EXPECT_DEATH(SourceSplits(index, 7, kSplitsMax + 1), "splits");
}

}  // namespace
}  // namespace overt
