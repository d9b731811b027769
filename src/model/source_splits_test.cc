#include "model/source_splits.h"

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

}  // namespace
}  // namespace overt
